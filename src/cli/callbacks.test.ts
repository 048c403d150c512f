/** Callbacks hear a training by the names of its events, the ready-made ones say lines, and a broken one ends nothing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Callback } from '../runs/callbacks';
import { epochHeartbeat, heartbeat } from '../runs/heartbeat';
import { exitCodeOf } from './command';
import { type RunTrainingOptions, runTraining } from './runTraining';
import { testFolder } from './testFolder';
import { trainCommand } from './trainCommand';

vi.mock('../tasks/catalogue', async (original) => ({
  catalogue: {
    ...(await original<typeof import('../tasks/catalogue')>()).catalogue,
    toy: (await import('../tasks/toy.fixture')).toyDescription,
  },
}));
vi.mock('../tasks/engines', async (original) => ({
  engines: {
    ...(await original<typeof import('../tasks/engines')>()).engines,
    toy: (await import('../tasks/toy.fixture')).toyEngine,
  },
}));

const data = Float32Array.from({ length: 24 }, (_, row) => 3 + Math.sin(row));
const column = { name: 'toy', dtype: 'float32' as const, shape: [24], categories: null, data };
const training = { batchSize: 4, learningRate: 0.1, epochs: 2, logEveryNSteps: 1 };

async function run(callbacks: Callback[], more: Partial<RunTrainingOptions> = {}) {
  return runTraining({
    task: 'toy' as RunTrainingOptions['task'],
    data: new Map([['toy', column]]),
    name: 'a',
    config: { dataset: { column: 'toy' }, training },
    backend: 'cpu',
    outputDir: await testFolder(),
    callbacks,
    ...more,
  });
}

test('the heartbeat says a line with its time at every event, and every so many steps', async () => {
  const lines: string[] = [];
  const { folder } = await run([heartbeat({ print: (line) => void lines.push(line), everyNSteps: 3 })]);
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - /);
  const said = lines.map((line) => line.replace(/^.*? - /, ''));
  expect(said.slice(0, 2)).toEqual([
    `fit begins: toy into ${folder}`,
    'training begins: 2 epochs of 5 steps',
  ]);
  expect(said.map((line) => line.replace(/:.*/, '')).slice(2)).toEqual(
    [1, 2]
      .flatMap((epoch) => [
        ...said.filter((line) => line.startsWith(`batch: epoch ${epoch},`)).map(() => 'batch'),
        'validation begins',
        'validation is done',
        `epoch ${epoch} ends`,
        'checkpoint',
      ])
      .concat('finished'),
  );
  const steps = said
    .flatMap((line) => /^batch: epoch \d, step (\d+), loss /.exec(line)?.[1] ?? [])
    .map(Number);
  expect(steps.length).toBeGreaterThan(1);
  for (const [i, step] of steps.slice(1).entries()) expect(step - steps[i]!).toBeGreaterThanOrEqual(3);
});

test("the epochs' heartbeat says when it validates, and what the monitored metric has come to", async () => {
  const lines: string[] = [];
  const result = await run([epochHeartbeat({ print: (line) => void lines.push(line) })]);
  expect(lines).toEqual([
    'training begins',
    ...['… running validation', 'validation done', expect.stringMatching(/^epoch 1 — spread: \d+\.\d{4}$/)],
    ...[
      '… running validation',
      'validation done',
      `epoch 2 — spread: ${result.metrics.validation!.spread!.toFixed(4)}`,
    ],
  ]);
});

test('a callback of its own hears the run and may stop it, before the outside hears and each is awaited', async () => {
  const heard: string[] = [];
  const own: Callback = {
    begins: ({ config }) => void heard.push(`begins ${config.experiment.name}`),
    async epoch({ epoch }, { control }) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      heard.push(`epoch ${epoch}`);
      control.request = 'stop';
    },
    finished: ({ reason }) => void heard.push(reason),
  };
  const { finished } = await run([own], {
    onEvent: ({ type }) => void (type === 'epoch' && heard.push('outside')),
  });
  expect(finished).toMatchObject({ reason: 'stopped', epoch: 1 });
  expect(heard).toEqual(['begins a', 'epoch 1', 'outside', 'stopped']);
});

test('a callback that throws is named in a warning and left out; the others and the training go on', async () => {
  const calls: string[] = [];
  const broken: Callback = {
    name: 'broken',
    epoch({ epoch }) {
      calls.push(`epoch ${epoch}`);
      throw new Error('The disk of the callback is full.');
    },
    finished: () => void calls.push('finished'),
  };
  const early: Callback = { begins: () => Promise.reject(new Error('Too early.')) };
  const warned: string[] = [];
  const events: string[] = [];
  const { folder, finished } = await run(
    [broken, early, { warning: ({ code, message }) => void warned.push(`${code}: ${message}`) }],
    { onEvent: ({ type }) => void events.push(type) },
  );
  expect(finished.reason).toBe('completed');
  expect(calls).toEqual(['epoch 1']);
  expect(warned.filter((text) => text.startsWith('listener-failed'))).toEqual([
    'listener-failed: The callback number 2 failed at the opening of the run and hears nothing more of this run: Too early.',
    'listener-failed: The callback broken failed at "epoch" and hears nothing more of this run: The disk of the callback is full.',
  ]);
  expect(events.at(-1)).toBe('finished');
  expect(await readFile(join(folder, 'run.log'), 'utf8')).toMatch(/WARNING - The callback broken failed/);
  const late: Callback = {
    finished() {
      throw new Error('Too late.');
    },
  };
  const last: string[] = [];
  await run([late], { onEvent: ({ type }) => void last.push(type) });
  expect(last.slice(-2)).toEqual(['warning', 'finished']);
});

test('the command line knows the ready-made ones by name', async () => {
  const thrown = trainCommand.run(['--name', 'x', '--callbacks', 'heartbeat,epoch-hartbeat']);
  await expect(thrown).rejects.toMatchObject({
    code: 'usage',
    details: { remedy: 'Did you mean epoch-heartbeat?' },
  });
  expect(exitCodeOf(await thrown.catch((error) => error))).toBe(2);
});
