import { describe, expect, it } from 'vitest';
import type { EpochRow, StartedEvent } from '../../protocol/events';
import { testRun } from '../../protocol/testRun.fixture';
import { emptyLiveRun } from '../../store/liveRun';
import { runView } from './runView';

const row: EpochRow = {
  epoch: 3,
  step: 30,
  train: { loss: 1, mae: 2 },
  validation: null,
  learningRate: 1,
  seconds: 1,
  isBest: true,
};

const metrics = [{ name: 'r2', title: 'R²', better: 'max' as const, of: 'both' as const }];

const started: StartedEvent = {
  type: 'started',
  backend: { name: 'cpu', device: 'CPU', software: false, reason: null },
  parameterCount: 1,
  stepsPerEpoch: 10,
  totalSteps: 200,
  totalEpochs: 20,
  rows: { train: 1, validation: 1, test: 1 },
  metrics,
  resumedFrom: null,
};

describe('the view of a run', () => {
  it('comes from what was stored when nothing is heard of it', () => {
    const run = testRun({ status: 'interrupted', epoch: 3, step: 35 });
    expect(runView(run, null, [row])).toMatchObject({
      status: 'interrupted',
      epoch: 4,
      step: 35,
      progress: 0.175,
      row,
      metrics: [
        { name: 'loss', title: 'loss', better: 'min' },
        { name: 'mae', title: 'mae', better: null },
      ],
    });
  });

  it('has the metrics of its record, where there are any', () => {
    expect(runView(testRun({ metrics }), null, [row]).metrics).toBe(metrics);
  });

  it('shows the last epoch of a finished run, and all of its progress also when it stopped early', () => {
    const run = testRun({ status: 'finished', epoch: 12, step: 120, finishReason: 'early-stopping' });
    expect(runView(run, null, [])).toMatchObject({ epoch: 12, progress: 1, row: null });
  });

  it('shows the epoch of a lone checkpoint, as its file has it', () => {
    const run = testRun({ status: 'stopped', epoch: 7, step: 70, alone: true });
    expect(runView(run, null, []).epoch).toBe(7);
  });

  it('comes from the events while it trains', () => {
    const live = {
      ...emptyLiveRun(),
      status: 'training' as const,
      started,
      epoch: 4,
      step: 45,
      progress: 0.225,
    };
    expect(runView(testRun({ epoch: 3, step: 30 }), live, [row])).toMatchObject({
      status: 'training',
      epoch: 5,
      step: 45,
      progress: 0.225,
      metrics,
    });
  });

  it('stands at its last epoch when it has just ended, early or not', () => {
    const ended = { ...emptyLiveRun(), status: 'finished' as const, started, progress: 1 };
    expect(runView(testRun({}), { ...ended, epoch: 7, step: 70 }, [row]).epoch).toBe(7);
    expect(runView(testRun({}), { ...ended, epoch: 7, step: 75 }, [row]).epoch).toBe(8);
    expect(runView(testRun({}), { ...ended, epoch: 19, step: 200 }, [row]).epoch).toBe(20);
  });

  it('waits with the stored numbers until the worker says something', () => {
    const run = testRun({ status: 'stopped', epoch: 3, step: 35 });
    expect(runView(run, emptyLiveRun(), [row])).toMatchObject({
      status: 'waiting',
      step: 35,
      etaSeconds: null,
    });
  });
});
