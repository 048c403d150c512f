/** The sessions of a dataset that are used, read and divided, with what is odd about them; or the same without their values. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import type { Outline } from '../../../engine/workload';
import { AnnealError } from '../../../protocol/errors';
import type { NeuronsDatasetConfig } from '../datasetConfig';
import {
  type FoundSession,
  findSessions,
  type ReadSession,
  readSession,
  type Session,
  type SessionFacts,
} from './session';
import { groupsWithoutCounts, renamed } from './sessionArrays';
import { createRemarks, type RemarkCode, type Remarks } from './sessionRemarks';
import { settingsOf, usedSessions } from './sessionSettings';
import { type SessionParts, splitSession } from './sessionSplit';
import { checkTogether, type ModelNeeds } from './togetherness';
import { usableBins } from './usableBins';

/** What decides which bins are samples. */
export interface GatherOptions {
  dataset: NeuronsDatasetConfig;
  seed: number;
  /** Bins that a sample looks back. */
  history: number;
  needs: ModelNeeds;
}

export interface Gathered<Of extends SessionFacts = SessionFacts> {
  sessions: Of[];
  splits: Outline['splits'];
  /** Rows of samples, ascending. */
  rows: Uint32Array;
  remarks: Outline['remarks'];
}

/** @throws AnnealError for sessions that nothing can be made of, or that do not go together, and without a sample. */
export async function gatherSessions(
  data: DatasetReader,
  options: GatherOptions,
): Promise<Gathered<Session>> {
  return divided(await readSessions(data, options, (session) => session), options);
}

/** The same without values. What is odd is found out once for a dataset that has a fingerprint. */
export async function surveySessions(data: DatasetReader, options: GatherOptions): Promise<Gathered> {
  return divided(await surveyOf(data, options), options);
}

type Remarked = Parameters<Remarks['add']>;

interface Reading<Kept> {
  read: Kept[];
  remarked: Remarked[];
}

type SurveyedSession = Omit<ReadSession, 'robs' | 'dfs' | 'behavior' | 'frames'>;

/** The last dataset that was surveyed, by its fingerprint and what the survey depends on. */
let lastSurvey: { key: string; reading: Promise<Reading<SurveyedSession>> } | null = null;

function surveyOf(data: DatasetReader, options: GatherOptions): Promise<Reading<SurveyedSession>> {
  const begin = () =>
    readSessions(
      data,
      options,
      ({ robs: _robs, dfs: _dfs, behavior: _behavior, frames: _frames, ...facts }) => facts,
    );
  if (!data.fingerprint) return begin();
  const { use, sessions, units, behavior, behaviorLag, ...others } = options.dataset;
  const { sampling, transforms, validLags, missingThreshold } = others;
  const settings = [
    use,
    sessions,
    units,
    behavior,
    behaviorLag,
    sampling,
    transforms,
    validLags,
    missingThreshold,
  ];
  const key = JSON.stringify([data.fingerprint, options.needs.behaves, settings]);
  if (lastSurvey?.key === key) return lastSurvey.reading;
  const begun = { key, reading: begin() };
  lastSurvey = begun;
  // What failed may be mended: a file that could not be read.
  begun.reading.catch(() => {
    if (lastSurvey === begun) lastSurvey = null;
  });
  return begun.reading;
}

async function readSessions<Kept>(
  data: DatasetReader,
  { dataset, needs }: GatherOptions,
  keep: (session: ReadSession) => Kept,
): Promise<Reading<Kept>> {
  const remarked: Remarked[] = [];
  const remark = (...one: Remarked) => void remarked.push(one);
  const read: Kept[] = [];
  for (const found of chosenSessions(data, dataset, remark)) {
    const session = await readSession(data, found, settingsOf(dataset, found.name), needs, remark);
    if (session.trusted.includes(1)) read.push(keep(session));
    else remark('sessions-untrusted', found.name);
  }
  return { read, remarked };
}

function chosenSessions(
  data: DatasetReader,
  dataset: NeuronsDatasetConfig,
  remark: Remarks['add'],
): FoundSession[] {
  const arrays = [...data.arrays.values()];
  const found = findSessions(arrays);
  const names = found.map(({ name }) => name);
  const { used, absent } = usedSessions(names, dataset);
  const odd: [RemarkCode, readonly string[]][] = [
    ['sessions-absent', absent],
    ['sessions-renamed', renamed(used)],
    ['sessions-without-counts', groupsWithoutCounts(arrays)],
    ['sessions-without-settings', Object.keys(dataset.sessions).filter((name) => !names.includes(name))],
  ];
  for (const [code, sessions] of odd) for (const session of sessions) remark(code, session);
  return found.filter(({ name }) => used.includes(name));
}

function divided<Read extends SurveyedSession>(
  { read, remarked }: Reading<Read>,
  { dataset, seed, history, needs }: GatherOptions,
): Gathered<Read & SessionFacts> {
  const remarks = createRemarks();
  for (const one of remarked) remarks.add(...one);
  checkTogether(read, needs, remarks);
  const sessions: (Read & SessionFacts)[] = [];
  const parts: SessionParts[] = [];
  for (const one of read) {
    const { usable, acrossTrials } = usableBins(one, history);
    if (!usable.includes(1)) {
      remarks.add('sessions-untrusted', one.name, `samples look back ${history} bins`);
      continue;
    }
    if (acrossTrials > 0) remarks.add('trials-begin', one.name, String(acrossTrials));
    const last = sessions.at(-1);
    const session = { ...one, start: last ? last.start + last.bins : 0, usable };
    const part = splitSession(session, { ...settingsOf(dataset, one.name), seed });
    if (part.hasFewTrials) remarks.add('trials-few', one.name);
    sessions.push(session);
    parts.push(part);
  }
  const rowsOf = (of: (part: SessionParts) => Uint32Array) => rowsIn(sessions, parts.map(of));
  const splits = {
    train: rowsOf(({ train }) => train),
    validation: rowsOf(({ validation }) => validation),
    test: new Uint32Array(0),
  };
  if (splits.train.length === 0) {
    throw new AnnealError('data-empty', 'No sample of any session can be trained on.', {
      place: 'dfs',
      received: read.length === 0 ? 'no trusted bin' : `${read.length} sessions, lags of ${history} bins`,
      remedy: 'Look whether dfs is 0 everywhere, or recordings or trials are shorter than the lags.',
    });
  }
  return { sessions, splits, rows: rowsOf(({ all }) => all), remarks: remarks.all() };
}

/** Rows among those of all sessions. @param bins of each. */
function rowsIn(sessions: readonly SessionFacts[], bins: readonly Uint32Array[]): Uint32Array {
  const rows = new Uint32Array(bins.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [i, { start }] of sessions.entries()) for (const bin of bins[i]!) rows[at++] = start + bin;
  return rows;
}
