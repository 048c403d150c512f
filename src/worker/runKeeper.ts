/** Keeps what a training says: the run's record, its history and log, its checkpoints. One keeper a training. */

import { summaryOf } from '../engine/checkpoints/checkpoint';
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import { retain } from '../engine/checkpoints/retention';
import type { SnapshotEvent } from '../engine/training/trainerEvent';
import type { ErrorCode } from '../protocol/errors';
import type { CheckpointEvent, RunWarning, TrainEvent } from '../protocol/events';
import type { ListedCheckpoint, StoredExamples } from '../protocol/records';
import { withCheckpoint } from '../runs/checkpointList';
import { commitCheckpoint, listCheckpoints } from '../storage/checkpoints';
import { makingRoom } from '../storage/deletions';
import { getRun, type RunChange, saveProgress } from '../storage/runs';

export interface RunKeeper {
  /** Commits a snapshot: once this resolves it is on disk and may be told to others. */
  commit(snapshot: SnapshotEvent): Promise<CheckpointEvent>;
  /** Writes what an event changes in the run's record, if anything, and takes down its lines for the log. */
  record(event: TrainEvent): Promise<void>;
}

export interface KeeperOptions {
  runId: string;
  /**
   * Optimizer step that the training goes on from, 0 for a fresh one. The first commit removes history and
   * checkpoints beyond it, which belong to a future that was given up; until then they stay.
   */
  after: number;
  /** Lines of the log for an event, null for none. */
  logLine(event: TrainEvent): string | null;
  /** Given in earlier sessions of the run. */
  warnings: RunWarning[];
}

/** A run that warns at every epoch must not fill its record. */
const MOST_WARNINGS = 100;

export function createRunKeeper({ runId, after, logLine, ...earlier }: KeeperOptions): RunKeeper {
  let log: string[] = [];
  let { warnings } = earlier;
  let examples: StoredExamples | null = null;
  let goingBack = true;
  /** Read once: after that, whatever comes and stays is known from the commits. */
  let known: ListedCheckpoint[] | null = null;

  async function commit({ kinds, checkpoint, direction, history }: SnapshotEvent): Promise<CheckpointEvent> {
    const { config, epoch, step, seconds, best } = checkpoint.state;
    const payload = encodeCheckpoint(checkpoint);
    known ??= (await listCheckpoints(runId)).records;
    const givenUp = goingBack ? known.filter((record) => record.step > after) : [];
    const existing = known.filter((record) => !givenUp.includes(record));
    const incoming = summaryOf(crypto.randomUUID(), kinds, checkpoint.state, payload.length, new Date());
    const { keep, remove } = retain(existing, incoming, config.checkpoint, direction);
    const summary = { ...incoming, kinds: keep.get(incoming.id) ?? kinds };
    const replaces = [...givenUp.map(({ id }) => id), ...remove];
    const kindsOf = Object.fromEntries(
      existing.flatMap(({ id, kinds }) => {
        const now = keep.get(id);
        return now && now.join() !== kinds.join() ? [[id, now]] : [];
      }),
    );
    const event: CheckpointEvent = { type: 'checkpoint', ...summary, replaces, kindsOf };
    const commit = {
      runId,
      summary,
      payload,
      history: { ...history, log: [...log, ...linesOf(event)] },
      examples,
      historyAfter: goingBack ? after : null,
      runUpdate: { epoch, step, seconds, best },
      kinds: new Map(Object.entries(kindsOf)),
      remove: replaces,
    };
    await makingRoom(() => commitCheckpoint(commit));
    known = withCheckpoint(known, runId, event);
    goingBack = false;
    log = [];
    examples = null;
    return event;
  }

  function linesOf(event: TrainEvent): string[] {
    return logLine(event)?.split('\n') ?? [];
  }

  return {
    commit,
    async record(event) {
      log.push(...linesOf(event));
      if (event.type === 'examples') examples = { epoch: event.epoch, value: event.value };
      if (event.type === 'warning') {
        const { code, message } = event;
        warnings = [...warnings, { code, message }].slice(-MOST_WARNINGS);
      }
      const change = changeOf(event, warnings);
      if (change === null) return;
      const losses = event.type === 'failed' ? await lossesAfter(runId, event.error.code) : {};
      await makingRoom(() => saveProgress(runId, { ...change, ...losses }, log, examples));
      log = [];
      examples = null;
    },
  };
}

/** What a failure makes of the losses of the GPU in a row: one more, or none. */
export async function lossesAfter(runId: string, failure: ErrorCode): Promise<Pick<RunChange, 'gpuLosses'>> {
  if (failure !== 'device-lost') return { gpuLosses: undefined };
  const { gpuLosses = 0 } = await getRun(runId);
  return { gpuLosses: gpuLosses + 1 };
}

/** What an event changes in the run's record; null when nothing. @param warnings that the run has given. */
function changeOf(event: TrainEvent, warnings: RunWarning[]): RunChange | null {
  switch (event.type) {
    case 'started': {
      const { backend, parameterCount, totalEpochs, totalSteps, metrics } = event;
      const fresh = { finishReason: null, test: null, comparison: undefined, error: null, warnings };
      return { status: 'training', backend, parameterCount, totalEpochs, totalSteps, metrics, ...fresh };
    }
    case 'planned':
      return { totalEpochs: event.totalEpochs, totalSteps: event.totalSteps };
    case 'paused':
      return { status: 'paused' };
    case 'resumed':
      return { status: 'training' };
    case 'finished': {
      const { reason, epoch, step, best, test, comparison, seconds } = event;
      const status = reason === 'stopped' ? 'stopped' : 'finished';
      const gone = { gpuLosses: undefined };
      return { status, finishReason: reason, epoch, step, best, test, comparison, seconds, ...gone };
    }
    case 'failed':
      return { status: 'failed', error: event.error };
    case 'batch':
    case 'validation':
    case 'epoch':
    case 'examples':
    case 'tensors':
    case 'checkpoint':
      return null;
    case 'warning':
      return { warnings };
  }
}
