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
import { keepRun } from '../runs/keepRun';
import type { RunListener } from '../runs/runListener';
import { logLine } from '../runs/runLog';
import { withRunLock } from '../storage/locks';
import { getRun, updateRun } from '../storage/runs';
import { prolongRun } from './prolongRun';
import { findResumePoint } from './resumePoint';
import { lossesAfter, storedForm } from './storedForm';

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
  /** Hear the run beside whoever asked for it. */
  listeners?: readonly RunListener[];
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
  const { emit, open, resumeFrom, moreEpochs, control, listeners } = options;
  let run = waiting;
  let begun = false;
  try {
    if (moreEpochs !== null) run = await prolongRun(run, resumeFrom, moreEpochs);
    const { resume, best, warnings } = await findResumePoint(run.id, resumeFrom);
    const { epoch = 0, step = 0 } = resume?.state ?? {};
    const { id, name, config, dataset } = run;
    const events = keepRun({
      form: storedForm(run, step, resume ? run.warnings : []),
      open: () => open(run, resume, best),
      warnings,
      ...(listeners && { listeners }),
      run: { id, name, config, dataset, control, resumedFrom: resume && { epoch, step } },
    });
    for await (const event of events) {
      begun = true;
      emit(event);
    }
  } catch (thrown) {
    const error = AnnealError.from(thrown);
    if (!begun && rests(before)) {
      await updateRun(run.id, { status: before, ...(await lossesAfter(run.id, error.code)) });
      throw thrown;
    }
    const event: TrainEvent = { type: 'failed', error: error.toJSON() };
    const lines = logLine(event, new Date())?.split('\n') ?? [];
    await storedForm(run, run.step, run.warnings)
      .record(event, lines)
      .catch(() => {});
    emit(event);
  }
}

/** A new run that cannot begin has failed; one that was trained before has lost nothing by an attempt. */
function rests(status: RunStatus): boolean {
  return status !== 'waiting' && status !== 'training';
}
