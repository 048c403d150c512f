/** Tables that do not fit give the same run as those that do, in every bit: from files, through a scratch file, row by row. */
import { afterAll, describe, expect, it } from 'vitest';
import { numbers, setOf, texts } from '../../engine/data/arrays.fixture';
import { BLOCK_ROWS } from '../../engine/data/columns';
import { type DatasetReader, residentData } from '../../engine/data/datasetReader';
import { diskWorkspace, inFile, watchReads } from '../../engine/data/datasetReader.fixture';
import type { Workspace } from '../../engine/data/workspace';
import { randomStream } from '../../engine/random';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { loadModel } from '../../engine/training/evaluate';
import type { ArraySet, NamedArray } from '../../formats/arrays';
import { parseConfig } from '../runConfig';
import { tabular } from './engine';
import { predict } from './predict';
import { runTable } from './tableRuns.fixture';

const words = ['red', 'green', null, 'blue'];

function transposed({ data, shape: [count = 0, width = 0], ...rest }: NamedArray): NamedArray {
  const values = Float64Array.from({ length: data.length }, (_, i) =>
    Number(data[(i % count) * width + Math.floor(i / count)]),
  );
  return { ...rest, dtype: 'float64', shape: [width, count], data: values };
}

interface Case {
  arrays: ArraySet;
  dataset: object;
}

function casesOf(rows: number): Record<string, Case> {
  const random = randomStream(5, 'streamed tables');
  const draw = (count: number, gaps = 0) =>
    Array.from({ length: count }, () => (random.uniform() < gaps ? Number.NaN : 3 + random.normal()));
  const some = <T>(values: readonly T[]) =>
    Array.from({ length: rows }, () => values[Math.floor(values.length * random.uniform())]!);
  const X = numbers('X', draw(rows * 3), [rows, 3]);
  const gappy = numbers('X', draw(rows * 3, 0.02), [rows, 3]);
  const Y = numbers('Y', draw(rows * 2), [rows, 2]);
  const colour = texts('colour', some(words));
  const floats: NamedArray = {
    ...numbers('extra', []),
    dtype: 'float32',
    shape: [rows],
    data: Float32Array.from(draw(rows)),
  };
  const labels: NamedArray = {
    ...numbers('label', []),
    dtype: 'uint8',
    shape: [rows],
    data: Uint8Array.from(some([0, 1, 2])),
  };
  return {
    'several targets': { arrays: setOf(X, Y), dataset: {} },
    classes: {
      arrays: setOf(X, floats, labels),
      dataset: { targets: ['label'], inputs: ['X[2]', 'extra', 'X[0]'], split: 'stratified' },
    },
    'rows with gaps left out': { arrays: setOf(gappy, Y), dataset: { missing: 'drop', split: 'random' } },
    'gaps filled with means': {
      arrays: setOf(gappy, Y),
      dataset: { missing: 'mean', targetScaling: 'zscore' },
    },
    'gaps filled with medians': {
      arrays: setOf(gappy, Y),
      dataset: { missing: 'median', targetScaling: 'none', fitScalingOn: 'all' },
    },
    'classes that are texts, with gaps': {
      arrays: setOf(gappy, colour),
      dataset: { inputs: ['X'], targets: ['colour'], missing: 'mean' },
    },
    'texts and single columns': {
      arrays: setOf(colour, floats, Y),
      dataset: { inputs: ['extra', 'colour'], targets: ['Y[1]'], split: 'stratified' },
    },
    'samples that are columns': {
      arrays: setOf(transposed(X), transposed(Y)),
      dataset: { transpose: true },
    },
  };
}

/** More than one block, and no multiple of one. */
const rows = BLOCK_ROWS + 903;
const cases = casesOf(rows);
/** What differs on the device is the type of the targets, and its software has the time of a few hundred rows. */
const smallCases = Object.fromEntries(Object.entries(casesOf(501)).slice(0, 2));

const disk = diskWorkspace();
afterAll(disk.dispose);
const watch = { progress() {}, signal: new AbortController().signal };

