/** What the page asks of recordings, against plain computations over the whole arrays. */
import { describe, expect, it } from 'vitest';
import { type DatasetReader, residentData } from '../../../engine/data/datasetReader';
import { randomStream } from '../../../engine/random';
import { type NamedArray, type NumericArray, sizeOf } from '../../../formats/arrays';
import type { DatasetRecord, DType } from '../../../protocol/datasets';
import type { AskContext, StoredDataset } from '../../engine';
import { defaultConfig } from '../../runConfig';
import { neuronsConfigSchema } from '../config';
import type { NeuronsWorkload } from '../workload';
import type { SheetQuestions } from './questions';
import { sheetQuestions } from './sheetQuestions';
import { columnOf, openStoredSession, rangesToRead } from './storedSession';
import { summarize } from './summary';

const bins = 300;
const units = 3;
const random = randomStream(4, 'recordings');
const many = (length: number, value: (index: number) => number) => Array.from({ length }, (_, i) => value(i));

const robs = Uint8Array.from(many(bins * units, (i) => (i % units === 2 ? 0 : random.below(4))));
// The first bins are valid for no unit, some only for the first, and the second unit nowhere after bin 200.
const dfs = Uint8Array.from(
  many(bins * units, (i) => {
    const bin = Math.floor(i / units);
    if (bin < 12 || (bin >= 100 && bin < 110 && i % units > 0)) return 0;
    return bin > 200 && i % units === 1 ? 0 : 1;
  }),
);
const behavior = Float32Array.from(
  many(bins * 2, (i) => (i % 2 === 0 && i >= 80 && i < 90 ? Number.NaN : random.normal())),
);
const stim = Uint8Array.from(many(bins * 4 * 5, () => random.below(256)));

const array = (name: string, dtype: DType, shape: number[], data: NumericArray): [string, NamedArray] => [
  name,
  { name, dtype, shape, data, categories: null },
];

/** As an import leaves it, with a count of the values that are read. */
function stored(): { dataset: StoredDataset; reads: Map<string, number> } {
  const arrays = new Map([
    array('m1_a/stim', 'uint8', [bins, 4, 5], stim),
    array('m1_a/robs', 'uint8', [bins, units], robs),
    array('m1_a/dfs', 'uint8', [bins, units], dfs),
    array('m1_a/behavior', 'float32', [bins, 2], behavior),
    array('m1_a/cids', 'int32', [units], Int32Array.of(7, 9, 11)),
    array('m1_a/fps', 'float64', [], Float64Array.of(120)),
    array('m1_b/robs', 'uint8', [bins, units], robs),
    array('m1_b/dfs', 'uint8', [bins], Uint8Array.from(many(bins, (bin) => (bin < 150 ? 1 : 0)))),
  ]);
  const resident = residentData(arrays);
  const reads = new Map<string, number>();
  const data: DatasetReader = {
    ...resident,
    read(name, start = 0, end = sizeOf(arrays.get(name)!.shape)) {
      reads.set(name, (reads.get(name) ?? 0) + end - start);
      return resident.read(name, start, end);
    },
  };
  return { dataset: { record: { name: 'some' } as DatasetRecord, data }, reads };
}

function contextOf(dataset: StoredDataset): AskContext<NeuronsWorkload> {
  return {
    dataset: async () => dataset,
    config: () => defaultConfig('neurons'),
    model: () => Promise.reject(new Error('No model is asked for.')),
    backend: () => Promise.reject(new Error('No backend is asked for.')),
    transfer: [],
    progress: () => {},
    signal: new AbortController().signal,
  };
}

async function asked<Name extends keyof SheetQuestions>(
  question: Name,
  argument: SheetQuestions[Name]['argument'],
  dataset = stored().dataset,
) {
  const { argument: schema, answer } = sheetQuestions[question];
  return (await answer(
    schema.parse(argument) as never,
    contextOf(dataset),
  )) as SheetQuestions[Name]['answer'];
}

