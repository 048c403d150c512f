/** A small run for the tests of exports: two weights with an average and one optimizer slot. */
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { encodeCheckpoint } from '../../engine/checkpoints/encode';
import { testState } from '../../engine/checkpoints/state.fixture';
import { runConfigSchema } from '../../protocol/config';
import type { CheckpointKind } from '../../protocol/events';
import type { RunBundle } from '../../protocol/records';
import { stepColumns } from '../../protocol/steps';
import { type CapsuleExtras, writeRunArchive } from './runArchive';

export const config = runConfigSchema.parse({ task: 'test', training: { epochs: 4, emaDecay: 0.99 } });
export const fingerprint = 'ab'.repeat(32);

export function checkpointAt(step: number): Checkpoint {
  return {
    state: testState({
      config,
      fingerprint,
      task: { targets: ['y'] },
      step,
      sums: [1, 2],
      best: { monitor: 'loss', value: 0.5, epoch: 1, step: 10 },
      seconds: 3.5,
      value: 0.5,
    }),
    tensors: [
      { name: 'a.kernel', shape: [2, 1], data: Float32Array.of(step, 0.1) },
      { name: 'a.bias', shape: [1], data: Float32Array.of(-1) },
      { name: 'ema/a.kernel', shape: [2, 1], data: Float32Array.of(step + 1, 0.2) },
      { name: 'ema/a.bias', shape: [1], data: Float32Array.of(-2) },
      { name: 'optimizer/m/a.kernel', shape: [2, 1], data: Float32Array.of(7, 8) },
      { name: 'optimizer/m/a.bias', shape: [1], data: Float32Array.of(9) },
    ],
  };
}

export function bundleCheckpoint(step: number, kinds: CheckpointKind[]): RunBundle['checkpoints'][number] {
  const payload = encodeCheckpoint(checkpointAt(step));
  const createdAt = `2026-01-01T00:00:${step}.000Z`;
  const summary = {
    id: `c${step}`,
    kinds,
    epoch: step / 10,
    step,
    monitor: 'loss',
    value: 0.5,
    bytes: payload.length,
    createdAt,
  };
  return { summary, payload };
}

/** The capsule of a run, made at a fixed time. */
export function capsuleOf(run: RunBundle = bundle(), extras: CapsuleExtras = {}) {
  const madeBy = { anneal: '0.1.0', runtime: 'Node 20', javascript: 'V8', platform: 'linux x64' };
  return writeRunArchive(run, extras, madeBy, new Date('2026-02-01T00:00:00.000Z'));
}

export function bundle(): RunBundle {
  return {
    run: {
      version: 2,
      id: 'r',
      name: 'first',
      config,
      dataset: { fingerprint, name: 'table.csv' },
      status: 'finished',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:01:00.000Z',
      seconds: 3.5,
      epoch: 2,
      step: 20,
      totalEpochs: 2,
      totalSteps: 20,
      metrics: [
        { name: 'loss', title: 'loss', better: 'min', of: 'both' },
        { name: 'mae', title: 'MAE', better: 'min', of: 'both' },
      ],
      best: { monitor: 'loss', value: 0.5, epoch: 1, step: 10 },
      test: { loss: 0.25, r2: 0.9 },
      finishReason: 'completed',
      backend: { name: 'cpu', device: 'JavaScript', software: false, reason: null },
      parameterCount: 3,
      error: null,
      warnings: [{ code: 'overfitting', message: 'The validation grows' }],
      notes: 'a "note", with commas',
      tags: ['t'],
      colour: 2,
    },
    epochs: [
      {
        epoch: 1,
        step: 10,
        train: { loss: 0.1 + 0.2, mae: 1e-7 },
        validation: { loss: 0.5, mae: Number.NaN },
        learningRate: 1e-3,
        seconds: 1.5,
        batchSeconds: 0.125,
        isBest: true,
      },
      {
        epoch: 2,
        step: 20,
        train: { loss: Number.POSITIVE_INFINITY, mae: 1 },
        validation: null,
        learningRate: 1e-3,
        seconds: 2,
        isBest: false,
      },
    ],
    steps: stepColumns([
      { step: 1, epoch: 0.1, time: 1.7e12, loss: 1 / 3, learningRate: 1e-3, gradientNorm: 2 ** 60 },
    ]),
    examples: { epoch: 2, value: [{ name: 'a.png', input: Uint8Array.of(1, 2, 255), dice: Number.NaN }] },
    log: ['2026-01-01 00:00:00,000 - INFO - Épochs: 2', 'second line'],
    checkpoints: [bundleCheckpoint(10, ['best', 'periodic']), bundleCheckpoint(20, ['latest'])],
  };
}