describeOnBackends('a streamed table', (backendName, backend) => {
  const runOf = async (
    { dataset }: Case,
    data: ArraySet | DatasetReader,
    residentBytes: number,
    workspace?: Workspace,
  ) => {
    const config = {
      dataset,
      model: { hiddenSize: 6, numLayers: 1, dropout: 0.2 },
      loss: { classWeights: 'balanced' },
      training: {
        batchSize: backendName === 'webgpu' ? 100 : 1300,
        gradientAccumulationSteps: 2,
        epochs: 2,
        learningRate: 0.01,
        logEveryNSteps: 1,
      },
    };
    const { latest, points, epochs, events } = await runTable({
      config,
      arrays: data,
      backend: backend(),
      residentBytes,
      ...(workspace && { workspace }),
    });
    const reader = 'read' in data ? data : residentData(data);
    const model = await loadModel(tabular, latest, reader, workspace);
    const { rows, splits, targets } = model.workload;
    const predicted = await predict(model, rows, watch);
    const truth = await targets(splits.test);
    model.dispose();
    return {
      tensors: latest.tensors,
      fitted: latest.state.task,
      best: latest.state.best,
      points: points.map(({ loss }) => loss),
      epochs: epochs.map(({ train, validation }) => ({ train, validation })),
      finished: events.flatMap((event) => (event.type === 'finished' ? [event.test] : [])),
      warnings: events.flatMap((event) => (event.type === 'warning' ? [event.code] : [])),
      rows,
      splits,
      predicted,
      truth,
    };
  };

  const own = Object.entries(backendName === 'webgpu' ? smallCases : cases);
  it.each(own)('trains, measures and predicts in the same bits: %s', async (_, one) => {
    const resident = await runOf(one, one.arrays, Number.POSITIVE_INFINITY);
    expect(resident.points.every(Number.isFinite)).toBe(true);
    expect(resident.predicted.length).toBeGreaterThan(0);
    expect(await runOf(one, one.arrays, 100)).toEqual(resident);
    const before = disk.files;
    expect(await runOf(one, inFile(one.arrays), Number.POSITIVE_INFINITY, disk)).toEqual(resident);
    expect(disk.files).toBe(before + 2);
  });
});

describe('a table that is prepared', () => {
  it('is read some rows at a time', async () => {
    const { data, reads } = watchReads(inFile(cases['rows with gaps left out']!.arrays));
    const config = parseConfig({
      task: 'tabular',
      dataset: { missing: 'median', split: 'stratified' },
    }).config;
    const workload = await tabular.prepare(config, data);
    expect(Math.max(...reads.map(({ bytes }) => bytes))).toBe(BLOCK_ROWS * 3 * 8);
    expect(workload.rows.length).toBe(rows);
  });

  it('is the same where samples are columns', async () => {
    const ofCase = async (name: string) => {
      const { arrays, dataset } = cases[name]!;
      const { config } = parseConfig({ task: 'tabular', dataset });
      const { fitted, splits, targets } = await tabular.prepare(config, inFile(arrays));
      return { fitted, splits, targets: await targets(splits.validation) };
    };
    expect(await ofCase('samples that are columns')).toEqual(await ofCase('several targets'));
  });

  it('has the same medians of a sample, and says so, where values are too many to sort', async () => {
    // 4096 rows of so many columns are looked at.
    const [count, columns] = [4200, 4100];
    const values = Float32Array.from({ length: count * columns }, (_, i) =>
      i % 9973 === 0 ? Number.NaN : Math.floor(i / columns) + (i % columns),
    );
    const wide: NamedArray = { ...numbers('X', []), dtype: 'float32', shape: [count, columns], data: values };
    const arrays = setOf(wide, numbers('Y', [...values.subarray(1, count + 1)]));
    const { config } = parseConfig({
      task: 'tabular',
      dataset: { missing: 'median', testFraction: 0, validationFraction: 0 },
    });
    const [resident, streamed] = [
      await tabular.prepare(config, residentData(arrays)),
      await tabular.prepare(config, inFile(arrays)),
    ];
    expect(streamed.fitted).toEqual(resident.fitted);
    const { imputation } = resident.fitted as { imputation: number[] };
    expect(Math.abs(imputation[7]! - 7 - 2099.5)).toBeLessThan(2);
    expect(streamed.remarks).toContainEqual({
      code: 'sampled',
      message: 'Medians and quartiles come from 4096 of 4200 rows.',
    });
  });
});
