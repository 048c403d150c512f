import { describe, expect, it } from 'vitest';
import type { EpochRow } from '../../protocol/events';
import { limitedBy } from './limit';

const gpu = { name: 'webgpu', device: 'Apple M3', software: false, reason: null } as const;
const row = (seconds: number): EpochRow => ({
  epoch: 1,
  step: 100,
  train: {},
  validation: null,
  learningRate: 1,
  seconds,
  isBest: true,
});

describe('what limits the speed', () => {
  it('is unknown before the first steps', () => {
    expect(limitedBy({ backend: gpu, stepMilliseconds: null, stepsPerEpoch: 100, row: null })).toBeNull();
  });

  it.each([
    [{ backend: gpu, stepMilliseconds: 20 }, 'the GPU'],
    [{ backend: gpu, stepMilliseconds: 1 }, 'handing work to the GPU; larger batches use it better'],
    [{ backend: { ...gpu, software: true }, stepMilliseconds: 20 }, 'the software adapter'],
    [{ backend: { ...gpu, name: 'wasm' as const }, stepMilliseconds: 1 }, 'the processor'],
  ])('is told from backend and step time, case %#', (facts, expected) => {
    expect(limitedBy({ stepsPerEpoch: 100, row: null, ...facts })).toBe(expected);
  });

  it('is the work between epochs when steps fill less than half of one', () => {
    const facts = { backend: gpu, stepMilliseconds: 10, stepsPerEpoch: 100 };
    expect(limitedBy({ ...facts, row: row(3) })).toBe('validation and saving between epochs');
    expect(limitedBy({ ...facts, row: row(1.2) })).toBe('the GPU');
  });
});
