/** What a table says against training on it: each kind once with a word or a refusal, and a plain table without any. */
import { describe, expect, it } from 'vitest';
import { numbers, setOf, texts } from '../../engine/data/arrays.fixture';
import { residentData } from '../../engine/data/datasetReader';
import { randomStream } from '../../engine/random';
import type { NamedArray } from '../../formats/arrays';
import { tabularConfigSchema } from './config';
import { prepareTabular } from './prepare';

const rows = 100;
const random = randomStream(3, 'table checks');
const normals = Array.from({ length: rows }, () => random.normal());
const a = numbers(
  'a',
  Array.from({ length: rows }, () => random.normal()),
);
const y = (values: number[]) => numbers('y', values);

function prepared(arrays: NamedArray[], dataset: object = {}) {
  const config = tabularConfigSchema.parse({ dataset });
  return prepareTabular(config, residentData(setOf(...arrays)));
}

async function codesOf(arrays: NamedArray[], dataset: object = {}): Promise<string[]> {
  return (await prepared(arrays, dataset)).remarks.map(({ code }) => code);
}

describe('a table that is trained on', () => {
  it('raises no word where nothing is wrong', async () => {
    expect(await codesOf([a, y(normals)])).toEqual([]);
  });

  it('is told to be sorted by its target, also the other way round and nearly, where the split goes by place', async () => {
    const sorted = [...normals].sort((one, other) => one - other);
    const nearly = sorted.map((value, row) => value + (row % 2) / 50);
    for (const values of [sorted, [...sorted].reverse(), nearly]) {
      expect(await codesOf([a, y(values)])).toEqual(['sorted-by-target']);
      expect(await codesOf([a, y(values)], { split: 'random' })).toEqual([]);
    }
  });

  it('is refused with a target that is the same in every row, but for rounding', async () => {
    const rounded = normals.map((_, row) => (row % 2 === 0 ? 7.25 : 7.25 + 2 ** -50));
    for (const values of [normals.map(() => 7.25), rounded]) {
      await expect(prepared([a, y(values)])).rejects.toMatchObject({
        code: 'data-type',
        message: 'Target `y` is the same in every row.',
        details: { remedy: 'Choose a target that varies.' },
      });
    }
    const late = normals.map((value, row) => (row < 20 ? value : 1.5));
    await expect(prepared([a, y(late)])).rejects.toThrow('the same in every row that is trained on');
  });

  it('is scaled by mean and deviation where the quartiles lie together, with a word', async () => {
    const rain = normals.map((value, row) => (row % 5 === 0 ? Math.abs(value) * 10 : 0));
    const { fitted, remarks } = await prepared([a, y(rain)], { validationFraction: 0, testFraction: 0 });
    const mean = rain.reduce((sum, value) => sum + value, 0) / rows;
    const std = Math.sqrt(rain.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
    expect(fitted.targetScaling.center[0]).toBeCloseTo(mean, 10);
    expect(fitted.targetScaling.scale[0]).toBeCloseTo(std, 10);
    expect(remarks.map(({ code }) => code)).toEqual(['scaled-otherwise']);
    // A few values far off are what quartiles are for.
    const spikes = normals.map((value, row) => (row === 50 ? 1e6 : value));
    expect(await codesOf([a, y(spikes)])).toEqual([]);
  });

  it('is told of an input that is the target', async () => {
    const copy = numbers('b', normals);
    expect(await codesOf([a, copy, y(normals)])).toEqual(['target-among-inputs']);
  });

  it('is refused with values that no scale brings within reach', async () => {
    const huge = numbers(
      'b',
      normals.map((value, row) => (row === 70 ? 1e300 : value)),
    );
    await expect(prepared([a, huge, y(normals)])).rejects.toThrow('Column `b` holds 1e+300');
    const spike = normals.map((value, row) => (row === 70 ? 1e30 : value));
    await expect(prepared([a, y(spike)])).rejects.toThrow('too large to compute with');
  });

  it('is refused with a target of texts as a quantity', async () => {
    const kinds = texts(
      'y',
      normals.map((value) => (value > 0 ? 'up' : 'down')),
    );
    await expect(prepared([a, kinds], { targetKind: 'regression' })).rejects.toThrow('holds texts');
  });

  it('leaves out what counts or names the rows and what is empty, unless somebody has named it', async () => {
    const counting = numbers('plot', [...normals.keys()]);
    const id = numbers(
      'PassengerId',
      normals.map((_, row) => 1000 + ((row * 37) % 9973)),
    );
    const empty = numbers(
      'b',
      normals.map(() => Number.NaN),
    );
    const years = numbers(
      'year',
      normals.map((_, row) => 1900 + row),
    );
    const { fitted, remarks } = await prepared([counting, id, empty, years, a, y(normals)]);
    expect(fitted.inputs).toEqual(['year', 'a']);
    expect(remarks.map(({ message }) => message.split(':')[0])).toEqual([
      'Column `plot` was left out',
      'Column `PassengerId` was left out',
      'Column `b` was left out',
    ]);
    expect((await prepared([counting, a, y(normals)], { inputs: ['plot', 'a'] })).fitted.inputs).toEqual([
      'plot',
      'a',
    ]);
    // As the only input it is one: a series.
    expect((await prepared([counting, y(normals)])).fitted.inputs).toEqual(['plot']);
    await expect(prepared([empty, y(normals)], { inputs: ['b'] })).rejects.toThrow('holds no value');
  });
});
