/** Two runs of a table compared from a terminal, as scripts do it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { taskKinds } from '../tasks/runConfig';
import { anneal } from './testCommand';
import { sharedFolder } from './testFolder';

const folder = sharedFolder();
const at = (name: string) => join(folder(), name);

beforeAll(async () => {
  const rows = Array.from({ length: 240 }, (_, i) => [Math.sin(i * 1.3), Math.cos(i * 0.7)]);
  const lines = rows.map(([a, b]) => [a, b, 2 * a! - b! + 0.1 * Math.sin(a! * 40)].join(','));
  await writeFile(at('table.csv'), `a,b,y\n${lines.join('\n')}\n`);
  const dataset = { split: 'random', validationFraction: 0.2, testFraction: 0.25 };
  const model = { hiddenSize: 8, numLayers: 1 };
  for (const [name, epochs, seed] of [
    ['short', 1, 1],
    ['long', 25, 1],
    ['other', 1, 2],
  ] as const) {
    const training = { epochs, batchSize: 16, seed, learningRate: 0.01, earlyStopping: false };
    const config = { version: 1, task: taskKinds[0], dataset, model, training };
    await writeFile(at(`${name}.json`), JSON.stringify(config));
  }
  const configs = ['short', 'long', 'other'].map((name) => at(`${name}.json`));
  const trained = await anneal([
    ...['train-many', '--config', ...configs, '--data', at('table.csv'), '--out', at('runs')],
    ...['--backend', 'cpu', '--workers', '1', '--json'],
  ]);
  expect(trained.code, trained.stderr).toBe(0);
}, 120_000);

const compare = (a: string, b: string, ...more: string[]) =>
  anneal([
    'compare',
    at(`runs/${a}`),
    at(`runs/${b}`),
    '--data',
    at('table.csv'),
    '--backend',
    'cpu',
    ...more,
  ]);

test('a longer training is better by more than chance, as a table, in words, and as numbers', async () => {
  const { code, stdout, stderr } = await compare('short', 'long');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^test: 60 rows\n/);
  expect(stdout).toMatch(
    /B’s MAE is lower by [\d.]+ in units of y \(95 % interval [\d.]+ to [\d.]+, 60 rows\): more than chance, and better\./,
  );
  expect(stdout).toContain('BCa bootstrap, 10,000 resamples of rows, seed 1.');
  const [told] = (await compare('short', 'long', '--json', '--seed', '1')).events as unknown as [
    {
      measures: {
        name: string;
        difference: number;
        interval: { low: number; high: number };
        verdict: string;
      }[];
    },
  ];
  expect(told.measures.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['mae', 'better'],
    ['rmse', 'better'],
  ]);
  for (const { difference, interval } of told.measures) {
    expect(interval.low).toBeLessThan(difference);
    expect(interval.high).toBeGreaterThan(difference);
  }
});

test('other rows are refused with what can be done, and those that both held out are compared', async () => {
  const refused = await compare('short', 'other');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /The test parts are not the same rows: A has 60, B has 60, of which \d+ are the same.*--shared/,
  );
  const shared = await compare('short', 'other', '--shared');
  expect(shared.code, shared.stderr).toBe(0);
  const [, count] = /of which (\d+) are the same/.exec(refused.stderr)!;
  expect(shared.stdout).toMatch(new RegExp(`^test: ${count} rows\n`));
});

test('other data are refused, and one run alone', async () => {
  await writeFile(at('more.csv'), 'a,b,y\n1,2,3\n2,3,4\n3,4,5\n');
  const other = await anneal(['compare', at('runs/short'), at('runs/long'), '--data', at('more.csv')]);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('These are not the data that A was trained on');
  expect((await anneal(['compare', at('runs/short')])).stderr).toContain('Two runs are compared.');
});
