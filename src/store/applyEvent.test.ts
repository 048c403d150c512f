import { describe, expect, it } from 'vitest';
import type { BatchEvent, EpochEvent, FinishedEvent, StartedEvent, TrainEvent } from '../protocol/events';
import { noSteps } from '../protocol/steps';
import { applyEvent } from './applyEvent';
import { emptyLiveRun, type LiveRun, logLimit } from './liveRun';

const now = new Date(2026, 0, 31, 12, 0, 0, 123);

const started: StartedEvent = {
  type: 'started',
  backend: { name: 'wasm', device: 'WASM', software: false, reason: 'No GPU adapter' },
  parameterCount: 100,
  stepsPerEpoch: 50,
  totalSteps: 200,
  totalEpochs: 4,
  rows: { train: 800, validation: 100, test: 100 },
  metrics: [],
  resumedFrom: null,
};

function batch(step: number): BatchEvent {
  return {
    type: 'batch',
    epoch: 0,
    step,
    steps: noSteps,
    examplesPerSecond: 1840,
    stepMilliseconds: 8,
    etaSeconds: 9,
  };
}

const epoch: EpochEvent = {
  type: 'epoch',
  epoch: 1,
  step: 50,
  train: { loss: 0.5 },
  validation: { loss: 0.6 },
  learningRate: 1e-3,
  seconds: 2,
  isBest: true,
  best: { monitor: 'loss', value: 0.6, epoch: 1, step: 50 },
  etaSeconds: 6,
};

const finished: FinishedEvent = {
  type: 'finished',
  reason: 'completed',
  epoch: 4,
  step: 200,
  best: epoch.best,
  test: { loss: 0.55 },
  seconds: 8,
};

const run = (...events: TrainEvent[]): LiveRun =>
  events.reduce((live, event) => applyEvent(live, event, now), emptyLiveRun());

describe('applyEvent', () => {
  it('knows epoch, progress and speed from a batch', () => {
    expect(run(started, batch(75))).toMatchObject({
      status: 'training',
      epoch: 1,
      step: 75,
      progress: 0.375,
      examplesPerSecond: 1840,
      stepMilliseconds: 8,
      etaSeconds: 9,
    });
  });

  it('keeps the speed when points come without a step since the last ones', () => {
    const flush: TrainEvent = { ...batch(75), examplesPerSecond: 0, stepMilliseconds: 0 };
    expect(run(started, batch(75), flush)).toMatchObject({ examplesPerSecond: 1840, stepMilliseconds: 8 });
  });

  it('starts where a resumed run goes on', () => {
    const live = run({ ...started, resumedFrom: { epoch: 2, step: 120 } });
    expect(live).toMatchObject({ epoch: 2, step: 120, progress: 0.6 });
  });

  it('keeps the last epoch for the table', () => {
    expect(run(started, epoch).lastEpoch).toBe(epoch);
  });

  it('stays in the last epoch when every step is done', () => {
    expect(run(started, batch(200))).toMatchObject({ epoch: 3, progress: 1 });
  });

  it.each<[TrainEvent[], LiveRun['status']]>([
    [[started], 'training'],
    [[started, { type: 'paused', epoch: 0, step: 10 }], 'paused'],
    [[started, { type: 'paused', epoch: 0, step: 10 }, { type: 'resumed', epoch: 0, step: 10 }], 'training'],
    [[started, finished], 'finished'],
    [[started, { ...finished, reason: 'early-stopping' }], 'finished'],
    [[started, { ...finished, reason: 'stopped' }], 'stopped'],
    [[started, { type: 'failed', error: { code: 'device-lost', message: 'The GPU is gone' } }], 'failed'],
  ])('ends as it should, case %#', (events, status) => {
    expect(run(...events).status).toBe(status);
  });

  it('leaves the progress of a stopped run where it stood, and completes one that stopped early by itself', () => {
    expect(run(started, batch(50), { ...finished, step: 50, reason: 'stopped' }).progress).toBe(0.25);
    expect(run(started, batch(50), { ...finished, step: 50, reason: 'early-stopping' }).progress).toBe(1);
  });

  it('forgets how the last session ended when the run starts again', () => {
    const live = run(started, { type: 'failed', error: { code: 'device-lost', message: 'gone' } }, started);
    expect(live).toMatchObject({ status: 'training', error: null, finished: null });
  });

  it('writes the log and keeps its last lines, each with its own number', () => {
    const warning: TrainEvent = { type: 'warning', code: 'overfitting', message: 'Validation loss rises' };
    const live = run(started, ...new Array<TrainEvent>(logLimit + 10).fill(warning));
    expect(live.log).toHaveLength(logLimit);
    expect(live.log.at(-1)!.text).toContain('Validation loss rises');
    expect(live.log.at(-1)!.text).toContain('2026-01-31 12:00:00,123');
    expect(new Set(live.log.map(({ index }) => index)).size).toBe(logLimit);
  });

  it('gives every line of the summary a row of its own, with the last learning rate', () => {
    const texts = run(started, epoch, finished).log.map(({ text }) => text);
    expect(texts.every((text) => /^2026-01-31 12:00:00,123 - INFO - [^\n]+$/.test(text))).toBe(true);
    expect(texts.at(-1)).toContain('Final learning rate: 1.000000e-03');
  });

  it('does not change the state it was given', () => {
    const before = Object.freeze({ ...emptyLiveRun(), log: [], warnings: [] });
    expect(() => run(started, batch(3))).not.toThrow();
    applyEvent(before, started, now);
    expect(before.status).toBe('waiting');
  });
});
