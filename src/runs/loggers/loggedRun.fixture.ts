/** A small run as loggers hear it: steps, epochs, tensors and the end, by a formula, so that it is the same when it goes on. */
import type { TrainEvent } from '../../protocol/events';
import { stepColumns } from '../../protocol/steps';
import type { TensorSummary } from '../../protocol/tensors';
import { defaultConfig, taskKinds } from '../../tasks/runConfig';
import type { HeardRun, RunListener } from '../runListener';

export const STEPS_PER_EPOCH = 5;

export function heardRun(more: Partial<HeardRun> = {}): HeardRun {
  return {
    id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    name: 'first run',
    config: defaultConfig(taskKinds[0]!, 'quick'),
    dataset: { name: 'table.csv', fingerprint: 'ab' },
    resumedFrom: null,
    control: { request: 'run' },
    ...more,
  };
}

export const tensor: TensorSummary = {
  name: 'input.kernel',
  kind: 'values',
  shape: [3],
  count: 6,
  mean: 0.5,
  std: 0.25,
  min: -1,
  max: 2,
  zeros: 0,
  nans: 1,
  infinities: 0,
  histogram: [2, 0, 3],
};

export const lossAt = (step: number) => 1 / step;

export function startedEvent(resumedFrom: HeardRun['resumedFrom'] = null): TrainEvent {
  return {
    type: 'started',
    backend: { name: 'cpu', device: 'CPU', software: false, reason: null },
    parameterCount: 3,
    stepsPerEpoch: STEPS_PER_EPOCH,
    totalSteps: 15,
    totalEpochs: 3,
    rows: { train: 80, validation: 10, test: 10 },
    metrics: [
      { name: 'loss', title: 'loss', better: 'min', of: 'both' },
      { name: '__proto__', title: '<img onerror=alert(1)>', better: null, of: 'validation' },
    ],
    resumedFrom,
  };
}

/** Events of the steps after one up to another, with epochs, checkpoints and tensors at the epochs' ends. */
export function* trainingEvents(from: number, to: number): Generator<TrainEvent> {
  for (let step = from + 1; step <= to; step++) {
    const epoch = Math.ceil(step / STEPS_PER_EPOCH);
    const row = {
      step,
      epoch: step / STEPS_PER_EPOCH,
      loss: lossAt(step),
      learningRate: 0.001,
      gradientNorm: step === 3 ? Number.NaN : 2,
    };
    yield {
      type: 'batch',
      epoch,
      step,
      steps: stepColumns([row]),
      examplesPerSecond: 1,
      stepMilliseconds: 1,
      etaSeconds: 1,
    };
    if (step % STEPS_PER_EPOCH !== 0) continue;
    const odd = Object.fromEntries([['loss', 2 * lossAt(step)]]);
    Object.defineProperty(odd, '__proto__', { value: -epoch, enumerable: true });
    yield {
      type: 'epoch',
      epoch,
      step,
      train: { loss: lossAt(step) },
      validation: odd,
      learningRate: 0.001,
      seconds: 2,
      isBest: true,
      best: { monitor: 'loss', value: 2 * lossAt(step), epoch, step },
      etaSeconds: 0,
    };
    yield { type: 'tensors', epoch, step, tensors: [tensor] };
    yield checkpointEvent(epoch, step);
  }
}

export function checkpointEvent(epoch: number, step: number): TrainEvent {
  return {
    type: 'checkpoint',
    id: `c${step}`,
    kinds: ['latest'],
    epoch,
    step,
    monitor: 'loss',
    value: null,
    bytes: 1,
    createdAt: '2026-01-31T12:00:00.000Z',
    replaces: [],
  };
}

export function finishedEvent(step: number): TrainEvent {
  return {
    type: 'finished',
    reason: 'completed',
    epoch: step / STEPS_PER_EPOCH,
    step,
    best: { monitor: 'loss', value: 0.1, epoch: 3, step },
    test: { loss: 0.25 },
    seconds: 6,
  };
}

/** A session of a run, told to a listener. @param ends null for one that is killed, and so never ended. */
export async function session(
  listener: RunListener,
  { from, to, ends }: { from: number | null; to: number; ends: TrainEvent | null },
): Promise<void> {
  const resumedFrom = from === null ? null : { epoch: Math.floor(from / STEPS_PER_EPOCH), step: from };
  await listener.started?.(heardRun({ resumedFrom }));
  await listener.heard?.(startedEvent(resumedFrom));
  for (const event of trainingEvents(from ?? 0, to)) await listener.heard?.(event);
  if (!ends) return;
  await listener.heard?.(ends);
  await listener.ended?.(ends);
}
