import { describe, expect, it } from 'vitest';
import { summarise } from '../engine/checkpoints/tensorSummaries';
import type { TrainEvent } from '../protocol/events';
import { noSteps, stepColumns } from '../protocol/steps';
import { logLine } from './runLog';

const date = new Date(2026, 0, 31, 12, 0, 0, 7);
const at = '2026-01-31 12:00:00,007';

const metrics = [{ name: 'r2', title: 'R²', better: 'max' as const, of: 'both' as const }];

describe('logLine', () => {
  it.each<[TrainEvent, string[]]>([
    [
      {
        type: 'started',
        backend: { name: 'wasm', device: 'WASM, SIMD', software: false, reason: 'No GPU.' },
        parameterCount: 120,
        stepsPerEpoch: 25,
        totalSteps: 100,
        totalEpochs: 4,
        rows: { train: 800, validation: 100, test: 90 },
        metrics: [],
        resumedFrom: { epoch: 1, step: 30 },
      },
      [
        'INFO - Training on wasm (WASM, SIMD): No GPU.',
        'INFO - 120 parameters; 800 training, 100 validation, 90 test rows',
        'INFO - 4 epochs of 25 steps, 100 steps in all',
        'INFO - Resumed in epoch 2 after step 30',
      ],
    ],
    [
      {
        type: 'epoch',
        epoch: 2,
        step: 50,
        train: { loss: 0.5 },
        validation: { loss: 0.25 },
        learningRate: 1e-3,
        seconds: 1.239,
        isBest: true,
        best: null,
        etaSeconds: 3,
      },
      [
        'INFO - Epoch 2: train loss 5.000000e-01, validation loss 2.500000e-01, learning rate 1.000000e-03, 1.24 s, best so far',
      ],
    ],
    [
      {
        type: 'checkpoint',
        id: 'x',
        kinds: ['best', 'latest'],
        epoch: 2,
        step: 50,
        monitor: 'loss',
        value: 0.25,
        bytes: 10,
        createdAt: '',
        replaces: [],
      },
      ['INFO - Checkpoint saved (best, latest): epoch 2, step 50'],
    ],
    [{ type: 'warning', code: 'overfitting', message: 'Hm.' }, ['WARNING - Hm.']],
    [{ type: 'paused', epoch: 2, step: 60 }, ['INFO - Paused in epoch 3 after step 60']],
    [{ type: 'resumed', epoch: 2, step: 60 }, ['INFO - Continued in epoch 3 after step 60']],
    [
      {
        type: 'tensors',
        epoch: 2,
        step: 50,
        tensors: [
          summarise({ name: 'head.bias', kind: 'values' }, [3], Float32Array.of(0, 0, 0)),
          summarise({ name: 'head.bias', kind: 'gradients' }, [3], Float32Array.of(1, Number.NaN, 1)),
        ],
      },
      [
        'INFO - Tensors after epoch 2, step 50:',
        'INFO - head.bias [3] μ 0 σ 0 [0, 0] zeros 3',
        'WARNING - gradients/head.bias [3] NOT FINITE: 1 NaN of 3 · μ 1 σ 0 [1, 1] zeros 0',
      ],
    ],
    [
      { type: 'failed', error: { code: 'non-finite', message: 'The loss is NaN.' } },
      ['ERROR - The loss is NaN.'],
    ],
    [
      {
        type: 'finished',
        reason: 'early-stopping',
        epoch: 4,
        step: 100,
        best: { monitor: 'loss', value: 0.2, epoch: 3, step: 75 },
        test: { loss: 0.21, r2: 0.3, other: Number.NaN },
        seconds: 61.5,
      },
      [
        'INFO - Finished: the validation no longer improves',
        'INFO - Best epoch: 3',
        'INFO - Best validation loss: 2.000000e-01',
        'INFO - Test: loss 2.100000e-01, R² 3.000000e-01, other -',
        'INFO - Total training time: 61.50 s',
        'INFO - Final learning rate: 5.000000e-04',
      ],
    ],
  ])('writes %o in the format of Python’s logging', (event, messages) => {
    expect(logLine(event, date, { learningRate: 5e-4, metrics })).toBe(
      messages.map((message) => `${at} - ${message}`).join('\n'),
    );
  });

  it('leaves out what is not known at the end', () => {
    const event: TrainEvent = {
      type: 'finished',
      reason: 'stopped',
      epoch: 0,
      step: 3,
      best: null,
      test: null,
      seconds: 1,
    };
    expect(logLine(event, date)).toBe(
      `${at} - INFO - Finished: stopped and saved\n${at} - INFO - Total training time: 1.00 s`,
    );
  });

  it('says on which rows the best value was taken', () => {
    const best = (monitor: string) =>
      logLine(
        {
          type: 'finished',
          reason: 'completed',
          epoch: 1,
          step: 1,
          best: { monitor, value: 1, epoch: 1, step: 1 },
          test: null,
          seconds: 1,
        },
        date,
        { metrics },
      )?.split('\n')[2];
    expect(best('r2')).toContain('Best validation R²: ');
    expect(best('validation.r2')).toContain('Best validation R²: ');
    expect(best('train.r2')).toContain('Best train R²: ');
  });

  it('says nothing about batches, unless it is asked to', () => {
    const event: TrainEvent = {
      type: 'batch',
      epoch: 1,
      step: 1,
      steps: noSteps,
      examplesPerSecond: 1,
      stepMilliseconds: 1,
      etaSeconds: 1,
    };
    expect(logLine(event, date)).toBeNull();
    const steps = stepColumns([{ step: 12, epoch: 0.3, loss: 0.5, learningRate: 1e-3, gradientNorm: 2 }]);
    expect(logLine({ ...event, step: 12, steps, stepMilliseconds: 17.25, logged: true }, date)).toBe(
      `${at} - INFO - Epoch 1, step 12: loss 5.000000e-01, learning rate 1.000000e-03, gradient norm 2.000000e+00, 17.3 ms a step`,
    );
  });
});
