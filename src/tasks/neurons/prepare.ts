/** Sessions of a dataset as a configuration reads them: checked, divided, with what is odd about them in words. */
import type { DatasetReader } from '../../engine/data/datasetReader';
import type { Outline } from '../../engine/workload';
import { AnnealError } from '../../protocol/errors';
import type { NeuronsConfig } from './config';
import {
  type FoundSession,
  findSessions,
  type ReadSession,
  readSession,
  type Session,
  type SessionFacts,
  usableBins,
} from './data/session';
import { groupsWithoutCounts, renamed } from './data/sessionArrays';
import { createRemarks, type Remarks } from './data/sessionRemarks';
import { settingsOf, usedSessions } from './data/sessionSettings';
import { splitSession } from './data/sessionSplit';
import { checkTogether } from './data/togetherness';
import { buildModel, type ModelSession, type NeuronsModel, seesFrames } from './model/model';

export interface PreparedFacts {
  sessions: SessionFacts[];
  model: NeuronsModel;
  splits: Outline['splits'];
  /** Rows of samples, ascending. */
  rows: Uint32Array;
  remarks: Outline['remarks'];
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
  const { read, remarks } = await readSessions(data, config, (session) => session);
  return assembled(read, config, (add) => replayed(remarks, add));
}

/** The same without values. What is odd is found out once for a dataset that has a fingerprint. */
export async function outlineSessions(data: DatasetReader, config: NeuronsConfig): Promise<PreparedFacts> {
  const { read, remarks } = await surveyOf(data, config);
  return assembled(read, config, (add) => replayed(remarks, add));
}

type Remarked = Parameters<Remarks['add']>;

const replayed = (remarks: readonly Remarked[], add: Remarks['add']) => {
  for (const remark of remarks) add(...remark);
};

interface Survey<Read> {
  read: Read[];
  remarks: Remarked[];
}

type SurveyedSession = Omit<ReadSession, 'robs' | 'dfs' | 'behavior' | 'frames'>;

/** The last dataset that was surveyed, by its fingerprint and what the survey depends on. */
let lastSurvey: { key: string; survey: Promise<Survey<SurveyedSession>> } | null = null;

function surveyOf(data: DatasetReader, config: NeuronsConfig): Promise<Survey<SurveyedSession>> {
  const survey = () =>
    readSessions(data, config, ({ robs: _, dfs: __, behavior: ___, frames: ____, ...facts }) => facts);
  if (!data.fingerprint) return survey();
  const { use, sessions, units, sampling, behaviorLag, transforms, validLags, missingThreshold } =
    config.dataset;
  const key = JSON.stringify([
    ...[data.fingerprint, behaves(config), use, sessions, units, sampling, behaviorLag, transforms],
    ...[validLags, missingThreshold],
  ]);
  if (lastSurvey?.key === key) return lastSurvey.survey;
  const begun = { key, survey: survey() };
  lastSurvey = begun;
  // What failed may be mended: a file that could not be read.
  begun.survey.catch(() => {
    if (lastSurvey === begun) lastSurvey = null;
  });
  return begun.survey;
}

const behaves = ({ model }: NeuronsConfig) => model.modulator.name !== 'none';

async function readSessions<Kept>(
  data: DatasetReader,
  config: NeuronsConfig,
  keep: (session: ReadSession) => Kept,
): Promise<Survey<Kept>> {
  const noted: Remarked[] = [];
  const remarks = { add: (...remark: Remarked) => void noted.push(remark) };
  const read: Kept[] = [];
  for (const found of chosenSessions(data, config, remarks)) {
    const settings = settingsOf(config.dataset, found.name);
    const session = await readSession(data, found, settings, { behaves: behaves(config) }, remarks);
    if (session.trusted.includes(1)) read.push(keep(session));
    else remarks.add('sessions-untrusted', found.name);
  }
  return { read, remarks: noted };
}

function chosenSessions(
  data: DatasetReader,
  { dataset }: NeuronsConfig,
  remarks: Pick<Remarks, 'add'>,
): FoundSession[] {
  const arrays = [...data.arrays.values()];
  const found = findSessions(arrays);
  const names = found.map(({ name }) => name);
  const { used, absent } = usedSessions(names, dataset);
  for (const name of absent) remarks.add('sessions-absent', name);
  for (const name of renamed(used)) remarks.add('sessions-renamed', name);
  for (const name of groupsWithoutCounts(arrays)) remarks.add('sessions-without-counts', name);
  for (const name of Object.keys(dataset.sessions))
    if (!names.includes(name)) remarks.add('sessions-without-settings', name);
  return found.filter(({ name }) => used.includes(name));
}

function assembled<Read extends SurveyedSession>(
  read: readonly Read[],
  config: NeuronsConfig,
  replay: (add: Remarks['add']) => void,
) {
  const remarks = createRemarks();
  replay(remarks.add);
  checkTogether(read, config.model, seesFrames(config.model), remarks);
  const history = historyOf(config);
  const sessions: (Read & SessionFacts)[] = [];
  const parts: ReturnType<typeof splitSession>[] = [];
  for (const one of read) {
    const { usable, acrossTrials } = usableBins(one, history);
    if (!usable.includes(1)) {
      remarks.add('sessions-untrusted', one.name, `samples look back ${history} bins`);
      continue;
    }
    if (acrossTrials > 0) remarks.add('trials-begin', one.name, String(acrossTrials));
    const last = sessions.at(-1);
    const session = { ...one, start: last ? last.start + last.bins : 0, usable };
    const part = splitSession(session, {
      ...settingsOf(config.dataset, one.name),
      seed: config.training.seed,
    });
    if (part.hasFewTrials) remarks.add('trials-few', one.name);
    sessions.push(session);
    parts.push(part);
  }
  const splits = {
    train: rowsOf(sessions, (i) => parts[i]!.train),
    validation: rowsOf(sessions, (i) => parts[i]!.validation),
    test: new Uint32Array(0),
  };
  if (splits.train.length === 0) {
    throw new AnnealError('data-empty', 'No sample of any session can be trained on.', {
      place: 'dfs',
      received: read.length === 0 ? 'no trusted bin' : `${read.length} sessions, lags of ${history} bins`,
      remedy: 'Look whether dfs is 0 everywhere, or recordings or trials are shorter than the lags.',
    });
  }
  const rows = rowsOf(sessions, (i) =>
    Uint32Array.from(sessions[i]!.usable.keys()).filter((bin) => sessions[i]!.usable[bin]),
  );
  const model = buildModel(
    config.model,
    sessions.map((session) => modelSession(session, config)),
  );
  return { sessions, model, splits, rows, remarks: remarks.all() };
}

function rowsOf(sessions: readonly SessionFacts[], binsOf: (index: number) => Uint32Array): Uint32Array {
  const parts = sessions.map((_, i) => binsOf(i));
  const rows = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [i, { start }] of sessions.entries()) for (const bin of parts[i]!) rows[at++] = start + bin;
  return rows;
}

function modelSession(
  { name, units, frameSize, behaviors }: SessionFacts,
  { dataset }: NeuronsConfig,
): ModelSession {
  const clip = frameSize && { time: dataset.lags.length, ...frameSize };
  return { name, units, clip, behaviors };
}
