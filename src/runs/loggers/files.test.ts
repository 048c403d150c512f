/** The loggers that write files: what other programs find there, and that a run which goes on is told once. */
import { describe, expect, test } from 'vitest';
import { readEventRun } from '../../formats/tensorboard/read';
import { readWandb } from '../../formats/wandb/read';
import { type MemoryFolder, memoryFolder } from './logFolder';
import {
  checkpointEvent,
  finishedEvent,
  heardRun,
  lossAt,
  session,
  startedEvent,
  trainingEvents,
} from './loggedRun.fixture';
import { tensorboardLogger } from './tensorboard';
import { wandbLogger } from './wandb';

/** A clock that goes on by 7 ms whenever it is looked at: several sessions fall into one second. */
function clock() {
  let milliseconds = Date.UTC(2026, 0, 31, 12);
  return () => {
    milliseconds += 7;
    return new Date(milliseconds);
  };
}

function eventFiles(folder: MemoryFolder) {
  return [...folder.files()]
    .filter(([path]) => path.includes('tfevents'))
    .map(([path, bytes]) => ({ name: path.split('/').at(-1)!, blob: new Blob([bytes]) }));
}

async function wandbFile(folder: MemoryFolder) {
  const paths = [...folder.files().keys()];
  expect(paths).toHaveLength(1);
  const read = await readWandb({ name: paths[0]!, blob: new Blob([folder.files().get(paths[0]!)!]) });
  return { path: paths[0]!, ...read };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('for TensorBoard', () => {
  test('a run is one folder with its scalars, histograms and settings', async () => {
    const folder = memoryFolder();
    await session(tensorboardLogger({ folder, now: clock() }), {
      from: null,
      to: 15,
      ends: finishedEvent(15),
    });
    const [path] = [...folder.files().keys()];
    expect(path).toMatch(/^first_run-0f8fad5b\/events\.out\.tfevents\.1769860800\.anneal\.\d{3}\.0$/);
    const run = await readEventRun(eventFiles(folder));
    expect(run).toMatchObject({ status: 'finished', problems: [] });
    expect([...run.curves.get('step/loss')!.step]).toEqual(upTo(15));
    expect([...run.curves.get('step/loss')!.value]).toEqual(
      upTo(15).map((step) => Math.fround(lossAt(step))),
    );
    expect(run.curves.get('step/gradient_norm')!.value[2]).toBeNaN();
    expect([...run.curves.get('validation/__proto__')!.value]).toEqual([-1, -2, -3]);
    expect([...run.curves.get('test/loss')!.step]).toEqual([15]);
    expect(run.settings.get('training.epochs')).toBe(heardRun().config.training.epochs);
    const [histogram] = run.histograms.get('input.kernel')!;
    expect(histogram).toMatchObject({ step: 5, min: -1, max: 2, num: 5, sum: 2.5 });
    expect([...histogram!.limits, ...histogram!.counts]).toEqual([0, 1, 2, 2, 0, 3]);
    expect(histogram!.sumSquares).toBeCloseTo(5 * (0.25 ** 2 + 0.5 ** 2), 12);
  });

  test('a run that goes on from an earlier checkpoint has every step once', async () => {
    const folder = memoryFolder();
    const now = clock();
    await session(tensorboardLogger({ folder, now }), { from: null, to: 12, ends: null });
    await session(tensorboardLogger({ folder, now }), { from: 10, to: 15, ends: finishedEvent(15) });
    await session(tensorboardLogger({ folder, now }), { from: 15, to: 15, ends: finishedEvent(15) });
    expect(eventFiles(folder)).toHaveLength(3);
    const run = await readEventRun(eventFiles(folder).reverse());
    expect([...run.curves.get('step/loss')!.step]).toEqual(upTo(15));
    expect([...run.curves.get('train/loss')!.step]).toEqual([5, 10, 15]);
    expect([...run.curves.get('test/loss')!.step]).toEqual([15]);
    expect(run.histograms.get('input.kernel')!.map(({ step }) => step)).toEqual([5, 10, 15]);
    expect(run.problems).toEqual([
      'The run went on from step 11: 8 points of what it had done beyond were given up.',
    ]);
  });

  test('a training that returns to an earlier step takes back what it has told of later ones', async () => {
    const folder = memoryFolder();
    const logger = tensorboardLogger({ folder, now: clock() });
    await session(logger, { from: null, to: 8, ends: null });
    for (const event of trainingEvents(5, 10)) await logger.heard?.(event);
    const run = await readEventRun(eventFiles(folder));
    expect([...run.curves.get('step/loss')!.step]).toEqual(upTo(10));
  });

  test('pictures are drawn by whoever knows the examples', async () => {
    const folder = memoryFolder();
    const png = Uint8Array.of(137, 80, 78, 71);
    const logger = tensorboardLogger({
      folder,
      images: (_run, { value }) => [{ tag: String(value), height: 2, width: 3, colorspace: 1, png }],
    });
    await logger.started?.(heardRun());
    await logger.heard?.(startedEvent());
    await logger.heard?.({ type: 'examples', epoch: 1, value: 'masks' });
    const { images } = await readEventRun(eventFiles(folder));
    expect(images.get('masks')).toMatchObject([{ height: 2, width: 3, bytes: png }]);
  });
});

describe('for W&B', () => {
  test('a run is one file with a row a step, its settings and how it ended', async () => {
    const folder = memoryFolder();
    await session(wandbLogger({ folder, now: clock() }), { from: null, to: 15, ends: finishedEvent(15) });
    const run = await wandbFile(folder);
    expect(run.path).toMatch(
      /^offline-run-20260\d{3}_\d{6}-0f8fad5bd9cb469fa16570867728950e\/run-0f8fad5bd9cb469fa16570867728950e\.wandb$/,
    );
    expect(run).toMatchObject({ name: 'first run', project: 'anneal', exitCode: 0, status: 'finished' });
    expect([...run.curves.get('step/loss')!.step]).toEqual(upTo(15));
    expect([...run.curves.get('step/loss')!.value]).toEqual(upTo(15).map(lossAt));
    expect(run.curves.get('step/gradient_norm')!.value[2]).toBeNaN();
    expect([...run.curves.get('validation/__proto__')!.value]).toEqual([-1, -2, -3]);
    expect(run.settings.get('training')).toMatchObject({ batchSize: heardRun().config.training.batchSize });
    expect(run.summary.get('test/loss')).toBe(0.25);
    expect(run.problems).toEqual(['3 values of "input.kernel", no numbers, were left out.']);
  });

  test('a run that goes on from an earlier checkpoint goes on in its file, every step once', async () => {
    const folder = memoryFolder();
    const whole = memoryFolder();
    const now = clock();
    await session(wandbLogger({ folder, now }), { from: null, to: 12, ends: finishedEvent(12) });
    await session(wandbLogger({ folder, now }), { from: 10, to: 15, ends: finishedEvent(15) });
    await session(wandbLogger({ folder, now }), { from: 15, to: 15, ends: finishedEvent(15) });
    await session(wandbLogger({ folder: whole, now }), { from: null, to: 15, ends: finishedEvent(15) });
    const [run, other] = [await wandbFile(folder), await wandbFile(whole)];
    for (const name of ['step/loss', 'validation/loss', 'epoch']) {
      expect(run.curves.get(name)!.step).toEqual(other.curves.get(name)!.step);
      expect(run.curves.get(name)!.value).toEqual(other.curves.get(name)!.value);
    }
    expect(run.exitCode).toBe(0);
  });

  test('values of one step stay one row, also where a checkpoint stands between them', async () => {
    const folder = memoryFolder();
    const logger = wandbLogger({ folder, now: clock() });
    await logger.started?.(heardRun());
    await logger.heard?.(startedEvent());
    for (const event of trainingEvents(0, 5)) {
      if (event.type === 'epoch') await logger.heard?.(checkpointEvent(0, 5));
      await logger.heard?.(event);
    }
    const run = await wandbFile(folder);
    expect([...run.curves.get('_runtime')!.step]).toEqual(upTo(5));
    expect([...run.curves.get('train/loss')!.step]).toEqual([5]);
    expect([...run.curves.get('step/loss')!.step]).toEqual(upTo(5));
    // It is not ended, so that it may be in training still.
    expect(run).toMatchObject({ exitCode: null, status: null });
  });

  test('a training that returns to an earlier step takes back its rows', async () => {
    const folder = memoryFolder();
    const logger = wandbLogger({ folder, now: clock() });
    await session(logger, { from: null, to: 8, ends: null });
    for (const event of trainingEvents(5, 10)) await logger.heard?.(event);
    expect([...(await wandbFile(folder)).curves.get('step/loss')!.step]).toEqual(upTo(10));
  });
});