const isValid = (bin: number, unit: number) => dfs[bin * units + unit] === 1;
const allBins = many(bins, (bin) => bin);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rateOf = (unit: number, among = allBins) =>
  mean(among.filter((bin) => isValid(bin, unit)).map((bin) => robs[bin * units + unit]!));

describe('the summary of a session', () => {
  it('has the rates of valid bins, the names of units, and the samples that training would take', async () => {
    const summary = await asked('summary', { session: 'm1_a' });
    expect(summary).toMatchObject({ cids: [7, 9, 11], sampled: false, binsPerSecond: 120, error: null });
    [0, 1, 2].forEach((unit) => {
      expect(summary.rates[unit]).toBeCloseTo(rateOf(unit), 12);
    });
    expect(summary.meanRate).toBeCloseTo(mean([0, 1, 2].map((unit) => rateOf(unit))), 12);
    const usable = allBins.filter(
      (bin) =>
        bin >= 11 &&
        [0, 1, 2].some((unit) => isValid(bin, unit)) &&
        Number.isFinite(behavior[2 * bin]! + behavior[2 * bin + 1]!),
    );
    expect(summary.usable).toBe(usable.length);
  });

  it('takes one mask for all units', async () => {
    const { rates, binsPerSecond } = await asked('summary', { session: 'm1_b' });
    const first = allBins.slice(0, 150);
    expect(rates[1]).toBeCloseTo(mean(first.map((bin) => robs[bin * units + 1]!)), 12);
    expect(binsPerSecond).toBeNull();
  });

  it('reads a part of a recording that is too long, and says so', async () => {
    const { dataset, reads } = stored();
    const config = neuronsConfigSchema.parse({});
    const session = openStoredSession(dataset, 'm1_b');
    const summary = await summarize(session, config, contextOf(dataset), 64 * units);
    expect(summary.sampled).toBe(true);
    // One bin of each of 64 stretches, and once more everything, as training reads it.
    expect(reads.get('m1_b/robs')).toBe(64 * units + bins * units);
  });

  it('names the session that there is not', async () => {
    await expect(asked('summary', { session: 'm9' })).rejects.toMatchObject({
      code: 'data-not-found',
      details: { remedy: 'It has: m1_a, m1_b.' },
    });
  });
});

describe('activity over time', () => {
  it('is the counts themselves where there is a column of each bin, and reads no more than these', async () => {
    const { dataset, reads } = stored();
    const argument = { session: 'm1_a', start: 95, end: 115, columns: 500 };
    const { columns, counts, valid, population } = await asked('activity', argument, dataset);
    expect(columns).toBe(20);
    for (let column = 0; column < 20; column++) {
      const bin = 95 + column;
      const known = [0, 1, 2].filter((unit) => isValid(bin, unit));
      [0, 1, 2].forEach((unit) => {
        const at = unit * 20 + column;
        expect(counts[at]).toBe(isValid(bin, unit) ? robs[bin * units + unit] : Number.NaN);
        expect(valid[at]).toBe(isValid(bin, unit) ? 1 : 0);
      });
      expect(population[column]).toBeCloseTo(mean(known.map((unit) => robs[bin * units + unit]!)), 6);
    }
    expect([...reads]).toEqual([
      ['m1_a/robs', 20 * units],
      ['m1_a/dfs', 20 * units],
    ]);
  });

  it('is the mean over the valid bins of a column', async () => {
    const { columns, counts, valid } = await asked('activity', {
      ...{ session: 'm1_a', start: 0, end: bins, columns: 7 },
    });
    expect(columns).toBe(7);
    for (let column = 0; column < 7; column++) {
      const own = allBins.filter((bin) => Math.floor((bin * 7) / bins) === column);
      [0, 1, 2].forEach((unit) => {
        const known = own.filter((bin) => isValid(bin, unit));
        if (known.length === 0) expect(counts[unit * 7 + column]).toBeNaN();
        else expect(counts[unit * 7 + column]).toBeCloseTo(rateOf(unit, own), 6);
        expect(valid[unit * 7 + column]).toBeCloseTo(known.length / own.length, 6);
      });
    }
  });
});

