/** Several trainings by one command: processes beside one another, each as `anneal train` alone would have left it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { anneal } from '../../cli/testCommand';
import { sharedFolder } from '../../cli/testFolder';
import { parseHistoryCsv } from '../../runs/textFiles';

const folder = sharedFolder();
const at = (name: string) => join(folder(), name);

beforeAll(async () => {
  const rows = Array.from({ length: 120 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) - Math.cos(i)]);
  await writeFile(at('table.csv'), `a,b,y\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  const model = { hiddenSize: 8, numLayers: 1 };
  for (const [name, seed] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    const training = { epochs: 3, batchSize: 16, seed };
    await writeFile(at(`${name}.json`), JSON.stringify({ version: 1, task: 'tabular', model, training }));
  }
});

const many = (out: string, ...more: string[]) => [
  ...['train-many', '--config', at('one.json'), at('two.json'), '--data', at('table.csv')],
  ...['--out', at(out), '--backend', 'cpu', ...more],
];

/** Times are what differs. */
const history = async (...path: string[]) => {
  const text = await readFile(join(folder(), ...path, 'history.csv'), 'utf8');
  return parseHistoryCsv(text, 'history.csv').map(({ seconds: _, batchSeconds: __, ...row }) => row);
};

test('two runs train at once, tell their events by name, and leave what one alone leaves', async () => {
  const { code, events, stderr } = await anneal(many('both', '--workers', '2', '--json'));
  expect(code, stderr).toBe(0);
  const told = events.map(({ run, type }) => `${run} ${type}`);
  for (const name of ['one', 'two']) {
    expect(told.filter((text) => text === `${name} epoch`)).toHaveLength(3);
    expect(told.filter((text) => text === `${name} finished`)).toHaveLength(1);
  }
  // Both had begun before either was done.
  const begun = stderr.split('\n').findLastIndex((line) => line.includes('begins, into'));
  expect(stderr.split('\n').findIndex((line) => /epoch 1 — /.test(line))).toBeGreaterThan(begun);
  const alone = await anneal([
    ...['train', '--config', at('two.json'), '--data', at('table.csv'), '--out', at('alone')],
    ...['--backend', 'cpu', '--json'],
  ]);
  expect(alone.code).toBe(0);
  expect(await history('both', 'two')).toEqual(await history('alone'));
  expect(await history('both', 'one')).not.toEqual(await history('alone'));
});

test('one worker trains them one after the other', async () => {
  const { code, stdout, stderr } = await anneal(
    many('turns', '--workers', '1', '--set', 'training.epochs=1'),
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`one: done, ${at('turns/one')}\ntwo: done, ${at('turns/two')}\n`);
  const lines = stderr.split('\n').filter((line) => / begins, into|epoch 1/.test(line));
  expect(lines.map((line) => line.replace(/^anneal: (\w+): (\w+).*/, '$1 $2'))).toEqual([
    'one begins',
    'one epoch',
    'two begins',
    'two epoch',
  ]);
});

test('an interruption saves the runs under way, and begins no other', async () => {
  const long = [
    '--set',
    'training.epochs=100000',
    'training.earlyStopping=false',
    '--workers',
    '1',
    '--json',
  ];
  const { code, events } = await anneal(many('cut', ...long), (line, child) => {
    if (line.includes('"epoch":3') && line.includes('"type":"epoch"')) child.kill('SIGINT');
  });
  expect(code).toBe(130);
  expect(events.at(-1)).toMatchObject({ run: 'one', type: 'finished', reason: 'stopped' });
  expect(events.some(({ run }) => run === 'two')).toBe(false);
});

test('what is wrong with one configuration is said before any of them trains', async () => {
  const { code, stdout, stderr } = await anneal(many('wrong', '--set', 'dataset.targets=["nothing"]'));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/nothing/);
  const twice = ['train-many', '--config', at('one.json'), at('one.json'), '--data', at('table.csv')];
  expect((await anneal([...twice, '--out', at('twice')])).stderr).toMatch(
    /Two configurations are called one/,
  );
  expect((await anneal(many('none', '--workers', '0'))).code).toBe(2);
});
