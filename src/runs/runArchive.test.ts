import { beforeEach, describe, expect, it } from 'vitest';
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import { writeNpz } from '../formats/npy/npz';
import { openZip, writeZip } from '../formats/zip/zip';
import { loadBundle, saveBundle } from '../storage/bundles';
import { listCheckpoints, loadLatest } from '../storage/checkpoints';
import { listRuns } from '../storage/runs';
import { clearDatabase } from '../storage/storedRun.fixture';
import { readCheckpointBundle } from './checkpointBundle';
import { checkpointNpz, checkpointSafetensors } from './checkpointFiles';
import { kindOfDroppedFile } from './droppedFile';
import { readRunArchive } from './readRunArchive';
import { writeRunArchive } from './runArchive';
import { bundle, bundleCheckpoint, checkpointAt, config } from './runBundle.fixture';
import { configJson, historyCsv } from './textFiles';

const now = new Date('2026-02-01T00:00:00.000Z');
const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => ({ name, blob: new Blob([bytes]) });
const text = (content: string) => new TextEncoder().encode(content);

beforeEach(clearDatabase);

describe('the archive of a run', () => {
  it('holds everything under the names that scripts know', async () => {
    const { entries } = await openZip(file('r.zip', writeRunArchive(bundle(), text('row\n'))));
    expect(entries.map(({ name }) => name)).toEqual([
      'config.json',
      'history.csv',
      'steps.csv',
      'run.log',
      'record.json',
      'examples.json',
      'checkpoints/best.safetensors',
      'checkpoints/epoch-1.safetensors',
      'checkpoints/latest.safetensors',
      'predictions.csv',
    ]);
  });

  it('gives every checkpoint a name of its own', async () => {
    const many = {
      ...bundle(),
      checkpoints: [
        bundleCheckpoint(10, ['top']),
        bundleCheckpoint(10, ['periodic']),
        bundleCheckpoint(20, []),
        bundleCheckpoint(30, ['best', 'latest', 'interrupted']),
      ],
    };
    const { entries } = await openZip(file('r.zip', writeRunArchive(many)));
    const names = entries.map(({ name }) => name).filter((name) => name.startsWith('checkpoints/'));
    expect(names.map((name) => name.slice(12, -12))).toEqual([
      'epoch-1',
      'epoch-1-step-10',
      'previous',
      'best',
      'latest',
    ]);
  });

  it('brings the same run back', async () => {
    expect(await readRunArchive(file('r.zip', writeRunArchive(bundle())), now)).toEqual(bundle());
  });

  it('of version 1, which knew nothing of its metrics, is read with an empty list of them', async () => {
    const archive = await openZip(file('r.zip', writeRunArchive(bundle())));
    const parts = await Promise.all(
      archive.entries.map(async (entry) => ({ name: entry.name, bytes: await archive.read(entry) })),
    );
    const earlier = parts.map(({ name, bytes }) => {
      if (name !== 'record.json') return { name, bytes };
      const record = JSON.parse(new TextDecoder().decode(bytes));
      delete record.run.metrics;
      record.run.version = 1;
      return { name, bytes: text(JSON.stringify(record)) };
    });
    const { run } = await readRunArchive(file('r.zip', writeZip(earlier)), now);
    expect(run).toEqual({ ...bundle().run, metrics: [] });
  });

  it('leaves out test metrics that JSON cannot hold', async () => {
    const original = bundle();
    original.run.test = { loss: Number.NaN, r2: 1 };
    const { run } = await readRunArchive(file('r.zip', writeRunArchive(original)), now);
    expect(run.test).toEqual({ r2: 1 });
  });

  it('reads a zipped output folder of the command line, which has no record', async () => {
    const zip = writeZip([
      { name: 'out/config.json', bytes: text(configJson(config)) },
      { name: 'out/history.csv', bytes: text(historyCsv(bundle().epochs)) },
      { name: 'out/run.log', bytes: text('one\ntwo\n') },
      { name: 'out/checkpoints/best.safetensors', bytes: encodeCheckpoint(checkpointAt(20)) },
      { name: 'out/checkpoints/epoch-1.safetensors', bytes: encodeCheckpoint(checkpointAt(10)) },
      { name: 'out/checkpoints/latest.safetensors', bytes: encodeCheckpoint(checkpointAt(20)) },
    ]);
    const read = await readRunArchive(file('out.zip', zip), now);
    expect(read.run).toMatchObject({ name: 'out', status: 'stopped', step: 20, parameterCount: 3, config });
    expect(read.checkpoints.map(({ summary }) => [summary.step, summary.kinds])).toEqual([
      [10, ['periodic']],
      [20, ['best', 'latest']],
    ]);
    expect(read.epochs).toEqual(bundle().epochs);
    expect(read.log).toEqual(['one', 'two']);
  });

  it('tells by the strategy why the command line kept an epoch', async () => {
    const at = (step: number, value: number) => {
      const { state, tensors } = checkpointAt(step);
      const checkpoint = { ...state.config.checkpoint, strategy: 'performance' as const };
      return encodeCheckpoint({
        state: { ...state, config: { ...state.config, checkpoint }, value },
        tensors,
      });
    };
    const zip = writeZip([
      { name: 'config.json', bytes: text(configJson(config)) },
      { name: 'checkpoints/epoch-1.safetensors', bytes: at(10, 0.5) },
      { name: 'checkpoints/epoch-2.safetensors', bytes: at(20, 0.51) },
      { name: 'checkpoints/latest.safetensors', bytes: at(30, 0.7) },
    ]);
    const read = await readRunArchive(file('out.zip', zip), now);
    expect(read.checkpoints.map(({ summary }) => summary.kinds)).toEqual([
      ['earlierBest'],
      ['good'],
      ['latest'],
    ]);
  });

  it('is refused with what is wrong in it', async () => {
    const read = (bytes: Uint8Array<ArrayBuffer>) => readRunArchive(file('r.zip', bytes), now);
    const whole = writeRunArchive(bundle());
    await expect(read(writeZip([{ name: 'a.txt', bytes: text('a') }]))).rejects.toMatchObject({
      code: 'file-format',
      message: 'r.zip holds no run that Anneal can read: no config.json.',
    });
    const record = (json: string) =>
      writeZip([
        { name: 'config.json', bytes: text('{}') },
        { name: 'record.json', bytes: text(json) },
      ]);
    await expect(read(record('{'))).rejects.toMatchObject({ message: /a record.json whose text is wrong/ });
    await expect(read(record('{"version":1,"run":{},"checkpoints":[]}'))).rejects.toMatchObject({
      message: /a record.json whose run.version is wrong/,
    });
    await expect(read(whole.slice(0, -40))).rejects.toMatchObject({ name: 'AnnealError' });
    const flipped = whole.slice();
    const at = new TextDecoder('latin1').decode(whole).indexOf('a.kernel');
    flipped[at] = flipped[at]! ^ 1;
    await expect(read(flipped)).rejects.toMatchObject({ name: 'AnnealError', message: /checksum/ });
  });
});