describe('behaviour over time', () => {
  it('has the range and the mean of each column, and counts what is missing', async () => {
    const { columns, curves } = await asked('behavior', {
      ...{ session: 'm1_a', of: 'behavior', start: 30, end: 90, columns: 11, first: 0, count: 8 },
    });
    expect([columns, curves.map(({ index }) => index)]).toEqual([11, [0, 1]]);
    for (const { index, min, max, mean: means, missing } of curves) {
      for (let column = 0; column < 11; column++) {
        const own = allBins.slice(30, 90).filter((bin) => Math.floor(((bin - 30) * 11) / 60) === column);
        const values = own.map((bin) => behavior[2 * bin + index]!);
        const known = values.filter(Number.isFinite);
        expect(missing[column]).toBe(values.length - known.length);
        if (known.length === 0) {
          expect([min[column], max[column], means[column]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
          continue;
        }
        expect([min[column], max[column]]).toEqual([Math.min(...known), Math.max(...known)]);
        expect(means[column]).toBeCloseTo(mean(known), 5);
      }
    }
    expect(curves[0]!.missing.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it('is empty without such an array', async () => {
    const argument = { session: 'm1_b', start: 0, end: 9, columns: 4, first: 0, count: 2 };
    expect((await asked('behavior', { ...argument, of: 'eye' })).curves).toEqual([]);
  });
});

describe('frames', () => {
  it('are read as they are stored, no more than are shown', async () => {
    const { dataset, reads } = stored();
    const frames = await asked('frames', { session: 'm1_a', start: 5, end: 9 }, dataset);
    expect(frames).toMatchObject({ start: 5, height: 4, width: 5, channels: 1, channelsFirst: false });
    expect(frames.values).toEqual(stim.slice(5 * 20, 9 * 20));
    expect([...reads]).toEqual([['m1_a/stim', 4 * 20]]);
  });

  it('have a distribution of standard deviations', async () => {
    const { counts, binWidth, median, frames, of } = await asked('contrast', { session: 'm1_a' });
    const deviations = allBins
      .map((bin) => {
        const pixels = [...stim.subarray(bin * 20, bin * 20 + 20)];
        const middle = mean(pixels);
        return Math.sqrt(mean(pixels.map((pixel) => (pixel - middle) ** 2)));
      })
      .sort((a, b) => a - b);
    expect([frames, of]).toEqual([bins, bins]);
    expect(median).toBeCloseTo((deviations[149]! + deviations[150]!) / 2, 9);
    expect(binWidth * counts.length).toBeCloseTo(deviations.at(-1)!, 9);
    const expected = counts.map(
      (_, bar) =>
        deviations.filter((value) => Math.min(counts.length - 1, Math.floor(value / binWidth)) === bar)
          .length,
    );
    expect(counts).toEqual(expected);
  });

  it('cannot be shown of a session without any', async () => {
    const asking = asked('contrast', { session: 'm1_b' });
    await expect(asking).rejects.toMatchObject({ code: 'data-not-found', message: /no frames/ });
  });
});

describe('what is read of a stretch', () => {
  it('is all of it, in blocks, or the beginning of each part', () => {
    expect(rangesToRead({ start: 3, end: 13 }, 2, 4)).toEqual({
      ranges: [{ start: 3, end: 13 }],
      sampled: false,
    });
    const { ranges, sampled } = rangesToRead({ start: 3, end: 13 }, 2, 3, 12);
    expect([ranges, sampled]).toEqual([
      [
        { start: 3, end: 5 },
        { start: 7, end: 9 },
        { start: 10, end: 12 },
      ],
      true,
    ]);
    for (const [part, { start, end }] of ranges.entries()) {
      for (let bin = start; bin < end; bin++) expect(columnOf({ start: 3, end: 13 }, bin, 3)).toBe(part);
    }
  });
});
