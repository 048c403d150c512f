import { describe, expect, it } from 'vitest';
import type { BackendInfo } from '../../protocol/events';
import { bundle } from './runBundle.fixture';
import { storedResults } from './storedMetrics';
import { demandOf } from './tolerance';
import { verdictOf } from './verdict';

const environment = {
  anneal: '0.1.0',
  tensorflow: '4.22.0',
  runtime: 'Chrome 141',
  javascript: 'V8',
  platform: 'Linux x86_64',
};
const wasm: BackendInfo = {
  name: 'wasm',
  device: 'WASM, SIMD, one thread',
  software: false,
  reason: null,
  environment,
};
const gpu: BackendInfo = { ...wasm, name: 'webgpu', device: 'NVIDIA H200' };

describe('what a run has stored', () => {
  it('is the validation of its best epoch and its test, each with the backend that measured it', () => {
    const told = bundle();
    expect(storedResults(told)).toEqual({
      best: { epoch: 1, step: 10 },
      parts: [
        { part: 'validation', metrics: { loss: 0.5, mae: Number.NaN }, backend: told.run.backend },
        { part: 'test', metrics: { loss: 0.25, r2: 0.9 }, backend: told.run.backend },
      ],
    });
  });

  it('was measured where the log says, if the run went on elsewhere', () => {
    const told = bundle();
    const at = (message: string) => `2026-01-01 00:00:00,000 - INFO - ${message}`;
    told.run.backend = wasm;
    told.log = [
      at('Training on webgpu (NVIDIA H200)'),
      at('Epoch 1: train loss 1.000000e+00, best so far'),
      at('Training on wasm (WASM, SIMD, one thread): No GPU (any more).'),
      at('Epoch 2: train loss 1.000000e+00'),
    ];
    const [validation, test] = storedResults(told).parts;
    expect(validation?.backend).toMatchObject({ name: 'webgpu', device: 'NVIDIA H200' });
    expect(test?.backend).toEqual(wasm);
    // On one backend all the time, the record knows more of it.
    told.log = told.log.slice(2).concat(at('Epoch 1: again'));
    expect(storedResults(told).parts[0]?.backend).toEqual(wasm);
  });
});

describe('what is asked of metrics', () => {
  const changed = (of: BackendInfo, change: Partial<typeof environment>): BackendInfo => ({
    ...of,
    environment: { ...environment, ...change },
  });

  it.each<[string, BackendInfo, BackendInfo]>([
    ['the same processor', wasm, wasm],
    ['the same GPU', gpu, gpu],
    ['another version of a browser of the kind, on WASM', wasm, changed(wasm, { runtime: 'Chrome 142' })],
    ['Node and Chrome, on WASM', wasm, changed(wasm, { runtime: 'Node 20', platform: 'linux x64' })],
  ])('on %s is every bit', (_, then, now) => {
    expect(demandOf(then, now)).toMatchObject({ relative: 0, absolute: 0 });
  });

  it.each<[string, BackendInfo | null, BackendInfo, number, RegExp]>([
    [
      'where nothing is known of then',
      null,
      wasm,
      2e-3,
      /is not written in the run; metrics may differ by 0.002/,
    ],
    ['from WASM to JavaScript', wasm, { ...wasm, name: 'cpu' }, 5e-4, /sum in another order/],
    ['from a GPU to WASM', gpu, wasm, 2e-3, /a GPU rounds/],
    [
      'on another GPU',
      gpu,
      { ...gpu, device: 'Apple M3' },
      2e-3,
      /was on NVIDIA H200 then and is on Apple M3 now/,
    ],
    ['with shaders of another compiler', gpu, changed(gpu, { runtime: 'Chrome 142' }), 2e-3, /Chrome 142/],
    ['on other threads', wasm, { ...wasm, device: 'WASM, SIMD, 4 threads' }, 5e-4, /4 threads/],
    [
      'with another Anneal',
      wasm,
      changed(wasm, { anneal: '0.2.0' }),
      5e-4,
      /Anneal 0.1.0 .* these are 0.2.0/,
    ],
    [
      'in another JavaScript',
      wasm,
      changed(wasm, { javascript: 'SpiderMonkey' }),
      5e-4,
      /functions of their own/,
    ],
    [
      'of a run that kept no programs',
      { ...wasm, environment: undefined },
      wasm,
      5e-4,
      /not written in the run/,
    ],
  ])('%s is a tolerance, with its reason', (_, then, now, relative, reason) => {
    const demand = demandOf(then, now);
    expect(demand.relative).toBe(relative);
    expect(demand.reason).toMatch(reason);
  });
});

describe('the verdict', () => {
  const verdict = (stored: Record<string, number>, measured: Record<string, number>, now = wasm) =>
    verdictOf([{ stored: { part: 'test', metrics: stored, backend: wasm }, metrics: measured, rows: 3 }], {
      best: { epoch: 1, step: 10 },
      now,
      infos: [],
    });

  it('takes not-a-number for what it was, and nothing else for it', () => {
    expect(verdict({ r2: Number.NaN }, { r2: Number.NaN }).reproduced).toBe(true);
    expect(verdict({ r2: Number.NaN }, { r2: 0 }).reproduced).toBe(false);
    expect(verdict({ r2: 0 }, { r2: Number.NaN }).reproduced).toBe(false);
    const cpu: BackendInfo = { ...wasm, name: 'cpu' };
    expect(verdict({ r2: Number.NaN }, { r2: 0 }, cpu).reproduced).toBe(false);
    expect(verdict({ r2: 0 }, { r2: Number.NaN }, cpu).reproduced).toBe(false);
    expect(verdict({ loss: Number.POSITIVE_INFINITY }, { loss: 1 }, cpu).reproduced).toBe(false);
  });

  it('misses what is not measured any more, and tells zero from its negative to the bit', () => {
    expect(verdict({ loss: 1, gone: 2 }, { loss: 1 })).toMatchObject({
      reproduced: false,
      words: 'Not reproduced, 1 of 2 metrics: test gone was 2, and is NaN now.',
    });
    expect(verdict({ loss: 0 }, { loss: -0 }).reproduced).toBe(false);
  });

  it('allows a difference up to the tolerance, and none above it', () => {
    const cpu: BackendInfo = { ...wasm, name: 'cpu' };
    expect(verdict({ loss: 2 }, { loss: 2.001 }, cpu).checks[0]!.allowed).toBeCloseTo(0.00101, 12);
    expect(verdict({ loss: 2 }, { loss: 2.001 }, cpu).reproduced).toBe(true);
    expect(verdict({ loss: 2 }, { loss: 2.0011 }, cpu).reproduced).toBe(false);
  });
});
