/** What Configure shows of a set of images is what training begins with; no pixel is read for it, and masks at most once. */
import { describe, expect, it } from 'vitest';
import { setOf } from '../../engine/data/arrays.fixture';
import { type ColumnFacts, residentData } from '../../engine/data/datasetReader';
import { unreadable, watchReads } from '../../engine/data/datasetReader.fixture';
import type { Outline } from '../../engine/workload';
import type { ArraySet, NamedArray, NumericArray } from '../../formats/arrays';
import { parseConfig } from '../runConfig';
import { segmentation } from './engine';

function array(name: string, shape: number[], data: NumericArray, dtype: NamedArray['dtype'] = 'uint8') {
  return { name, dtype, shape, data, categories: null };
}

const shape = [10, 8, 12];
const size = 960;
const images = array('images', shape, new Uint8Array(size).fill(9));
const masksOf = (value: (i: number) => number) =>
  array(
    'masks',
    shape,
    Uint8Array.from({ length: size }, (_, i) => value(i)),
  );
const soft = (i: number) => (i % 5 === 0 ? i % 256 : i % 2 === 0 ? 255 : 0);
const few = [0, 1, 2, 254, 255];
const distinctOf = ({ data }: NamedArray): ColumnFacts => ({
  missing: 0,
  distinct: [...new Set(Array.from(data, Number))].sort((a, b) => a - b),
});

interface Case {
  arrays: ArraySet;
  dataset?: object;
  facts: Record<string, ColumnFacts>;
  /** What is read in spite of the facts. */
  reads: string[];
}

const fourClasses = masksOf((i) => [0, 3, 9, 40][i % 4]!);
const greyEdges = masksOf((i) => few[i % 5 === 0 ? 2 + (i % 3) : 4 * (i % 2)]!);
const ragged = setOf(
  array('images', [size, 1], new Uint8Array(size)),
  { ...masksOf((i) => i % 2), shape: [size] },
  array('sizes', [3, 2], Int32Array.of(10, 30, 20, 20, 26, 10), 'int32'),
);
const cases: Record<string, Case> = {
  'two classes': {
    arrays: setOf(
      images,
      masksOf((i) => 255 * (i % 2)),
    ),
    facts: { masks: { missing: 0, distinct: [0, 255] } },
    reads: [],
  },
  'four classes, a random split': {
    arrays: setOf(images, fourClasses),
    dataset: { split: 'random', testFraction: 0.2, cropsPerImage: 3 },
    facts: { masks: distinctOf(fourClasses) },
    reads: [],
  },
  'masks without a mark': {
    arrays: setOf(
      images,
      masksOf(() => 0),
    ),
    facts: { masks: { missing: 0, distinct: [0] } },
    reads: [],
  },
  'different sizes': { arrays: ragged, facts: { masks: { missing: 0, distinct: [0, 1] } }, reads: ['sizes'] },
  'soft strokes, of which it counts how many there are': {
    arrays: setOf(images, greyEdges),
    facts: { masks: distinctOf(greyEdges) },
    reads: ['masks'],
  },
  'many values': {
    arrays: setOf(images, masksOf(soft)),
    facts: { masks: { missing: 0, distinct: null } },
    reads: ['masks'],
  },
};

function shown({
  parameters,
  rows,
  splits,
  epochRows,
  metricInfos,
  facts,
  activationBytes,
  remarks,
}: Outline) {
  return {
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    rows,
    splits,
    epochRows,
    metricInfos,
    facts,
    activationBytes,
    remarks,
  };
}

describe('the outline of a set of images', () => {
  it.each(Object.entries(cases))(
    'has the numbers that training has, with and without facts: %s',
    async (_, { arrays, dataset, facts, reads }) => {
      const { config } = parseConfig({ task: 'segmentation', dataset: { cropSize: 8, ...dataset } });
      const plain = watchReads(residentData(arrays));
      const expected = shown(await segmentation.prepare(config, residentData(arrays)));
      expect(shown(await segmentation.outline(config, plain.data))).toEqual(expected);
      expect(plain.reads.map(({ name }) => name)).not.toContain('images');
      const known = watchReads({ ...residentData(arrays), facts: (column) => facts[column] ?? null });
      expect(shown(await segmentation.outline(config, known.data))).toEqual(expected);
      expect(known.reads.map(({ name }) => name)).toEqual(reads);
      expect(shown(await segmentation.prepare(config, known.data))).toEqual(expected);
      if (reads.length > 0) return;
      expect(shown(await segmentation.outline(config, unreadable(plain.data, facts)))).toEqual(expected);
    },
  );

  it('reads masks of which an import says that values are missing, and refuses them as training would', async () => {
    const { config } = parseConfig({ task: 'segmentation' });
    const values = Float32Array.from({ length: size }, (_, i) => (i === 7 ? Number.NaN : i % 2));
    const data = residentData(setOf(images, array('masks', shape, values, 'float32')));
    const facts = () => ({ missing: 1, distinct: [0, 1] });
    await expect(segmentation.outline(config, { ...data, facts })).rejects.toThrow('`masks` holds NaN.');
    await expect(segmentation.prepare(config, { ...data, facts })).rejects.toThrow('`masks` holds NaN.');
  });
});
