/**
 * Tells a stored run to a logger as if it trained once more, so that a run which nobody logged has the same files. Examples and
 * the optimizer's tensors are not told: the history of a run does not have them.
 */
import type { BackendInfo, EpochRow, TrainEvent } from '../../protocol/events';
import type { LogFormat } from '../../protocol/logging';
import type { RunBundle, RunRecord } from '../../protocol/records';
import { type StepColumns, sliceSteps, stepsUpTo } from '../../protocol/steps';
import type { RunListener } from '../runListener';
import { fileLoggers } from './fileLoggers';
import { memoryFolder } from './logFolder';

/** What of a run is replayed. Epochs and steps rise. */
export type ReplayedRun = Pick<RunBundle, 'run' | 'epochs' | 'steps'>;

/** Steps of an event: loggers make objects of all of them. */
const STEPS_AT_ONCE = 1000;

/** Files of a run by their paths, as the logger of the format would have left them in an empty folder. */
export async function replayedFiles(
  replayed: ReplayedRun,
  format: LogFormat,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const folder = memoryFolder();
  await replayRun(replayed, (now) => fileLoggers[format]({ folder, now }));
  return folder.files();
}

/**
 * @param make makes the listener. Its clock shows when the run has done what is told: the time of the steps where it is known, else
 *   the beginning of the run and the seconds of its epochs.
 */
export async function replayRun(
  { run, epochs, steps }: ReplayedRun,
  make: (now: () => Date) => RunListener,
): Promise<void> {
  const known = steps.time.find((time) => !Number.isNaN(time));
  let time = known ?? (Date.parse(run.createdAt) || 0);
  const listener = make(() => new Date(time));
  const { id, name, dataset, notes, tags } = run;
  const config = { ...run.config, experiment: { ...run.config.experiment, notes, tags } };
  let last: TrainEvent = startedAgain(run, epochs);
  await listener.started?.({ id, name, config, dataset, resumedFrom: null, control: { request: 'run' } });
  await listener.heard?.(last);
  for (const event of trainedEvents(epochs, steps)) {
    if (event.type === 'batch') time = event.steps.time.findLast((one) => !Number.isNaN(one)) ?? time;
    if (event.type === 'epoch' && known === undefined) time += 1000 * event.seconds;
    await listener.heard?.(event);
    last = event;
  }
  const end = endOf(run);
  if (end) await listener.heard?.(end);
  await listener.ended?.(end ?? last);
}

/** Steps and epochs in the order in which they were done. */
function* trainedEvents(epochs: readonly EpochRow[], steps: StepColumns): Generator<TrainEvent> {
  let from = 0;
  function* stepsTo(to: number): Generator<TrainEvent> {
    for (; from < to; from = Math.min(to, from + STEPS_AT_ONCE)) {
      const part = sliceSteps(steps, from, Math.min(to, from + STEPS_AT_ONCE));
      const epoch = Math.ceil(part.epoch.at(-1)!);
      const notKept = { examplesPerSecond: Number.NaN, stepMilliseconds: Number.NaN, etaSeconds: 0 };
      yield { type: 'batch', epoch, step: part.step.at(-1)!, steps: part, ...notKept };
    }
  }
  for (const row of epochs) {
    const { epoch, step, tensors } = row;
    yield* stepsTo(stepsUpTo(steps, step));
    yield { type: 'epoch', ...row, best: null, etaSeconds: 0 };
    if (tensors) yield { type: 'tensors', epoch, step, tensors };
  }
  yield* stepsTo(steps.step.length);
}

/** Rows of the data are not kept, and no logger tells of them. */
function startedAgain(run: RunRecord, epochs: readonly EpochRow[]): TrainEvent {
  const notKept: BackendInfo = { name: 'cpu', device: 'not known', software: false, reason: null };
  return {
    type: 'started',
    backend: run.backend ?? notKept,
    parameterCount: run.parameterCount ?? 0,
    stepsPerEpoch: epochs[0]?.step ?? 0,
    totalSteps: run.totalSteps,
    totalEpochs: run.totalEpochs,
    rows: { train: 0, validation: 0, test: 0 },
    metrics: run.metrics,
    resumedFrom: null,
  };
}

/** null for a run that has not come to its end. */
function endOf({
  status,
  finishReason,
  epoch,
  step,
  best,
  test,
  seconds,
  error,
}: RunRecord): TrainEvent | null {
  if (status === 'failed' && error) return { type: 'failed', error };
  if (status !== 'finished' && status !== 'stopped') return null;
  const reason = finishReason ?? (status === 'stopped' ? 'stopped' : 'completed');
  return { type: 'finished', reason, epoch, step, best, test, seconds };
}
