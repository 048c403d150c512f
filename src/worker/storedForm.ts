/** A run in the browser's storage: its record, history, log, examples and checkpoints. One form a training. */
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import type { ErrorCode } from '../protocol/errors';
import type { RunWarning, TrainEvent } from '../protocol/events';
import type { RunRecord, StoredExamples } from '../protocol/records';
import type { RunForm } from '../runs/keepRun';
import { commitCheckpoint, listCheckpoints } from '../storage/checkpoints';
import { makingRoom } from '../storage/deletions';
import { getRun, type RunChange, saveProgress } from '../storage/runs';
import { checkpointRoom } from './checkpointRoom';

/** A run that warns at every epoch must not fill its record. */
const MOST_WARNINGS = 100;

/**
 * @param after optimizer step that the training goes on from, 0 for a fresh one. The first commit removes history and
 *   checkpoints beyond it, which belong to a future that was given up; until then they stay.
 * @param earlier warnings of earlier sessions of the run.
 */
export function storedForm(
  { id: runId, config }: Pick<RunRecord, 'id' | 'config'>,
  after: number,
  earlier: readonly RunWarning[],
): RunForm<Uint8Array<ArrayBuffer>> {
  let log: string[] = [];
  let warnings = [...earlier];
  let examples: StoredExamples | null = null;
  let goingBack = true;

  function written(): void {
    log = [];
    examples = null;
  }

  return {
    async kept() {
      const { records } = await listCheckpoints(runId);
      return {
        known: records.filter(({ step }) => step <= after),
        givenUp: records.flatMap(({ id, step }) => (step > after ? [id] : [])),
      };
    },
    idOf: () => crypto.randomUUID(),
    pack: encodeCheckpoint,
    begin: ({ parameterCount }) => checkpointRoom(runId, parameterCount, config),
    async commit({ snapshot, packed, summary, kindsOf, remove, lines }) {
      const { epoch, step, seconds, best } = snapshot.checkpoint.state;
      const commit = {
        runId,
        summary,
        payload: packed,
        history: { ...snapshot.history, log: [...log, ...lines] },
        examples,
        historyAfter: goingBack ? after : null,
        runUpdate: { epoch, step, seconds, best },
        kinds: new Map(Object.entries(kindsOf)),
        remove: [...remove],
      };
      await makingRoom(() => commitCheckpoint(commit));
      goingBack = false;
      written();
      return {};
    },
    async record(event, lines) {
      log.push(...lines);
      if (event.type === 'examples') examples = { epoch: event.epoch, value: event.value };
      if (event.type === 'warning') {
        const { code, message } = event;
        warnings = [...warnings, { code, message }].slice(-MOST_WARNINGS);
      }
      const change = changeOf(event, warnings);
      if (change === null) return;
      const losses = event.type === 'failed' ? await lossesAfter(runId, event.error.code) : {};
      await makingRoom(() => saveProgress(runId, { ...change, ...losses }, log, examples));
      written();
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
