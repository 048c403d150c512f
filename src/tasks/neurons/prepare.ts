/** Sessions of a dataset as a configuration reads them, and the model that they need. */
import type { DatasetReader } from '../../engine/data/datasetReader';
import type { NeuronsConfig } from './config';
import { type Gathered, type GatherOptions, gatherSessions, surveySessions } from './data/gathering';
import type { Session, SessionFacts } from './data/session';
import { buildModel, type ModelSession, type NeuronsModel, seesFrames } from './model/model';

export interface PreparedFacts extends Gathered {
  model: NeuronsModel;
}

export interface PreparedSessions extends PreparedFacts {
  sessions: Session[];
}

/** Bins that a sample looks back. */
export function historyOf({ dataset, model }: NeuronsConfig): number {
  const sees = seesFrames(model) ? Math.max(...dataset.lags) : 0;
  return Math.max(sees, model.historyEncoder?.numLags ?? 0);
}

/** @throws AnnealError for sessions that do not go together, and for data without a sample. */
export async function prepareSessions(data: DatasetReader, config: NeuronsConfig): Promise<PreparedSessions> {
  return withModel(await gatherSessions(data, optionsOf(config)), config);
}

/** The same without the sessions' values. */
export async function outlineSessions(data: DatasetReader, config: NeuronsConfig): Promise<PreparedFacts> {
  return withModel(await surveySessions(data, optionsOf(config)), config);
}

function optionsOf(config: NeuronsConfig): GatherOptions {
  const { dataset, model, training } = config;
  const needs = {
    sees: seesFrames(model),
    adapts: model.adapter.name !== 'none',
    behaves: model.modulator.name !== 'none',
  };
  return { dataset, seed: training.seed, history: historyOf(config), needs };
}

function withModel<Of extends SessionFacts>(gathered: Gathered<Of>, config: NeuronsConfig) {
  const sessions = gathered.sessions.map((session) => modelSession(session, config));
  const remarks = [...gathered.remarks, ...plainRateRemarks(config)];
  return { ...gathered, remarks, model: buildModel(config.model, sessions) };
}

/** The L1 norm of a group is taken off by the plain rate: too much where an optimizer's steps are far smaller than its rate. */
function plainRateRemarks({ training }: NeuronsConfig): PreparedFacts['remarks'] {
  const { optimizer, parameterGroups } = training;
  const groups = parameterGroups.filter(({ proximalL1 }) => proximalL1 > 0).map(({ pattern }) => pattern);
  if (groups.length === 0 || (optimizer.name !== 'sgd' && optimizer.name !== 'adagrad')) return [];
  const message = `The proximal L1 of ${groups.join(' and ')} is meant for Adam, AdamW and RMSprop. With ${optimizer.name} it can take all of these weights, and units stay at their mean rates: set it to 0 or far lower.`;
  return [{ code: 'proximal-l1-strong', message }];
}

function modelSession(
  { name, units, frameSize, behaviors }: SessionFacts,
  { dataset }: NeuronsConfig,
): ModelSession {
  const clip = frameSize && { time: dataset.lags.length, ...frameSize };
  return { name, units, clip, behaviors };
}