describe('an imported run', () => {
  it('is a run of its own and never overwrites one', async () => {
    const first = await saveBundle(bundle());
    const second = await saveBundle(bundle());
    expect([first.name, second.name]).toEqual(['first', 'first 2']);
    expect((await listRuns()).records.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    const ids = (await listCheckpoints(first.id)).records.map(({ id }) => id);
    expect((await listCheckpoints(second.id)).records.every(({ id }) => !ids.includes(id))).toBe(true);
  });

  it('comes out of storage as it went in', async () => {
    const { id, name, colour } = await saveBundle(bundle());
    const { bundle: stored, problems } = await loadBundle(id);
    const original = bundle();
    expect(problems).toEqual([]);
    expect(stored).toEqual({
      ...original,
      run: { ...original.run, id, name, colour },
      checkpoints: original.checkpoints.map(({ summary, payload }, i) => ({
        summary: { ...summary, id: stored.checkpoints[i]!.summary.id },
        payload,
      })),
    });
  });

  it('does not train here, whatever it did where it is from', async () => {
    const training = bundle();
    training.run.status = 'training';
    expect((await saveBundle(training)).status).toBe('interrupted');
  });

  it('can be made of one checkpoint file', async () => {
    const bytes = checkpointSafetensors(checkpointAt(20), 'everything');
    const run = await saveBundle(await readCheckpointBundle(file('my model.safetensors', bytes), now));
    expect(run).toMatchObject({ name: 'my model', status: 'stopped', step: 20, epoch: 2, parameterCount: 3 });
    const latest = await loadLatest(run.id);
    expect(latest?.payload).toEqual(bytes);
  });
});

describe('a dropped file', () => {
  it('is told by its content', async () => {
    const bytes = checkpointSafetensors(checkpointAt(10), 'everything');
    const array = { name: 'x', dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) };
    const kind = (name: string, content: Uint8Array<ArrayBuffer>) => kindOfDroppedFile(file(name, content));
    expect(await kind('renamed.bin', bytes)).toBe('checkpoint');
    expect(await kind('c.npz', checkpointNpz(checkpointAt(10), 'weights'))).toBe('checkpoint');
    expect(await kind('r.zip', writeRunArchive(bundle()))).toBe('run');
    expect(await kind('x.npz', writeNpz([array]))).toBe('data');
    expect(await kind('x.csv', text('a,b\n1,2\n'))).toBe('data');
    expect(await kind('broken.zip', writeRunArchive(bundle()).slice(0, 100))).toBe('data');
    expect(await kind('empty', text(''))).toBe('data');
  });
});
