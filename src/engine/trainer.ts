/**
 * The training loop: an async generator of events. It trains, evaluates, and says what happened; storing checkpoints,
 * drawing and logging are its consumers' work. A consumer must have committed a `snapshot` before it asks for the next
 * event.
 */
import { AnnealError } from '../protocol/errors';
import type {
  CheckpointEvent,
  CheckpointKind,
  EpochRow,
  FinishReason,
  StepPoint,
  TrainEvent,
} from '../protocol/events';
import { runWarnings } from './analysis/runWarnings';
import { planEpoch } from './batches/epochPlan';
import type { Checkpoint } from './checkpoints/checkpoint';
import { nextTask } from './nextTask';
import { trainStep } from './step/trainStep';
import { closeEpoch, evaluateSplit } from './training/epochEnd';
import { createLedger, Rollback } from './training/ledger';
import { createPace } from './training/pace';
import { createReadback } from './training/readback';
import { createSession, type Session, type SessionOptions } from './training/session';

/** A plain object that the caller changes; looked at between optimizer steps. */
export interface TrainControl {
  request: 'run' | 'pause' | 'stop';
}

export interface TrainOptions extends SessionOptions {
  control: TrainControl;
}

/** Commit this before asking for the next event. */
export interface SnapshotEvent {
  type: 'snapshot';
  kinds: CheckpointKind[];
  checkpoint: Checkpoint;
  /** Everything since the snapshot before. */
  history: { epochs: EpochRow[]; points: StepPoint[] };
}

export type TrainerEvent = Exclude<TrainEvent, CheckpointEvent> | SnapshotEvent;

type Events = AsyncGenerator<TrainerEvent, void, void>;

/** Milliseconds between breaths, in which messages and timers run, and of a nap while paused. */
const BREATH = 30;
const NAP = 50;

/** Trains until epochs, steps, minutes or patience are over, or `control` says stop. Errors become `failed`. */
export async function* train(options: TrainOptions): Events {
  let session: Session | null = null;
  try {
    session = createSession(options);
    yield* run(session, options);
  } catch (error) {
    yield { type: 'failed', error: AnnealError.from(error).toJSON() };
  } finally {
    session?.dispose();
  }
}

