/** The command line as a process: exit codes, streams, files, interruption and resume. */
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCheckpointFile } from '../../cli/checkpointFile';
import { anneal } from '../../cli/testCommand';
import { sharedFolder, testFolder } from '../../cli/testFolder';
import { writeNpy } from '../../formats/npy/npy';
import { readSafetensors } from '../../formats/safetensors/safetensors';
import { parseHistoryCsv } from '../../runs/textFiles';

/** y = 2a − b + ab/2 with a little of a third column, in 400 rows; no noise, so a network gets far below the variance. */
function table(): string {
  const lines = ['a,b,c,y'];
  for (let i = 0; i < 400; i++) {
    const [a, b, c] = [Math.sin(i * 1.3), Math.cos(i * 0.7), Math.sin(i * i * 0.01)];
    lines.push([a, b, c, 2 * a - b + (a * b) / 2 + 0.1 * c].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const folder = sharedFolder();
const data = () => join(folder(), 'table.csv');
const settings = [
  ['model.hiddenSize=8', 'model.numLayers=1', 'training.batchSize=16', 'training.emaDecay=0.9'],
  ['training.gradientAccumulationSteps=2', 'checkpoint.everyNSteps=1', 'checkpoint.everyNMinutes=null'],
].flat();

const train = (out: string, ...more: string[]) => [
  'train',
  '--task',
  'tabular',
  '--data',
  data(),
  '--out',
  out,
  '--backend',
  'cpu',
  '--json',
  '--set',
  ...settings,
  ...more,
];

/** Every tensor of a checkpoint: weights, average and optimizer state. */
async function tensors(out: string, name: string) {
  const bytes = new Uint8Array(await readFile(join(out, 'checkpoints', name)));
  return readSafetensors(bytes).tensors.map((tensor) => [
    tensor.name,
    Buffer.from(tensor.bytes).toString('hex'),
  ]);
}

beforeAll(() => writeFile(data(), table()));

describe('train, evaluate and predict', () => {
  test('fill the folder, print JSON lines only, and agree with each other', async () => {
    const out = join(folder(), 'whole');
    const run = await anneal(train(out, 'training.epochs=4', 'checkpoint.everyNEpochs=2'));
    expect(run).toMatchObject({ code: 0 });
    const types = run.events.map(({ type }) => type);
    expect(types[0]).toBe('started');
    expect(types.at(-1)).toBe('finished');
    expect(types.filter((type) => type === 'epoch')).toHaveLength(4);
    expect((await readdir(out)).sort()).toEqual(['checkpoints', 'config.json', 'history.csv', 'run.log']);
    const names = await readdir(join(out, 'checkpoints'));
    expect(names).toEqual(
      expect.arrayContaining([
        'best.safetensors',
        'latest.safetensors',
        'epoch-2.safetensors',
        'epoch-4.safetensors',
      ]),
    );
    const history = parseHistoryCsv(await readFile(join(out, 'history.csv'), 'utf8'), 'history.csv');
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(await readFile(join(out, 'run.log'), 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - INFO - /,
    );

    const best = join(out, 'checkpoints', 'best.safetensors');
    const evaluated = await anneal([
      'evaluate',
      '--checkpoint',
      best,
      '--data',
      data(),
      '--backend',
      'cpu',
      '--json',
    ]);
    expect(evaluated.code).toBe(0);
    const { metrics, rows } = JSON.parse(evaluated.stdout);
    expect(rows).toBe(40);
    const tested = run.events.at(-1)!.test as Record<string, number>;
    for (const [name, value] of Object.entries(tested)) expect(metrics[name]).toBeCloseTo(value, 5);

    const csv = join(folder(), 'predictions.csv');
    const predicted = await anneal([
      'predict',
      '--checkpoint',
      best,
      '--data',
      data(),
      '--out',
      csv,
      '--backend',
      'cpu',
    ]);
    expect(predicted).toMatchObject({ code: 0, stdout: '' });
    const [header, ...lines] = (await readFile(csv, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(header).toEqual(['row', 'split', 'y_actual', 'y_predicted', 'y_error']);
    expect(lines).toHaveLength(400);
    const errors = lines.filter((cells) => cells[1] === 'test').map((cells) => Number(cells[4]));
    const mse = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
    expect(mse).toBeCloseTo(metrics.mse, 4);
  });

  test('info sums up every tensor of a checkpoint, and the log does where the setting asks for it', async () => {
    const out = join(folder(), 'summed');
    const run = await anneal(train(out, 'training.epochs=4', 'training.logTensorsEveryNEpochs=2'));
    expect(run.events.filter(({ type }) => type === 'tensors').map(({ epoch }) => epoch)).toEqual([2, 4]);
    const log = (await readFile(join(out, 'run.log'), 'utf8')).trimEnd().split('\n');
    expect(log.filter((line) => / - INFO - Tensors after epoch [24], step \d+:$/.test(line))).toHaveLength(2);
    expect(log.filter((line) => line.includes('gradients/input.kernel [3, 8] μ '))).toHaveLength(2);
    expect(log.filter((line) => !/^[\d-]+ [\d:,]+ - [A-Z]+ - /.test(line))).toEqual([]);

    const latest = join(out, 'checkpoints', 'latest.safetensors');
    const { stdout } = await anneal(['info', latest]);
    for (const { name, data } of (await readCheckpointFile(latest)).tensors) {
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      const std = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
      const line = stdout.split('\n').find((text) => text.startsWith(`${name} `))!;
      const [, shownMean, shownStd, min, max, zeros] = /μ (\S+) σ (\S+) \[(\S+), (\S+)\] zeros (\d+)/
        .exec(line)!
        .map(Number);
      const closeTo = (value: number) => (expected: number) =>
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * 5.1e-3 + 1e-8);
      closeTo(shownMean!)(mean);
      closeTo(shownStd!)(std);
      closeTo(min!)(Math.min(...data));
      closeTo(max!)(Math.max(...data));
      expect(zeros).toBe(data.filter((value) => value === 0).length);
    }
  });

  test('a run at its end is skipped on request, and goes on when there is more to do', async () => {
    const out = join(folder(), 'skipped');
    const again = (epochs: number) =>
      anneal(train(out, `training.epochs=${epochs}`, '--resume', '--skip-completed'));
    expect((await again(1)).events.at(-1)).toMatchObject({ type: 'finished', epoch: 1 });
    const skipped = await again(1);
    expect(skipped).toMatchObject({ code: 0, events: [] });
    expect(skipped.stderr).toContain('skipped');
    expect((await again(2)).events.at(-1)).toMatchObject({ type: 'finished', epoch: 2 });
  });

  test('an interrupted run goes on as if it had not been', async () => {
    const [whole, parted, killed] = ['a', 'b', 'c'].map((name) => join(folder(), `resume-${name}`)) as [
      string,
      string,
      string,
    ];
    const epochs = 'training.epochs=6';
    const uninterrupted = anneal(train(whole, epochs));

    const countdown = (checkpoints: number, signal: NodeJS.Signals) => {
      let left = checkpoints;
      return (line: string, child: { kill(signal: NodeJS.Signals): boolean }) => {
        if (line.includes('"type":"checkpoint"') && --left === 0) child.kill(signal);
      };
    };
    const stopped = await anneal(train(parted, epochs), countdown(14, 'SIGINT'));
    expect(stopped.code).toBe(130);
    expect(stopped.events.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' });
    expect(await anneal(train(parted, epochs, '--resume'))).toMatchObject({ code: 0 });

    const dead = await anneal(train(killed, epochs), countdown(17, 'SIGKILL'));
    expect(dead.signal).toBe('SIGKILL');
    const acknowledged = dead.events.filter(({ type }) => type === 'checkpoint').at(-1)!;
    const resumed = await anneal(train(killed, epochs, '--resume'));
    expect(resumed.code).toBe(0);
    expect((resumed.events[0]!.resumedFrom as { step: number }).step).toBeGreaterThanOrEqual(
      acknowledged.step as number,
    );

    expect((await uninterrupted).code).toBe(0);
    for (const name of ['latest.safetensors', 'best.safetensors']) {
      const expected = await tensors(whole, name);
      expect(await tensors(parted, name)).toEqual(expected);
      expect(await tensors(killed, name)).toEqual(expected);
    }
    const rows = async (out: string) =>
      parseHistoryCsv(await readFile(join(out, 'history.csv'), 'utf8'), out).map(
        ({ seconds: _, batchSeconds: __, ...row }) => row,
      );
    expect(await rows(parted)).toEqual(await rows(whole));
    expect(await rows(killed)).toEqual(await rows(whole));

    // A damaged latest gives way to the one before, with a word about it.
    await truncate(join(whole, 'checkpoints', 'latest.safetensors'), 100);
    const mended = await anneal(train(whole, 'training.epochs=7', '--resume'));
    expect(mended.code).toBe(0);
    expect(mended.stderr).toContain('latest.safetensors');
  });
});

describe('bad input ends with 2 and one clear line', () => {
  const cases: [name: string, args: () => string[] | Promise<string[]>, expected: RegExp][] = [
    ['an unknown command', () => ['trian'], /no command "trian".*Did you mean train\?/],
    ['an unknown option', () => ['train', '--ouput', 'x'], /no option --ouput.*Did you mean --out\?/],
    ['no data', () => ['train', '--task', 'tabular', '--out', folder()], /No data was named/],
    [
      'an unknown sample',
      () => ['train', '--sample', 'regresion', '--out', folder()],
      /Did you mean regression\?/,
    ],
    [
      'an unknown setting',
      () => train(join(folder(), 'x'), 'training.epoch=3'),
      /training\.epoch.*training\.epochs/,
    ],
    [
      'a setting of the wrong type',
      () => train(join(folder(), 'x'), 'training.epochs=many'),
      /training\.epochs.*many/,
    ],
    ['a file that does not exist', () => ['info', join(folder(), 'none.csv')], /none\.csv/],
    [
      'an input without any value',
      async () => {
        const path = join(folder(), 'hollow.csv');
        await writeFile(path, `a,b,y\n${'1,,2\n2,,3.5\n'.repeat(20)}`);
        return [
          'train',
          '--task',
          'tabular',
          '--data',
          path,
          '--inputs',
          'a,b',
          '--out',
          join(folder(), 'x'),
          '--backend',
          'cpu',
        ];
      },
      /hollow\.csv: Column `b` holds no value/,
    ],
    [
      'arrays of different lengths',
      async () => {
        const paths = [join(folder(), 'X.npy'), join(folder(), 'Y.npy')];
        for (const [i, path] of paths.entries()) {
          const array = { name: 'a', dtype: 'float32' as const, shape: [4 + i, 2], categories: null };
          await writeFile(path, writeNpy({ ...array, data: new Float32Array((4 + i) * 2) }));
        }
        return [
          'train',
          '--task',
          'tabular',
          '--data',
          ...paths,
          '--out',
          join(folder(), 'x'),
          '--backend',
          'cpu',
        ];
      },
      /X\.npy, Y\.npy: .*4 rows.*5/,
    ],
    [
      'a truncated HDF5 file',
      async () => {
        const path = join(folder(), 'half.h5');
        await writeFile(path, (await readFile('public/samples/regression.h5')).subarray(0, 300_000));
        return ['train', '--task', 'tabular', '--data', path, '--out', join(folder(), 'x')];
      },
      /half\.h5/,
    ],
    [
      'a checkpoint that is none',
      async () => {
        const path = join(folder(), 'none.safetensors');
        await writeFile(path, 'not a checkpoint');
        return ['evaluate', '--checkpoint', path, '--data', data()];
      },
      /none\.safetensors/,
    ],
    [
      'a folder that holds a run',
      async () => {
        const out = join(await testFolder(), 'run');
        await anneal(train(out, 'training.maxSteps=1'));
        return train(out);
      },
      /holds a run already.*--resume/,
    ],
  ];

  test.each(cases)('%s', async (_, args, expected) => {
    const { code, stdout, stderr } = await anneal(await args());
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test('a word in a column of numbers counts as missing, with the line and the word on standard error', async () => {
  const path = join(folder(), 'text.csv');
  await writeFile(path, table().replace(/^([^\n]*\n[^\n]*\n)[^,]*/, '$1abc'));
  const { code, stdout, stderr } = await anneal(['info', path, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout).notes).toMatchObject([{ message: expect.stringMatching(/"abc" on line 3/) }]);
});

test('config prints a configuration that train takes, and help names every command', async () => {
  const printed = await anneal([
    'config',
    '--task',
    'tabular',
    '--preset',
    'quick',
    '--set',
    'training.epochs=1',
  ]);
  expect(JSON.parse(printed.stdout)).toMatchObject({ model: { hiddenSize: 128 }, training: { epochs: 1 } });
  const help = await anneal([]);
  for (const name of ['train', 'evaluate', 'predict', 'info', 'weights', 'config'])
    expect(help.stdout).toContain(`\n${name} `);
});
