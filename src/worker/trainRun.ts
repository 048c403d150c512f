/**
 * Trains a stored run: command -> trainer -> events. It commits each snapshot before it lets the trainer go on, tells
 * of it only then, and keeps the run's record in step with what happens.
 */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import type { TrainControl } from '../engine/training/stages';
import type { TrainerEvents } from '../engine/training/trainerEvent';
import { AnnealError } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import type { RunRecord, RunStatus } from '../protocol/records';
import type { LogContext } from '../runs/runLog';
import { withRunLock } from '../storage/locks';
import { getRun, updateRun } from '../storage/runs';
import { checkpointRoom } from './checkpointRoom';
import { prolongRun } from './prolongRun';
import { findResumePoint } from './resumePoint';
import { createRunKeeper, lossesAfter, type RunKeeper } from './runKeeper';

export interface TrainRunOptions {
  runId: string;
  resumeFrom: string | null;
  /** Epochs to continue for after those of the checkpoint; null where the run ends as configured. */
  moreEpochs: number | null;
  /** This tab in words. */
  tab: string;
  control: TrainControl;
  emit(event: TrainEvent): void;
  /** Opens the trainer over the run's dataset; loading may take a while. */
  open(run: RunRecord, resume: Checkpoint | null, best: Checkpoint | null): Promise<TrainerEvents>;
  /** Lines of the log about an event, given what earlier events said. */
  logLine(event: TrainEvent, date: Date, context: LogContext): string | null;
}

/**
 * Resolves when the training has ended, also when it has failed: the last event tells.
 * @throws what kept a run from going on that had come so far before: it is as it was then.
 * @throws busy when another tab trains the run, data-not-found when there is no such run.
 */
export async function trainRun(options: TrainRunOptions): Promise<void> {
  const { runId, tab } = options;
  // Under way for other tabs as well, from now on: loading takes a while, and what they show is the record.
  await withRunLock(runId, tab, async () => {
    const { status } = await getRun(runId);
    await trainLocked(await updateRun(runId, { status: 'waiting' }), status, options);
  });
}

/** @param before how the run was before it was asked to train. */
async function trainLocked(waiting: RunRecord, before: RunStatus, options: TrainRunOptions): Promise<void> {
  const { emit, open, resumeFrom, moreEpochs } = options;
  let run = waiting;
  const context: LogContext = { metrics: run.metrics };
  const logLine = (event: TrainEvent) => {
    if (event.type === 'started') context.metrics = event.metrics;
    if (event.type === 'batch')
      context.learningRate = event.steps.channels.learningRate?.at(-1) ?? context.learningRate;
    return options.logLine(event, new Date(), context);
  };
  let begun = false;
  let keeper = createRunKeeper({ runId: run.id, after: run.step, logLine, warnings: run.warnings });
  try {
    if (moreEpochs !== null) run = await prolongRun(run, resumeFrom, moreEpochs);
    const { resume, best, warnings } = await findResumePoint(run.id, resumeFrom);
    const events = await open(run, resume, best);
    const after = resume?.state.step ?? 0;
    keeper = createRunKeeper({ runId: run.id, after, logLine, warnings: resume ? run.warnings : [] });
    for (const warning of warnings) await tell(keeper, emit, { type: 'warning', ...warning });
    for await (const event of events) {
      if (event.type === 'failed' && !begun) throw AnnealError.fromJSON(event.error);
      if (event.type === 'started' && !begun) {
        const warning = await checkpointRoom(run.id, event.parameterCount, run.config);
        begun = true;
        await tell(keeper, emit, event);
        if (warning) await tell(keeper, emit, { type: 'warning', ...warning });
        continue;
      }
      if (event.type === 'snapshot') emit(await keeper.commit(event));
      else await tell(keeper, emit, event);
    }
  } catch (thrown) {
    if (!begun && rests(before)) {
      const losses = await lossesAfter(run.id, AnnealError.from(thrown).code);
      await updateRun(run.id, { status: before, ...losses });
      throw thrown;
    }
    const event: TrainEvent = { type: 'failed', error: AnnealError.from(thrown).toJSON() };
    // The disk that failed a checkpoint may fail this too; the reader hears of the first failure.
    await keeper.record(event).catch(() => {});
    emit(event);
  }
}

/** A new run that cannot begin has failed; one that was trained before has lost nothing by an attempt. */
function rests(status: RunStatus): boolean {
  return status !== 'waiting' && status !== 'training';
}

async function tell(keeper: RunKeeper, emit: (event: TrainEvent) => void, event: TrainEvent): Promise<void> {
  await keeper.record(event);
  emit(event);
}
