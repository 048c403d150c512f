/** `anneal train --folds`, and which runs of the page belong together. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anneal } from '../../cli/testCommand';
import { sharedFolder } from '../../cli/testFolder';
import { residentData } from '../../engine/data/datasetReader';
import { syntheticTable } from '../../engine/testRuns';
import type { RunConfig } from '../../protocol/config';
import type { RunRecord } from '../../protocol/records';
import { foldGroup } from '../../store/folds';
import { withSection } from '../flags';
import { tabularConfigSchema } from './config';
import { tabular as description } from './description';
import { tabular } from './engine';

const folder = sharedFolder();

test('three folds train into folders of their own, and end with mean and spread beside the baselines', async () => {
  const rows = Array.from({ length: 90 }, (_, i) => [
    Math.sin(i),
    Math.cos(i * 1.7),
    2 * Math.sin(i) - Math.cos(i * 1.7) + 0.3 * Math.sin(i * 2.9),
  ]);
  const file = join(folder(), 'table.csv');
  await writeFile(file, `a,b,y\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  const out = join(folder(), 'folds');
  const { code, stderr, events } = await anneal([
    ...['train', '--task', 'tabular', '--preset', 'small', '--data', file, '--out', out, '--folds', '3'],
    ...['--backend', 'cpu', '--json', '--set', 'training.epochs=3'],
  ]);
  expect(code, stderr).toBe(0);
  const finished = events.filter(({ type }) => type === 'finished');
  expect(finished).toHaveLength(3);
  const { folds, summary } = JSON.parse(await readFile(join(out, 'folds.json'), 'utf8'));
  expect(folds.map(({ rows: tested }: { rows: number }) => tested)).toEqual([30, 30, 30]);
  expect(folds).toEqual(finished.map(({ comparison }) => comparison));
  expect(events.at(-1)).toEqual({ type: 'folds', ...summary });
  const [network, linear, constant] = summary.models;
  const values = folds.map(({ models }: { models: { values: number[] }[] }) => models[0]!.values[0]!);
  const mean = (values[0] + values[1] + values[2]) / 3;
  expect(network.values[0].mean).toBeCloseTo(mean, 12);
  expect(network.values[0].deviation).toBeCloseTo(
    Math.hypot(values[0] - mean, values[1] - mean, values[2] - mean) / Math.SQRT2,
    12,
  );
  expect(linear.values[0].mean).toBeGreaterThan(0.9);
  expect(constant.values[0].mean).toBeLessThan(0.01);

  const refused = await anneal(['train', '--task', 'tabular', '--data', file, '--out', out, '--folds', '1']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--folds is no number of folds.');
});

test('the folds of a table test every row once, and leave out none', async () => {
  const tested: number[] = [];
  for (let fold = 1; fold <= 4; fold++) {
    const config = tabularConfigSchema.parse({ dataset: { folds: 4, fold, split: 'random' } });
    const { splits } = await tabular.prepare(config, residentData(syntheticTable(50)));
    tested.push(...splits.test);
    expect(splits.train.length + splits.validation.length + splits.test.length).toBe(50);
    expect(splits.validation.length).toBe(5);
  }
  expect(tested.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, row) => row));
});

test('runs of one configuration are one cross-validation, whatever they are called', () => {
  const base: RunConfig = tabularConfigSchema.parse({});
  const run = (id: string, fold: number, config = base, createdAt = '2026-01-01') =>
    ({
      id,
      createdAt,
      dataset: { fingerprint: 'f', name: 'd' },
      config: withSection(
        { ...config, experiment: { ...config.experiment, name: id } },
        '',
        description.folds!.settings(fold, 3),
      ),
    }) as Partial<RunRecord> as RunRecord;
  const other = { ...base, training: { ...base.training, seed: 7 } };
  const runs = [run('a', 1), run('b', 2), run('b again', 2, base, '2026-01-02'), run('other', 3, other)];
  const group = foldGroup(runs[0]!, runs);
  expect(group?.runs.map((one) => one?.id ?? null)).toEqual(['a', 'b again', null]);
  expect(foldGroup({ ...runs[0]!, config: base }, runs)).toBeNull();
});