async function* run(session: Session, { backend, control, resume }: TrainOptions): Events {
  const { workload, schedule, trainable, executable, totalSteps } = session;
  const { training, checkpoint } = session.config;
  const readback = createReadback();
  const pace = createPace();
  const ledger = createLedger(session, readback, pace, backend);
  const told = new Set<string>();
  let saved = performance.now();
  let lastSnapshot = resume ?? (await session.capture(null));

  async function* settle(all: boolean): Events {
    const { event, skipped } = await ledger.collect(all);
    if (event) yield event;
    for (const { step } of skipped) {
      yield {
        type: 'warning',
        code: 'non-finite',
        message: `Step ${step} was skipped: its loss is not finite.`,
      };
    }
  }

  async function* snapshot(kinds: CheckpointKind[], value: number | null): Events {
    lastSnapshot = await session.capture(value);
    yield { type: 'snapshot', kinds, checkpoint: lastSnapshot, history: ledger.takeHistory() };
    saved = performance.now();
  }

  function countTime(): void {
    const seconds = pace.takeSeconds();
    session.progress.seconds += seconds;
    session.progress.secondsInEpoch += seconds;
  }

  function rate(): number {
    const { epoch, step, rateFactor } = session.progress;
    return schedule.rate({ epoch, step }) * rateFactor;
  }

  async function* finish(reason: FinishReason): Events {
    if (reason !== 'stopped' && session.best) trainable.write(session.best);
    const test = reason === 'stopped' ? null : await evaluateSplit(session, 'test');
    countTime();
    const { epoch, step, best, seconds } = session.progress;
    yield { type: 'finished', reason, epoch, step, best, test, seconds };
  }

  /** @returns true when the run is to stop here. */
  async function* rest(): AsyncGenerator<TrainerEvent, boolean, void> {
    yield* settle(true);
    countTime();
    pace.pause();
    yield* snapshot(['latest', 'interrupted'], null);
    const { epoch, step } = session.progress;
    if (control.request === 'pause') yield { type: 'paused', epoch, step };
    while (control.request === 'pause') await new Promise((resolve) => setTimeout(resolve, NAP));
    pace.resume();
    if (control.request === 'stop') return true;
    yield { type: 'resumed', epoch, step };
    return false;
  }

  async function* endEpoch(): Events {
    const learningRate =
      schedule.rate({ ...session.progress, step: session.progress.step - 1 }) * session.progress.rateFactor;
    countTime();
    const { row, value, lasting } = await closeEpoch(session, learningRate);
    const { progress } = session;
    schedule.observe(value);
    progress.epochsWithoutImprovement = lasting ? 0 : progress.epochsWithoutImprovement + 1;
    Object.assign(progress, { epoch: row.epoch, stepInEpoch: 0, secondsInEpoch: 0 });
    progress.sums.fill(0);
    ledger.addEpoch(row);
    yield { type: 'epoch', ...row, best: progress.best, etaSeconds: pace.eta(totalSteps - progress.step) };
    for (const { code, message } of runWarnings(row)) {
      if (!told.has(code)) yield { type: 'warning', code, message };
      told.add(code);
    }
    const periodic = checkpoint.everyNEpochs !== null && row.epoch % checkpoint.everyNEpochs === 0;
    yield* snapshot(
      [...(row.isBest ? ['best' as const] : []), 'latest', ...(periodic ? ['periodic' as const] : [])],
      value,
    );
  }

  /** The run ends inside an epoch: where to go on is saved first, so that going on is as if it had not ended. */
  async function* endPartialEpoch(): Events {
    countTime();
    yield* snapshot(['latest'], null);
    const { row, value } = await closeEpoch(session, rate());
    yield { type: 'epoch', ...row, best: session.progress.best, etaSeconds: 0 };
    if (row.isBest) yield* snapshot(['best'], value);
  }

  function reasonToFinish(): FinishReason | null {
    const { epoch, step, seconds, epochsWithoutImprovement } = session.progress;
    if (epoch >= training.epochs) return 'completed';
    if (step >= totalSteps) return 'max-steps';
    if (training.maxMinutes !== null && seconds >= training.maxMinutes * 60) return 'max-minutes';
    if (training.earlyStopping && epochsWithoutImprovement >= training.patience) return 'early-stopping';
    return null;
  }

  function step(batches: Int32Array[]): void {
    const { progress } = session;
    const learningRate = rate();
    progress.step++;
    progress.stepInEpoch++;
    const { seed, gradientAccumulationSteps } = training;
    const record = trainStep(executable, trainable, {
      batches,
      learningRate,
      step: progress.step,
      seed,
      gradientAccumulationSteps,
    });
    const epoch = progress.epoch + progress.stepInEpoch / session.stepsPerEpoch;
    readback.push({ step: progress.step, epoch, learningRate }, record);
    pace.step(batches.reduce((examples, rows) => examples + rows.length, 0));
  }

  try {
    yield {
      type: 'started',
      backend: backend.info,
      parameterCount: trainable.layout.parameterCount,
      stepsPerEpoch: session.stepsPerEpoch,
      totalSteps,
      totalEpochs: training.epochs,
      rows: {
        train: workload.splits.train.length,
        validation: workload.splits.validation.length,
        test: workload.splits.test.length,
      },
      metricNames: workload.metricNames,
      resumedFrom: resume ? { epoch: session.progress.epoch, step: session.progress.step } : null,
    };
    for (const { code, message } of workload.remarks) yield { type: 'warning', code, message };
    let breath = performance.now();
    for (;;) {
      const ended = reasonToFinish();
      if (ended) return yield* finish(ended);
      const plan = planEpoch(workload.splits.train, training, session.progress.epoch);
      try {
        while (session.progress.stepInEpoch < plan.steps && !reasonToFinish()) {
          if (control.request !== 'run' && (yield* rest())) return yield* finish('stopped');
          step(plan.step(session.progress.stepInEpoch));
          if (session.progress.step % training.logEveryNSteps === 0) yield* settle(false);
          if (performance.now() - breath > BREATH) {
            await nextTask();
            countTime();
            breath = performance.now();
          }
          if (saveIsDue()) {
            yield* settle(true);
            yield* snapshot(['latest'], null);
          }
        }
        yield* settle(true);
        if (session.progress.stepInEpoch === plan.steps) yield* endEpoch();
        else yield* endPartialEpoch();
      } catch (error) {
        if (!(error instanceof Rollback)) throw error;
        yield* rollBack(error.step);
      }
    }
  } finally {
    readback.dispose();
  }

  function saveIsDue(): boolean {
    const { everyNSteps, everyNMinutes } = checkpoint;
    if (everyNSteps !== null && session.progress.step % everyNSteps === 0) return true;
    return everyNMinutes !== null && performance.now() - saved > everyNMinutes * 60_000;
  }

  async function* rollBack(step: number): Events {
    await readback.drain();
    ledger.takeHistory();
    const { rateFactor, rollbacks } = session.progress;
    session.restore(lastSnapshot);
    Object.assign(session.progress, { rateFactor: rateFactor / 2, rollbacks: rollbacks + 1 });
    yield {
      type: 'warning',
      code: 'rolled-back',
      message: `Step ${step} was not finite: back to step ${session.progress.step} with half the learning rate.`,
    };
  }
}
