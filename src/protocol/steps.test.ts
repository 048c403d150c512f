import { describe, expect, it } from 'vitest';
import {
  joinSteps,
  noSteps,
  sliceSteps,
  stepBuffers,
  stepColumns,
  stepColumnsSchema,
  stepPoints,
  stepsUpTo,
} from './steps';

const row = (step: number, more: Record<string, number> = {}) => ({
  step,
  epoch: step / 10,
  loss: 1 / step,
  learningRate: 1e-3,
  gradientNorm: step,
  ...more,
});

describe('columns of steps', () => {
  it('are rows again', () => {
    const rows = [row(1), row(2), row(5)];
    expect(stepPoints(stepColumns(rows))).toEqual(rows);
    expect(stepPoints(noSteps)).toEqual([]);
  });

  it('joins parts of which only some have a channel, and one whose name objects inherit', () => {
    const joined = joinSteps([
      stepColumns([row(1, { time: 5 })]),
      stepColumns([row(2, { dice: 0.5 }), row(3, { dice: 0.75 })]),
      stepColumns([row(4, { valueOf: 7 })]),
    ]);
    expect([...joined.step]).toEqual([1, 2, 3, 4]);
    expect([...joined.time]).toEqual([5, Number.NaN, Number.NaN, Number.NaN]);
    expect([...joined.channels.dice!]).toEqual([Number.NaN, 0.5, 0.75, Number.NaN]);
    expect([...new Map(Object.entries(joined.channels)).get('valueOf')!]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      7,
    ]);
  });

  it('finds the steps up to one, and cuts there', () => {
    const columns = stepColumns([row(2), row(4), row(6)]);
    expect([1, 2, 3, 6, 9].map((step) => stepsUpTo(columns, step))).toEqual([0, 1, 1, 3, 3]);
    expect([...sliceSteps(columns, 1, 3).channels.gradientNorm!]).toEqual([4, 6]);
    expect(sliceSteps(columns, 0, 3)).toBe(columns);
  });

  it('hand over each buffer once, and never those that stand for no steps', () => {
    const columns = stepColumns([row(1)]);
    const shared = { ...columns, time: columns.step };
    expect(stepBuffers(shared)).toHaveLength(new Set(stepBuffers(shared)).size);
    expect(stepBuffers(noSteps)).toEqual([]);
  });

  it('refuses columns of different lengths', () => {
    const columns = stepColumns([row(1), row(2)]);
    expect(stepColumnsSchema.safeParse(columns).success).toBe(true);
    expect(stepColumnsSchema.safeParse({ ...columns, time: new Float64Array(1) }).success).toBe(false);
    expect(stepColumnsSchema.safeParse({ ...columns, channels: { loss: [1, 2] } }).success).toBe(false);
  });
});
