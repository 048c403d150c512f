/** Sessions of a dataset as a configuration reads them: checked, divided, with what is odd about them in words. */
import type { DatasetReader } from '../../engine/data/datasetReader';
import type { Outline } from '../../engine/workload';
import { AnnealError } from '../../protocol/errors';
import type { NeuronsConfig } from './config';
import { findSessions, readSession, type Session } from './data/session';
import { splitSession } from './data/sessionSplit';
import { buildModel, type ModelSession, type NeuronsModel, seesFrames } from './model/model';

export interface PreparedSessions {
  sessions: Session[];
  model: NeuronsModel;
  splits: Outline['splits'];
  /** Rows of samples, ascending. */
  rows: Uint32Array;
  remarks: Outline['remarks'];
}

/** Bins that a sample looks back. */
export function historyOf({ dataset, model }: NeuronsConfig): number {
  const sees = seesFrames(model) ? Math.max(...dataset.lags) : 0;
  return Math.max(sees, model.historyEncoder?.numLags ?? 0);
}

/** @throws AnnealError for sessions that do not go together, and for data without a sample. */
export async function prepareSessions(data: DatasetReader, config: NeuronsConfig): Promise<PreparedSessions> {
  const found = findSessions(data.arrays.values());
  const sessions: Session[] = [];
  for (const one of found) {
    const last = sessions.at(-1);
    const start = last ? last.start + last.bins : 0;
    sessions.push(await readSession(data, one, { start, history: historyOf(config) }));
  }
  const remarks: Outline['remarks'] = [];
  const model = buildModel(
    config.model,
    sessions.map((session) => modelSession(session, config)),
  );
  const parts = sessions.map((session) =>
    splitSession(session, { ...config.dataset, seed: config.training.seed }),
  );
  const rowsOf = (bins: (i: number) => number[]) =>
    Uint32Array.from(sessions.flatMap(({ start }, i) => bins(i).map((bin) => start + bin)));
  const splits = {
    train: rowsOf((i) => parts[i]!.train),
    validation: rowsOf((i) => parts[i]!.validation),
    test: new Uint32Array(0),
  };
  const rows = rowsOf((i) => [...parts[i]!.train, ...parts[i]!.validation].sort((a, b) => a - b));
  if (splits.train.length === 0) {
    throw new AnnealError('data-empty', 'No sample of any session can be trained on.', {
      place: 'dfs',
      received: `${sessions.length} sessions`,
      remedy: 'Look whether dfs is 0 everywhere, or the recordings are shorter than the lags.',
    });
  }
  return { sessions, model, splits, rows, remarks };
}

function modelSession({ name, units, frames, behaviors }: Session, { dataset }: NeuronsConfig): ModelSession {
  const clip = frames && {
    time: dataset.lags.length,
    height: frames.height,
    width: frames.width,
    channels: frames.channels,
  };
  return { name, units, clip, behaviors };
}
