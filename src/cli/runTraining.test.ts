/** A training in one call leaves what `anneal train` leaves, takes the task's own names, and goes on exactly. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ArraySet } from '../formats/arrays';
import type { TaskKind } from '../tasks/catalogue';
import { readCheckpointFile } from './checkpointFile';
import { type RunTrainingOptions, runTraining } from './runTraining';
import { testFolder } from './testFolder';

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

const values = Float32Array.from({ length: 24 }, (_, row) => 3 + Math.sin(row));
const column = { name: 'toy', dtype: 'float32' as const, shape: [24], categories: null, data: values };
const arrays: ArraySet = new Map([['toy', column]]);
const task = 'toy' as TaskKind;
const training = { batchSize: 4, learningRate: 0.1, emaDecay: 0.9, emaWarmup: true };

const toyConfig = { dataset: { column: 'toy' }, training };

const run = (outputDir: string, more: Partial<RunTrainingOptions>) =>
  runTraining({
    task,
    data: arrays,
    name: 'a',
    config: toyConfig,
    backend: 'cpu',
    outputDir,
    ...more,
  });

test('a call leaves a run folder, and gives weights, losses and metrics', async () => {
  const outputDir = await testFolder();
  const heard: string[] = [];
  const result = await run(outputDir, {
    numEpochs: 3,
    useLrSchedule: true,
    onEvent: ({ type }) => void heard.push(type),
  });
  const folder = join(outputDir, 'a');
  expect(result.folder).toBe(folder);
  expect((await readdir(folder)).sort()).toEqual(['checkpoints', 'config.json', 'history.csv', 'run.log']);
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  expect(config).toEqual(result.config);
  expect(config.experiment.name).toBe('a');
  expect(config.training).toMatchObject({ epochs: 3, schedule: { name: 'cosine', warmup: 5 }, batchSize: 4 });
  expect([heard[0], heard.at(-1)]).toEqual(['started', 'finished']);
  // The toy's loss is the mean square from its one weight, over the first four rows.
  const [mean = 0] = result.parameters.get('mean')!.data;
  const loss = values.slice(0, 4).reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
  expect(result.bestLoss).toBeCloseTo(loss, 5);
  expect(result.metrics.validation?.loss).toBe(result.finalLoss);
  expect(result.metrics.test).toHaveProperty('spread');
});

test('a run goes on from its latest checkpoint as if it had not ended, with average and schedule', async () => {
  const [whole, parts] = [await testFolder(), await testFolder()];
  const schedule = { schedule: { name: 'cosine', unit: 'step', length: 20 } };
  const config = { dataset: { column: 'toy' }, training: { ...training, ...schedule, maxSteps: 17 } };
  const straight = await run(whole, { config, numEpochs: 9 });
  await run(parts, { config: { ...config, training: { ...config.training, maxSteps: 8 } }, numEpochs: 9 });
  await expect(run(parts, { config })).rejects.toMatchObject({ code: 'usage' });
  const rest = await run(parts, { config: { training: { maxSteps: 17 } }, resume: true });
  expect(rest.parameters).toEqual(straight.parameters);
  expect(rest.bestLoss).toBe(straight.bestLoss);
  const latest = (folder: string) => readCheckpointFile(join(folder, 'a/checkpoints/latest.safetensors'));
  const { tensors } = await latest(whole);
  expect((await latest(parts)).tensors).toEqual(tensors);
  expect(tensors.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['mean', 'ema/mean', 'optimizer/secondMoment/mean']),
  );
  expect(rest.config.training.epochs).toBe(9);
});

test('a run that has ended is trained on for more epochs, also when it is cut on the way', async () => {
  const [whole, parts, cut] = [await testFolder(), await testFolder(), await testFolder()];
  const straight = await run(whole, { numEpochs: 6 });
  await run(parts, { numEpochs: 4, config: { ...toyConfig, training: { ...training, maxSteps: 7 } } });
  await expect(run(cut, { moreEpochs: 2, resume: true })).rejects.toMatchObject({ code: 'usage' });
  await expect(run(parts, { moreEpochs: 0, resume: true, config: {} })).rejects.toMatchObject({
    code: 'config-invalid',
  });
  // Seven steps are one epoch of five and a part of the second.
  const rest = await run(parts, { moreEpochs: 5, resume: true, config: {} });
  expect(rest.parameters).toEqual(straight.parameters);
  expect(rest.config.training).toMatchObject({ epochs: 6, maxSteps: null });
  const rows = async (folder: string) =>
    (await readFile(join(folder, 'a/history.csv'), 'utf8')).split('\n').map((line) => line.split(',')[0]);
  expect(await rows(parts)).toEqual(['epoch', '1', '2', '3', '4', '5', '6', '']);

  const control = { request: 'run' as 'run' | 'stop' };
  await run(cut, { numEpochs: 2 });
  await run(cut, {
    moreEpochs: 4,
    resume: true,
    config: {},
    control,
    onEvent({ type }) {
      if (type === 'started') control.request = 'stop';
    },
  });
  const resumed = await run(cut, { resume: true, config: {} });
  expect(resumed.parameters).toEqual(straight.parameters);
});

test('the folder keeps best and latest, every n-th epoch for ever, and the best few', async () => {
  const outputDir = await testFolder();
  const checkpoint = { saveTopK: 2, everyNEpochs: 2, everyNMinutes: null, monitor: 'loss', mode: 'max' };
  // The loss falls with every epoch, so that the first epochs are the largest ones.
  await run(outputDir, { numEpochs: 5, config: { ...toyConfig, checkpoint } });
  const names = await readdir(join(outputDir, 'a/checkpoints'));
  expect(names.filter((name) => name.endsWith('.safetensors')).sort()).toEqual([
    'best.safetensors',
    'epoch-1.safetensors', // among the best two
    'epoch-2.safetensors', // among the best two, and the second
    'epoch-4.safetensors', // the fourth
    'latest.previous.safetensors',
    'latest.safetensors',
  ]);
});

test('a checkpoint file alone is gone on from in a folder of its own', async () => {
  const outputDir = await testFolder();
  const straight = await run(outputDir, { name: 'whole', numEpochs: 4 });
  await run(outputDir, {
    name: 'half',
    numEpochs: 4,
    config: { ...toyConfig, checkpoint: { everyNEpochs: 2 } },
  });
  const restartCheckpoint = join(outputDir, 'half/checkpoints/epoch-2.safetensors');
  const rest = await run(outputDir, { name: 'rest', config: {}, restartCheckpoint });
  expect(rest.parameters).toEqual(straight.parameters);
  const history = await readFile(join(outputDir, 'rest/history.csv'), 'utf8');
  expect(history.split('\n').map((line) => line.split(',')[0])).toEqual(['epoch', '3', '4', '']);
});

test('files are read and closed, and what does not fit is named', async () => {
  const outputDir = await testFolder();
  const path = join(outputDir, 'toys.csv');
  await writeFile(path, `toy\n${[...values].join('\n')}\n`);
  const { bestLoss } = await run(outputDir, { data: path, numEpochs: 1 });
  expect(bestLoss).toBeGreaterThan(0);
  await expect(run(outputDir, { name: 'b', numEpoch: 1 })).rejects.toMatchObject({
    details: { remedy: 'Did you mean --num-epochs?' },
  });
  await expect(run(outputDir, { name: 'c', data: join(outputDir, 'gone.csv') })).rejects.toMatchObject({
    code: 'data-not-found',
  });
});

test('a run starts from the weights of another, from a file or from memory, and goes on without them', async () => {
  const [first, second] = [await testFolder(), await testFolder()];
  const source = await run(first, { numEpochs: 2 });
  const weights = join(first, 'core.safetensors');
  const { weightsCommand } = await import('./weightsCommand');
  const best = join(source.folder, 'checkpoints/best.safetensors');
  expect(await weightsCommand.run([best, '--only', 'me*', '--out', weights])).toBe(0);
  await expect(weightsCommand.run([best, '--only', 'core*', '--out', weights])).rejects.toMatchObject({
    code: 'config-invalid',
    details: { received: 'core*' },
  });
  // So slow that what a run began with is what it ends with.
  const still = { ...toyConfig, training: { ...training, learningRate: 1e-9, weightDecay: 0 } };
  const mean = ({ parameters }: { parameters: typeof source.parameters }) => parameters.get('mean')!.data[0]!;
  const result = await run(second, { numEpochs: 2, pretrained: weights, config: still });
  expect(mean(result)).toBeCloseTo(mean(source), 5);
  expect(result.config.training.pretrained).toMatchObject({
    name: 'core.safetensors',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await readFile(join(result.folder, 'run.log'), 'utf8')).toMatch(
    /Loaded 1 of 1 parameters from core/,
  );
  const rest = await run(second, { resume: true, config: { training: { epochs: 4 } } });
  expect(mean(rest)).toBeCloseTo(mean(source), 5);
  const again = await run(second, { name: 'b', numEpochs: 1, pretrained: source.parameters, config: still });
  expect(mean(again)).toBeCloseTo(mean(source), 5);
  const frozen = { ...toyConfig, training: { pretrained: { freeze: true } } };
  await expect(run(second, { name: 'c', pretrained: weights, config: frozen })).rejects.toMatchObject({
    message: 'Every parameter is frozen: there is nothing to train.',
  });
});

test('calls take turns, and end as they do alone; one from inside of another is refused', async () => {
  const [together, alone] = [await testFolder(), await testFolder()];
  const order: string[] = [];
  const call = (outputDir: string, name: string, seed: number) =>
    run(outputDir, {
      name,
      numEpochs: 2,
      config: { ...toyConfig, training: { ...training, seed } },
      onEvent: ({ type }) =>
        void ((type === 'started' || type === 'finished') && order.push(`${name} ${type}`)),
    });
  const failing = expect(run(together, { name: 'wrong', numEpoch: 1 })).rejects.toMatchObject({
    code: 'usage',
  });
  const [a, b] = await Promise.all([call(together, 'a', 1), call(together, 'b', 2)]);
  await failing;
  expect(order).toEqual(['a started', 'a finished', 'b started', 'b finished']);
  expect((await call(alone, 'a', 1)).parameters).toEqual(a.parameters);
  expect((await call(alone, 'b', 2)).parameters).toEqual(b.parameters);
  const nested = run(together, {
    name: 'outer',
    numEpochs: 1,
    onEvent: async () => void (await run(together, { name: 'inner' })),
  });
  await expect(nested).rejects.toMatchObject({ code: 'busy', details: { received: 'inner' } });
});
