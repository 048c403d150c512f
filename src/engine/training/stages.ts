/** The stages that the training loop is made of: a step, settling its numbers, saving, resting, the ends. */
import type {
  CheckpointKind,
  EpochRow,
  FinishReason,
  PlannedEvent,
  StartedEvent,
} from '../../protocol/events';
import type { TensorReport } from '../../protocol/tensors';
import type { Backend } from '../backend';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { withoutOptimizerState } from '../checkpoints/checkpoint';
import { decide } from '../checkpoints/strategies';
import type { Batch } from '../data/epochPlan';
import { environmentHere } from '../environment';
import { strengthsAt } from '../regularizers/strength';
import { createStep } from '../step/createStep';
import { closeEpoch, compareWithBaselines, evaluateSplit, finishReason, overfittingWarnings } from './ends';
import { emptySums } from './epochSums';
import { createLedger, MAX_ROLLBACKS, skipMessages, skippedAtEnd } from './ledger';
import { createPace } from './pace';
import { createReadback } from './readback';
import { lossWeightsOf, type Session } from './session';
import { createStepClock, epochsWithin } from './timeBudget';
import type { TrainerEvents } from './trainerEvent';

/** A plain object that the caller changes; looked at between optimizer steps. */
export interface TrainControl {
  request: 'run' | 'pause' | 'stop';
  /** Who wants to see the tensors; each is told once, between two steps, and taken off the list. */
  lookers?: Looker[];
}

export interface Looker {
  /** Whether it wants those of the coming batch, for which its forward pass is run. */
  activations: boolean;
  tell(report: TensorReport): void;
}

export interface StagesOptions {
  backend: Backend;
  control: TrainControl;
  /** Record and replay steps where the backend can; true when not given. */
  compile?: boolean;
}

/** Short steps share a submission of about so many milliseconds; longer ones would hold up the page's own drawing. */
const SUBMISSION = 4;
const MAX_STEPS_PER_SUBMISSION = 8;

/** Of the tensors of an epoch, those whose course is looked at afterwards: the history keeps them with its row. */
const kindsKept: readonly string[] = ['values', 'gradients', 'activations'];

/** Milliseconds between looks at `control` while paused. */
const NAP = 50;

