/**
 * Everything one training run owns: workload, tensors, schedule, and the counters that a checkpoint carries.
 * `trainer.ts` moves it forward; `dispose` releases what is on the device.
 */

import * as tf from '@tensorflow/tfjs';
import type { RunConfig, TrainingConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { BestValue, RunWarning } from '../../protocol/events';
import type { MetricInfo } from '../../protocol/metrics';
import type { TensorReport, TensorSummary } from '../../protocol/tensors';
import { arenasOf, tensorsOf } from '../checkpoints/arenaTensors';
import type { Checkpoint } from '../checkpoints/checkpoint';
import type { Weights } from '../checkpoints/pretrained';
import { arenaSummaries } from '../checkpoints/tensorSummaries';
import type { DatasetReader } from '../data/datasetReader';
import { type EpochPlan, EVALUATION_BATCH, planEpoch } from '../data/epochPlan';
import { memoryWorkspace, type Workspace } from '../data/workspace';
import type { LossWeights } from '../losses/lossWeights';
import type { Parameters } from '../nn/parameter';
import { createOptimizer } from '../optimizers/rules';
import { createSchedule, type Schedule } from '../schedules/schedule';
import { batchRandom } from '../step/batchRandom';
import { createTrainable } from '../step/createStep';
import { layOut } from '../step/layout';
import type { Arenas, Trainable } from '../step/trainable';
import { internalsOf } from '../tfjs/gpuInternals';
import type { Executable, Residency, Task, Workload } from '../workload';
import { activationSummaries } from './activations';
import { givenWeights, initialValues } from './beginning';
import { emptySums, restoredSums, storedSums } from './epochSums';
import { createMonitor, type Monitor, metricInfosOf } from './monitor';
import { checkTimeBudget } from './timeBudget';

export interface SessionOptions {
  config: RunConfig;
  task: Task;
  data: DatasetReader;
  /** SHA-256 of the dataset's content. */
  fingerprint: string;
  /** Go on from here. */
  resume?: Checkpoint;
  /** The weights that `training.pretrained` names; a run that is gone on with does not need them. */
  pretrained?: Weights;
  /** Data above this do not go to the device; by default what the backend can bind as one buffer. */
  residentBytes?: number;
  /** Memory and disk for the data; all of them are held in memory when not given. */
  workspace?: Workspace;
  /** The best checkpoint of the run so far, for the test at its end. */
  best?: Checkpoint;
}

/** The counters of a run; plain data. */
export interface Progress {
  /** Completed epochs. */
  epoch: number;
  /** Optimizer steps so far, and those inside the running epoch. */
  step: number;
  stepInEpoch: number;
  /** Step at which the optimizer's moments were zero; its bias correction counts from there. */
  optimizerStart: number;
  /** Epochs of the run, where they were planned to fit into its time; null leaves those of the configuration. */
  plannedEpochs: number | null;
  /** Sums and largest values over the samples of the running epoch. */
  sums: Float64Array;
  best: BestValue | null;
  epochsWithoutImprovement: number;
  rateFactor: number;
  rollbacks: number;
  /** Steps that were left out as not finite, and those among them since the last one that was not. */
  skipped: number;
  skippedInARow: number;
  seconds: number;
  secondsInEpoch: number;
  batchesInEpoch: number;
}

export interface Session {
  config: RunConfig;
  workload: Workload;
  /** What the workload measures, and the regularizers. */
  metricInfos: readonly MetricInfo[];
  executable: Executable;
  trainable: Trainable;
  /** Ask again after `setEpochs`. */
  readonly schedule: Schedule;
  monitor: Monitor;
  /** null where the loss has one part. */
  lossWeights: LossWeights | null;
  stepsPerEpoch: number;
  /** Likewise. */
  readonly totalEpochs: number;
  readonly totalSteps: number;
  /** About weights that the run has started from just now. */
  remarks: RunWarning[];
  progress: Progress;
  /** Arenas of the best epoch; null before there is one. */
  best: Arenas | null;
  /** Gives the run another number of epochs, and its schedule the length of them; null as many as are configured. */
  setEpochs(planned: number | null): void;
  /** The batches of the running epoch. */
  plan(): EpochPlan;
  /** The parameters that validation, test and predictions use: averaged ones where there are any. */
  evaluated(): Parameters;
  /** A checkpoint of this moment. @param value the monitored value at an epoch's end, else null. */
  capture(value: number | null): Promise<Checkpoint>;
  /**
   * What this moment's tensors look like: parameters, averages, optimizer state, gradients of the last step.
   * @param activations those of the coming batch, too.
   */
  report(activations?: boolean): Promise<TensorReport>;
  /** Goes back to a checkpoint of this run. */
  restore(checkpoint: Checkpoint): void;
  dispose(): void;
}

/** @throws AnnealError for data, configs and checkpoints that do not go together. */
export async function createSession(options: SessionOptions): Promise<Session> {
  const { config, task, data, fingerprint, resume } = options;
  if (resume) checkSameData(resume, fingerprint);
  const workload = await task.prepare(config, data, resume?.state.task);
  if (workload.splits.train.length === 0) {
    throw new AnnealError('data-empty', 'There are no training rows.', {
      place: 'dataset',
      remedy: 'Use more rows, or smaller validation and test parts.',
    });
  }
  const { training } = config;
  checkTimeBudget(training);
  const metricInfos = metricInfosOf(workload, training);
  const monitor = createMonitor(config.checkpoint, { ...workload, metricInfos });
  const perEpoch = epochPlanOf(workload, training, 0).steps;
  let length = lengthOf(null);
  const lossWeights = workload.createLossWeights?.() ?? null;
  const given = resume ? null : givenWeights(workload.parameters, training.pretrained, options.pretrained);
  const pretrained = resume?.state.pretrained ?? [...(given?.values.keys() ?? [])];
  const layout = layOut(workload.parameters, training, new Set(training.pretrained.freeze ? pretrained : []));
  if (layout.slots.every(({ frozen }) => frozen)) {
    throw new AnnealError('config-invalid', 'Every parameter is frozen: there is nothing to train.', {
      place: training.pretrained.freeze ? 'training.pretrained.freeze' : 'training.parameterGroups',
      received: `${layout.slots.length} frozen parameters`,
      remedy: 'Leave at least one of them to be trained.',
    });
  }
  const optimizer = createOptimizer(training.optimizer);
  const arenaNames = ['values', 'ema', ...optimizer.slots];
  const rows = Math.max(training.batchSize, EVALUATION_BATCH);
  const executable = await workload.load(residencyOf(rows, options.workspace, options.residentBytes));
  const trainable = createTrainable(layout, optimizer, training);

  const session: Session = {
    config,
    workload,
    metricInfos,
    executable,
    trainable,
    get schedule() {
      return length.schedule;
    },
    monitor,
    lossWeights,
    stepsPerEpoch: perEpoch,
    get totalEpochs() {
      return length.totalEpochs;
    },
    get totalSteps() {
      return length.totalSteps;
    },
    remarks: given ? [given.report] : [],
    progress: freshProgress(workload),
    best: null,
    setEpochs,
    plan,
    evaluated: () => trainable.averaged ?? trainable.parameters,
    capture,
    report,
    restore,
    dispose() {
      executable.dispose();
      trainable.dispose();
    },
  };

  function lengthOf(planned: number | null) {
    const totalEpochs = planned ?? training.epochs;
    const totalSteps = Math.min(totalEpochs * perEpoch, training.maxSteps ?? Infinity);
    const whole = { stepsPerEpoch: perEpoch, totalSteps, mode: monitor.direction };
    return { totalEpochs, totalSteps, schedule: createSchedule(training, whole) };
  }

  function setEpochs(planned: number | null): void {
    const state = length.schedule.state();
    length = lengthOf(planned);
    length.schedule.restore(state);
    session.progress.plannedEpochs = planned;
  }

  function plan(): EpochPlan {
    const { epoch } = session.progress;
    const planned = epochPlanOf(workload, training, epoch);
    if (planned.steps === perEpoch) return planned;
    throw new AnnealError('internal', `Epoch ${epoch + 1} is planned to have another number of steps.`, {
      received: `${planned.steps} steps, the first epoch has ${perEpoch}`,
      remedy: 'Let the task plan as many steps for each epoch.',
    });
  }

  async function capture(value: number | null): Promise<Checkpoint> {
    const { sums, ...counters } = session.progress;
    const state = {
      version: 1 as const,
      config,
      fingerprint,
      task: workload.fitted,
      ...counters,
      pretrained,
      sums: storedSums(sums),
      missedUpdates: trainable.missed(),
      schedule: length.schedule.state(),
      lossWeights: lossWeights?.state() ?? null,
      value,
    };
    return { state: structuredClone(state), tensors: tensorsOf(await trainable.read(), layout) };
  }

  async function report(activations = false): Promise<TensorReport> {
    const { epoch, step } = session.progress;
    const gradients = await trainable.gradients();
    const arenas = { ...(await trainable.read()), ...(gradients && { gradients }) };
    const tensors = arenaSummaries(arenas, layout);
    if (activations) tensors.push(...(await activationsOfNext()));
    return { epoch, step, tensors };
  }

  /** With the random numbers of the coming step. */
  function activationsOfNext(): Promise<TensorSummary[]> {
    const { step, stepInEpoch } = session.progress;
    const { seed, gradientAccumulationSteps } = training;
    // At the end of the run there is no next epoch, but its last one can be planned again.
    const epoch = Math.min(session.progress.epoch, length.totalEpochs - 1);
    const batch = epochPlanOf(workload, training, epoch).step(stepInEpoch)[0]!;
    const random = batchRandom({ seed, step: step + 1, gradientAccumulationSteps }, [batch], 0);
    const { parameters } = trainable;
    return activationSummaries(executable, {
      parameters,
      batch,
      random,
      lossWeights: lossWeightsOf(session),
    });
  }

  function restore({ state, tensors }: Checkpoint): void {
    const { epoch, step, stepInEpoch, best, epochsWithoutImprovement, rateFactor, rollbacks } = state;
    const { skipped, skippedInARow, seconds, secondsInEpoch, batchesInEpoch } = state;
    const arenas = arenasOf(tensors, layout, arenaNames);
    const beginsAnew = optimizer.slots.length > 0 && optimizer.slots.every((slot) => !arenas[slot]);
    const optimizerStart = beginsAnew ? step : state.optimizerStart;
    trainable.setMissed(beginsAnew ? {} : state.missedUpdates);
    const counters = { epoch, step, stepInEpoch, best, epochsWithoutImprovement, rateFactor, rollbacks };
    session.progress = {
      ...counters,
      optimizerStart,
      plannedEpochs: null,
      skipped,
      skippedInARow,
      seconds,
      secondsInEpoch,
      batchesInEpoch,
      sums: restoredSums(state.sums, workload),
    };
    // Of another time, epochs are planned anew.
    const { fitScheduleToMinutes, maxMinutes } = state.config.training;
    const isSame =
      training.fitScheduleToMinutes && fitScheduleToMinutes && maxMinutes === training.maxMinutes;
    setEpochs(isSame ? state.plannedEpochs : null);
    length.schedule.restore(state.schedule);
    if (state.lossWeights !== null) lossWeights?.restore(state.lossWeights);
    trainable.write({ ...arenas, ema: arenas.ema ?? arenas.values! });
  }

  try {
    if (resume) restore(resume);
    else {
      const values = await initialValues(workload, layout, training.seed, given?.values);
      trainable.write({ values, ema: values });
    }
    if (options.best) session.best = arenasOf(options.best.tensors, layout, ['values', 'ema']);
  } catch (error) {
    session.dispose();
    throw error;
  }
  return session;
}

/** The batches of an epoch, 0 the first: as the workload plans them, else its rows in their order or shuffled. */
export function epochPlanOf(
  { plan, epochRows, splits }: Pick<Workload, 'plan' | 'epochRows' | 'splits'>,
  training: TrainingConfig,
  epoch: number,
): EpochPlan {
  return plan?.(epoch) ?? planEpoch(epochRows ?? splits.train, training, epoch);
}

/** Weights of the loss's parts for the coming step. */
export function lossWeightsOf({ lossWeights }: Pick<Session, 'lossWeights'>): readonly number[] {
  return lossWeights?.values() ?? [1];
}

/** How much of the data goes to the active backend. @param rows that a batch has at most. */
export function residencyOf(
  rows: number,
  workspace: Workspace = memoryWorkspace,
  residentBytes = residentLimit(),
): Residency {
  return {
    rows,
    residentBytes: Math.min(residentBytes, workspace.hostBytes),
    scratch: (bytes) => (bytes <= workspace.hostBytes ? memoryWorkspace : workspace).scratch(bytes),
  };
}

/** On the host there is nothing to gain from a window; on a GPU, half of the largest buffer leaves room for the rest. */
function residentLimit(): number {
  if (tf.getBackend() !== 'webgpu') return Infinity;
  const { maxBufferSize, maxStorageBufferBindingSize } = internalsOf(tf.backend()).device.limits;
  return Math.min(maxBufferSize, maxStorageBufferBindingSize) / 2;
}

function freshProgress(workload: Workload): Progress {
  return {
    epoch: 0,
    step: 0,
    stepInEpoch: 0,
    optimizerStart: 0,
    plannedEpochs: null,
    sums: emptySums(workload),
    best: null,
    epochsWithoutImprovement: 0,
    rateFactor: 1,
    rollbacks: 0,
    skipped: 0,
    skippedInARow: 0,
    seconds: 0,
    secondsInEpoch: 0,
    batchesInEpoch: 0,
  };
}

function checkSameData({ state }: Checkpoint, fingerprint: string): void {
  if (state.fingerprint === fingerprint) return;
  throw new AnnealError('checkpoint-mismatch', 'The checkpoint was trained on other data.', {
    place: 'dataset',
    received: `fingerprint ${fingerprint.slice(0, 12)}…, the checkpoint has ${state.fingerprint.slice(0, 12)}…`,
    remedy: 'Resume with the dataset that the run was started on, or start a new run.',
  });
}
