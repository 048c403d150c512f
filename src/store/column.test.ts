import { describe, expect, it } from 'vitest';
import { createColumn } from './column';
import { createRandom } from './testCurves';

const length = 20_000;
const random = createRandom(7);
const made = (value: (index: number) => number) => Float64Array.from({ length }, (_, index) => value(index));

const kinds: [name: string, values: Float64Array, mostBytes: number][] = [
  ['a counter', made((i) => i + 1), 40_000],
  ['every tenth step', made((i) => 10 * i + 3), 40_000],
  ['a constant', made(() => 0.1), 40_000],
  ['nothing but gaps', made(() => Number.NaN), 40_000],
  ['fractions of an epoch', made((i) => (i + 1) / 937), 40_000],
  ['float32 values', made(() => Math.fround(random())), 4.1 * length + 33_000],
  ['times of a day', made((i) => 1.7e12 + Math.floor(i / 7) * 31), 4.1 * length + 33_000],
  ['doubles', made(() => random()), 8.1 * length + 33_000],
  [
    'all kinds of zeros and gaps',
    made((i) => [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][i % 5]!),
    4.1 * length + 33_000,
  ],
];

describe('a column', () => {
  it.each(kinds)('gives back every bit of %s, in no more memory than it needs', (_, values, mostBytes) => {
    const column = createColumn();
    for (let from = 0, step = 1; from < length; from += step, step = (step * 3) % 5003 || 1) {
      column.append(values.subarray(from, Math.min(length, from + step)));
    }
    expect(column.length).toBe(length);
    const same = (read: (index: number) => number) => values.every((value, i) => Object.is(read(i), value));
    expect(same(column.get)).toBe(true);
    const whole = column.read(0, length);
    expect(same((i) => whole[i]!)).toBe(true);
    expect(column.read(4000, 8300)).toEqual(values.slice(4000, 8300));
    expect(column.bytes).toBeLessThan(mostBytes);
  });

  it('is the same pushed one by one', () => {
    const column = createColumn();
    for (let i = 0; i < 9000; i++) column.push(i ** 2);
    expect(column.get(8999)).toBe(8999 ** 2);
    expect(column.get(9000)).toBeNaN();
    expect(column.get(-1)).toBeNaN();
  });

  it.each([0, 1, 4095, 4096, 4097, 8192, 12_000])('goes on after it was cut to %i', (cut) => {
    const column = createColumn();
    column.append(made((i) => i));
    column.truncate(cut);
    expect(column.length).toBe(cut);
    column.append([5, 6]);
    expect(column.get(cut - 1)).toBe(cut === 0 ? Number.NaN : cut - 1);
    expect([column.get(cut), column.get(cut + 1), column.get(cut + 2)]).toEqual([5, 6, Number.NaN]);
  });

  it('is not longer for being cut behind its end', () => {
    const column = createColumn();
    column.append([1, 2, 3]);
    column.truncate(10);
    column.truncate(4096);
    expect(column.length).toBe(3);
  });
});