/** @param origin where a roll-back before the first snapshot goes to. */
export function createStages(
  session: Session,
  { backend, control, compile = true }: StagesOptions,
  origin: Checkpoint,
) {
  const { workload, trainable, executable } = session;
  const { training, checkpoint } = session.config;
  const readback = createReadback(workload.sumNames.length);
  const pace = createPace();
  const clock = createStepClock();
  const ledger = createLedger(session, readback, pace, backend);
  let stepsPerSubmission = 1;
  let fallback: string | null = null;
  const stepper = createStep(executable, trainable, compile, (reason) => {
    fallback = reason;
  });
  /** Codes of warnings that have been given; each is given once. */
  const told = new Set<string>();
  let saved = performance.now();
  let lastSnapshot = origin;

  function started(resumed: boolean): StartedEvent {
    const { train, validation, test } = workload.splits;
    const { epoch, step } = session.progress;
    return {
      type: 'started',
      backend: { ...backend.info, environment: environmentHere() },
      parameterCount: trainable.layout.parameterCount,
      stepsPerEpoch: session.stepsPerEpoch,
      totalSteps: session.totalSteps,
      totalEpochs: session.totalEpochs,
      rows: { train: train.length, validation: validation.length, test: test.length },
      metrics: [...session.metricInfos],
      ...(workload.about && { about: workload.about }),
      resumedFrom: resumed ? { epoch, step } : null,
    };
  }

  /** The rate of the step after `step` steps. */
  function rateAfter(step: number): number {
    const { epoch, rateFactor } = session.progress;
    return session.schedule.rate({ epoch, step }) * rateFactor;
  }

  /** One optimizer step; its numbers come with a later `settle`. */
  function step(batches: readonly Batch[]): void {
    const begun = performance.now();
    const { progress } = session;
    const learningRate = rateAfter(progress.step);
    progress.step++;
    progress.stepInEpoch++;
    progress.batchesInEpoch += batches.length;
    const { seed, gradientAccumulationSteps } = training;
    const lossWeights = lossWeightsOf(session);
    const inputs = {
      batches,
      learningRate,
      lossWeights,
      step: progress.step,
      update: progress.step - progress.optimizerStart,
      seed,
      gradientAccumulationSteps,
      strengths: strengthsAt(training.regularizers, progress.epoch),
      ...(workload.maxima && { maxima: workload.maxima }),
    };
    const record = stepper.run(inputs);
    const epoch = progress.epoch + progress.stepInEpoch / session.stepsPerEpoch;
    const variants = batches.map(({ variant }) => variant);
    const examples = batches.reduce((sum, { rows }) => sum + rows.length, 0);
    readback.push({ step: progress.step, epoch, learningRate, variants, examples, begun }, record);
    if (progress.step % stepsPerSubmission === 0) stepper.submit();
    clock.step();
    pace.step();
  }

  /** Books the numbers that have come back; `all` waits for those on the way. */
  async function* settle(all: boolean): TrainerEvents {
    const { event, ...booked } = await ledger.collect(all);
    if (event) {
      const { stepMilliseconds } = event;
      stepsPerSubmission = Math.min(MAX_STEPS_PER_SUBMISSION, Math.ceil(SUBMISSION / stepMilliseconds) || 1);
      yield event;
    }
    if (fallback) {
      yield { type: 'warning', code: 'not-compiled', message: `Steps run without a recording: ${fallback}` };
      fallback = null;
    }
    for (const message of skipMessages(booked)) yield { type: 'warning', code: 'non-finite', message };
  }

  function countTime(): void {
    const seconds = pace.takeSeconds();
    session.progress.seconds += seconds;
    session.progress.secondsInEpoch += seconds;
  }

  function clockIsDue(): boolean {
    return training.fitScheduleToMinutes && session.progress.plannedEpochs === null && clock.isDue();
  }

  async function* tellClock(): TrainerEvents {
    yield* settle(true);
    countTime();
    clock.tell(session.progress.seconds);
  }

  /** Once, after an epoch: how many there are to be. @param trainingSeconds of the epoch, whose row has those of all of it. */
  function fitEpochs(row: EpochRow, trainingSeconds: number): PlannedEvent | null {
    const { progress, stepsPerEpoch } = session;
    const { maxMinutes, fitScheduleToMinutes } = training;
    if (!fitScheduleToMinutes || maxMinutes === null || progress.plannedEpochs !== null) return null;
    const planned = epochsWithin(maxMinutes, {
      epoch: row.epoch,
      seconds: progress.seconds,
      stepSeconds: clock.stepSeconds() ?? trainingSeconds / stepsPerEpoch,
      stepsPerEpoch,
      validationSeconds: row.seconds - trainingSeconds,
    });
    session.setEpochs(planned);
    return { type: 'planned', totalEpochs: session.totalEpochs, totalSteps: session.totalSteps };
  }

  /** Shows the tensors as they are to whoever asked. */
  async function show(): Promise<void> {
    const lookers = control.lookers?.splice(0) ?? [];
    if (lookers.length === 0) return;
    const report = await session.report(lookers.some(({ activations }) => activations));
    refuseFaults();
    for (const { tell } of lookers) tell(report);
  }

  function tensorsAreDue(epoch: number): boolean {
    const { logTensorsEveryNEpochs } = training;
    return logTensorsEveryNEpochs !== null && epoch % logTensorsEveryNEpochs === 0;
  }

  function saveIsDue(): boolean {
    const { everyNSteps, everyNMinutes } = checkpoint;
    if (everyNSteps !== null && session.progress.step % everyNSteps === 0) return true;
    return everyNMinutes !== null && performance.now() - saved > everyNMinutes * 60_000;
  }

  /** @param value the monitored value at an epoch's end, else null. */
  async function* snapshot(kinds: CheckpointKind[], value: number | null): TrainerEvents {
    const whole = await session.capture(value);
    refuseFaults();
    yield* hand(kinds, whole);
  }

  /** After an error of the GPU what it has computed may be anything: no number and no checkpoint comes of it. */
  function refuseFaults(): void {
    const fault = backend.takeFault();
    if (fault) throw fault;
  }

  async function* hand(kinds: CheckpointKind[], whole: Checkpoint): TrainerEvents {
    lastSnapshot = whole;
    const { direction } = session.monitor;
    const given = checkpoint.saveOptimizer ? whole : withoutOptimizerState(whole);
    yield { type: 'snapshot', kinds, checkpoint: given, direction, history: ledger.takeHistory() };
    saved = performance.now();
  }

  async function* save(): TrainerEvents {
    yield* settle(true);
    yield* snapshot(['latest'], null);
  }

  /** Saves; sleeps while the request is to pause. @returns whether to go on. */
  async function* rest(): TrainerEvents<boolean> {
    yield* settle(true);
    countTime();
    pace.pause();
    yield* snapshot(['latest', 'interrupted'], null);
    const { epoch, step } = session.progress;
    if (control.request === 'pause') yield { type: 'paused', epoch, step };
    while (control.request === 'pause') {
      await show();
      await new Promise((resolve) => setTimeout(resolve, NAP));
    }
    pace.resume();
    if (control.request === 'stop') return false;
    yield { type: 'resumed', epoch, step };
    return true;
  }

  /** Closes the running epoch, whose time ends with its validation. */
  async function* measureEpoch(): TrainerEvents<
    Awaited<ReturnType<typeof closeEpoch>> & { row: EpochRow; trainingSeconds: number }
  > {
    countTime();
    clock.tell(session.progress.seconds);
    const { secondsInEpoch, batchesInEpoch, epoch } = session.progress;
    const validates = workload.splits.validation.length > 0;
    if (validates) yield { type: 'validation', stage: 'begins', epoch: epoch + 1 };
    const closed = await closeEpoch(session, rateAfter(session.progress.step - 1));
    refuseFaults();
    countTime();
    if (validates) yield { type: 'validation', stage: 'done', epoch: epoch + 1 };
    const batchSeconds = secondsInEpoch / batchesInEpoch;
    const row = { ...closed.row, seconds: session.progress.secondsInEpoch, batchSeconds };
    return { ...closed, row, trainingSeconds: secondsInEpoch };
  }

  /** The end of a whole epoch: metrics, schedule, patience, snapshot. */
  async function* endEpoch(): TrainerEvents {
    const before = session.progress.best;
    const { row, value, lasting, examples, trainingSeconds } = yield* measureEpoch();
    const { progress, lossWeights } = session;
    session.schedule.observe(value);
    lossWeights?.observe(row.validation, progress.epoch);
    progress.epochsWithoutImprovement = lasting ? 0 : progress.epochsWithoutImprovement + 1;
    Object.assign(progress, { epoch: row.epoch, stepInEpoch: 0, secondsInEpoch: 0, batchesInEpoch: 0 });
    progress.sums = emptySums(workload);
    const report = tensorsAreDue(row.epoch) ? await session.report(true) : null;
    if (report) row.tensors = report.tensors.filter(({ kind }) => kindsKept.includes(kind));
    ledger.addEpoch(row);
    const planned = fitEpochs(row, trainingSeconds);
    yield {
      type: 'epoch',
      ...row,
      best: progress.best,
      etaSeconds: pace.eta(session.totalSteps - progress.step),
    };
    if (planned) yield planned;
    if (examples !== undefined) yield { type: 'examples', epoch: row.epoch, value: examples };
    if (report) yield { type: 'tensors', ...report };
    for (const { code, message } of [...overfittingWarnings(row), ...(workload.warnings?.(row) ?? [])]) {
      if (!told.has(code)) yield { type: 'warning', code, message };
      told.add(code);
    }
    const kinds: CheckpointKind[] = row.isBest ? ['best', 'latest'] : ['latest'];
    const decision = decide(checkpoint, {
      epoch: row.epoch - 1,
      value,
      best: before?.value ?? null,
      sinceBest: row.epoch - (before?.epoch ?? 0),
      direction: session.monitor.direction,
    });
    if (decision !== null && decision !== 'best') kinds.push(decision);
    yield* snapshot(kinds, value);
  }

  /** The run ends inside an epoch: where to go on is captured first, so that going on is as if it had not ended. */
  async function* endPartialEpoch(): TrainerEvents {
    countTime();
    const before = await session.capture(null);
    const { row, value, examples } = yield* measureEpoch();
    ledger.addEpoch(row);
    yield { type: 'epoch', ...row, best: session.progress.best, etaSeconds: 0 };
    if (examples !== undefined) yield { type: 'examples', epoch: row.epoch, value: examples };
    yield* hand(['latest'], before);
    if (row.isBest) yield* snapshot(['best'], value);
  }

  function reasonToFinish(): FinishReason | null {
    return finishReason(session.progress, training);
  }

  /** Tests with the best weights, unless the run was stopped. */
  async function* finish(reason: FinishReason): TrainerEvents {
    const skipped = reason === 'stopped' ? null : skippedAtEnd(session.progress);
    if (skipped !== null) yield { type: 'warning', code: 'steps-skipped', message: skipped };
    if (reason !== 'stopped' && session.best) trainable.write(session.best);
    const test = reason === 'stopped' ? null : ((await evaluateSplit(session, 'test'))?.metrics ?? null);
    const comparison = reason === 'stopped' ? null : await compareWithBaselines(session);
    refuseFaults();
    countTime();
    const { epoch, step, best, seconds } = session.progress;
    yield { type: 'finished', reason, epoch, step, best, test, ...(comparison && { comparison }), seconds };
  }

  /** Back to the last snapshot with half the learning rate. */
  async function* rollBack(failedStep: number): TrainerEvents {
    await readback.drain();
    ledger.takeHistory();
    const { rateFactor, rollbacks } = session.progress;
    session.restore(lastSnapshot);
    Object.assign(session.progress, { rateFactor: rateFactor / 2, rollbacks: rollbacks + 1 });
    const { step } = session.progress;
    const [rate, was] = [rateAfter(step), 2 * rateAfter(step)].map((value) => Number(value.toPrecision(3)));
    const message = `Step ${failedStep} was not finite: back to step ${step}, learning rate ${rate} instead of ${was} (return ${rollbacks + 1} of at most ${MAX_ROLLBACKS}).`;
    yield { type: 'warning', code: 'rolled-back', message };
  }

  return {
    started,
    step,
    settle,
    clockIsDue,
    tellClock,
    show,
    countTime,
    saveIsDue,
    save,
    rest,
    endEpoch,
    endPartialEpoch,
    reasonToFinish,
    finish,
    rollBack,
    dispose() {
      readback.dispose();
      stepper.dispose();
    },
  };
}
