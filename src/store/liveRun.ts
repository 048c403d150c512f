/**
 * What the page knows about a run while it trains: the latest of everything, never the points themselves
 * (those are in series.ts, outside React). `applyEvent.ts` turns one LiveRun and one event into the next.
 */
import type { Shortage } from '../engine/training/pool';
import type { ErrorJson } from '../protocol/errors';
import type { EpochEvent, ExamplesEvent, FinishedEvent, StartedEvent } from '../protocol/events';
import type { RunStatus } from '../protocol/records';

/** Lines of the log that are kept in memory. */
export const logLimit = 500;

export interface LogLine {
  /** Counts up for the whole run, so that a list keeps its keys when old lines fall off. */
  index: number;
  text: string;
}

export interface LiveRun {
  status: RunStatus;
  /** What it lacks while it waits for its turn; null while it starts, trains, or has ended. */
  waitsFor: Shortage | null;
  started: StartedEvent | null;
  /** Every finished epoch of this session is in the history; this is the last one. */
  lastEpoch: EpochEvent | null;
  /** Of the last validation, for tasks that show some. */
  examples: ExamplesEvent | null;
  finished: FinishedEvent | null;
  error: ErrorJson | null;
  /** Running epoch, from 0, and optimizer steps done. */
  epoch: number;
  step: number;
  /** Part of the whole run that is done, 0 to 1. */
  progress: number;
  /** null until the first batch event. */
  examplesPerSecond: number | null;
  stepMilliseconds: number | null;
  etaSeconds: number | null;
  /** The last `logLimit` lines. */
  log: LogLine[];
  warnings: { code: string; message: string }[];
}

/** A run that was asked for and has said nothing yet. */
export function emptyLiveRun(status: RunStatus = 'waiting'): LiveRun {
  return {
    status,
    waitsFor: null,
    started: null,
    lastEpoch: null,
    examples: null,
    finished: null,
    error: null,
    epoch: 0,
    step: 0,
    progress: 0,
    examplesPerSecond: null,
    stepMilliseconds: null,
    etaSeconds: null,
    log: [],
    warnings: [],
  };
}

/** Whether the run trains, or waits for its turn. */
export function isUnderWay(live: LiveRun | undefined): boolean {
  return live?.status === 'training' || live?.status === 'paused' || live?.status === 'waiting';
}
