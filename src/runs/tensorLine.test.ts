import { describe, expect, it } from 'vitest';
import { summarise } from '../engine/checkpoints/tensorSummaries';
import { brief, tensorLine } from './tensorLine';

const line = (kind: string, shape: number[], values: number[]) =>
  tensorLine(summarise({ name: 'head.kernel', kind }, shape, Float32Array.from(values)));

describe('the line of a tensor', () => {
  it('has name, shape, mean, spread, range, zeros and a histogram', () => {
    expect(line('values', [2, 2], [0, 1, 1, 2])).toBe(
      'head.kernel [2, 2] μ 1 σ 0.707 [0, 2] zeros 1 · ▄·······█······▄',
    );
  });

  it('calls out what is not finite before anything else', () => {
    expect(line('gradients', [4], [Number.NaN, 1, Infinity, 1])).toBe(
      'gradients/head.kernel [4] NOT FINITE: 1 NaN, 1 Inf of 4 · μ 1 σ 0 [1, 1] zeros 0',
    );
    expect(line('ema', [1], [Number.NaN])).toBe('ema/head.kernel [1] NOT FINITE: 1 NaN of 1');
  });

  it('says that a tensor is empty, and takes a scalar', () => {
    expect(line('values', [0, 3], [])).toBe('head.kernel [0, 3] empty');
    expect(line('firstMoment', [], [-0.5])).toBe(
      'optimizer/firstMoment/head.kernel [] μ -0.5 σ 0 [-0.5, -0.5] zeros 0',
    );
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1234, '0.123'],
    [-1234.5, '-1230'],
    [99_960, '1e5'],
    [0.0012, '1.2e-3'],
    [1e-10, '1e-10'],
    [-2.345e20, '-2.35e20'],
    [100, '100'],
  ])('writes %d as %s', (value, text) => {
    expect(brief(value)).toBe(text);
  });
});
