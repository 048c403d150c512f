/** `anneal train --log`: the same run in its folder and in the files and on the server of other programs, each step once. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readEventRun } from '../formats/tensorboard/read';
import { readWandb } from '../formats/wandb/read';
import { AnnealError } from '../protocol/errors';
import { testServer } from '../runs/loggers/mlflow/server.fixture';
import type { TestServer } from '../runs/loggers/mlflow/strictServer.fixture';
import { parseHistoryCsv } from '../runs/textFiles';
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

/** Every file below a folder, by its path. */
async function filesIn(folder: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return new Map(
    await Promise.all(files.map(async (file) => [file, new Uint8Array(await readFile(file))] as const)),
  );
}

const named = (files: Map<string, Uint8Array<ArrayBuffer>>) =>
  [...files].map(([path, bytes]) => ({ name: path, blob: new Blob([bytes]) }));

const stepsOn = (server: TestServer, key: string) =>
  [...server.runs.values()].flatMap(({ metrics }) =>
    metrics.filter((metric) => metric.key === key).map(({ step }) => step),
  );

test('a run is logged to three programs at once, and a longer one goes on in all of them', async () => {
  const folder = await testFolder();
  const server = await testServer();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const data = join(folder, 'toy.csv');
  const out = join(folder, 'first');
  await writeFile(data, `toy\n${Array.from({ length: 24 }, (_, row) => 3 + Math.sin(row)).join('\n')}\n`);
  const call = [
    ...['--task', 'toy', '--data', data, '--out', out, '--backend', 'cpu'],
    ...[
      '--set',
      'dataset.column=toy',
      'training.epochs=2',
      'training.batchSize=4',
      'training.logEveryNSteps=1',
    ],
    ...['--log', `tensorboard=${join(folder, 'tb')}`, `wandb=${join(folder, 'wandb')}`],
    ...['--log', `mlflow=${server.url}#100%25 toys`],
  ];
  expect(await trainCommand.run(call)).toBe(0);
  expect(await trainCommand.run([...call, '--resume', '--more-epochs', '1'])).toBe(0);
  const history = parseHistoryCsv(await readFile(join(out, 'history.csv'), 'utf8'), 'history.csv');
  const steps = Array.from({ length: history.at(-1)!.step }, (_, i) => i + 1);
  expect(history).toHaveLength(3);

  const events = await readEventRun(named(await filesIn(join(folder, 'tb'))));
  const [file] = named(await filesIn(join(folder, 'wandb')));
  const rows = await readWandb(file!);
  for (const { curves, status, problems } of [events, rows]) {
    expect([...curves.get('step/loss')!.step]).toEqual(steps);
    expect([...curves.get('epoch')!.value]).toEqual([1, 2, 3]);
    expect({ status, problems }).toEqual({ status: 'finished', problems: [] });
  }
  expect([...rows.curves.get('train/loss')!.value]).toEqual(history.map(({ train }) => train.loss));
  expect(rows.name).toBe('first');
  expect(stepsOn(server, 'step/loss')).toEqual(steps);
  expect(stepsOn(server, 'epoch')).toEqual(history.map(({ step }) => step));
  expect([...server.experiments.keys()]).toEqual(['100% toys']);
  expect([...server.runs.values()]).toMatchObject([{ name: 'first', status: 'FINISHED' }]);
  expect(await readdir(join(out, 'mlflow'))).toEqual(['state.json']);
});

test('a script names loggers as the command line does, and brings its own', async () => {
  const folder = await testFolder();
  const own: string[] = [];
  const data = Float32Array.from({ length: 24 }, (_, row) => 3 + Math.sin(row));
  const { folder: out } = await runTraining({
    task: 'toy' as RunTrainingOptions['task'],
    data: new Map([['toy', { name: 'toy', dtype: 'float32' as const, shape: [24], categories: null, data }]]),
    name: 'scripted',
    config: { dataset: { column: 'toy' }, training: { batchSize: 4, epochs: 1 } },
    backend: 'cpu',
    outputDir: folder,
    log: [`tensorboard=${join(folder, 'tb')}`],
    listeners: [
      {
        name: 'own',
        started: ({ name, id }) => void own.push(name, id),
        ended: () => void own.push('ended'),
      },
    ],
  });
  const id = (await readFile(join(out, 'run.id'), 'utf8')).trim();
  expect(own).toEqual(['scripted', id, 'ended']);
  expect(await readdir(join(folder, 'tb'))).toEqual([`scripted-${id.slice(0, 8)}`]);
});

test('a training that is refused leaves no log', async () => {
  const folder = await testFolder();
  const data = join(folder, 'toy.csv');
  await writeFile(data, `toy\n${'1\n'.repeat(24)}`);
  const call = [
    ...['--task', 'toy', '--data', data, '--out', join(folder, 'run'), '--backend', 'cpu'],
    ...[
      '--set',
      'dataset.column=other',
      '--log',
      `tensorboard=${join(folder, 'tb')}`,
      `wandb=${join(folder, 'wb')}`,
    ],
  ];
  const code = await trainCommand.run(call).catch((thrown: unknown) => AnnealError.from(thrown).code);
  expect(code).not.toBe(0);
  expect((await readdir(folder)).sort()).toEqual(['run', 'toy.csv']);
});

test.each([
  ['tensorbord=logs', 'There is no logger "tensorbord".', 'Did you mean tensorboard?'],
  ['__proto__=logs', 'There is no logger "__proto__".', 'There are: tensorboard, wandb, mlflow.'],
  ['wandb', '--log wandb does not say where to log to.', 'Write --log wandb=DIR.'],
  [
    'mlflow=localhost:5000',
    'The address of the MLflow server is none of the web.',
    'Write --log mlflow=http://localhost:5000, with #NAME behind it for the experiment NAME.',
  ],
])('--log %s is refused before anything is read', async (value, message, remedy) => {
  const thrown = trainCommand.run(['--name', 'x', '--log', value]);
  await expect(thrown).rejects.toMatchObject({ code: 'usage', message, details: { remedy } });
});
