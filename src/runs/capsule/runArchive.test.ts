import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeCheckpoint } from '../../engine/checkpoints/encode';
import { randomStream } from '../../engine/random';
import { writeNpz } from '../../formats/npy/npz';
import { openZip, writeZip } from '../../formats/zip/zip';
import { AnnealError } from '../../protocol/errors';
import { joinSteps, stepColumns } from '../../protocol/steps';
import { loadBundle, saveBundle } from '../../storage/bundles';
import { listCheckpoints, loadLatest } from '../../storage/checkpoints';
import { listRuns } from '../../storage/runs';
import { clearDatabase } from '../../storage/storedRun.fixture';
import { readCheckpointBundle } from '../checkpointBundle';
import { checkpointNpz, checkpointSafetensors } from '../checkpointFiles';
import { configJson, historyCsv } from '../textFiles';
import { kindOfDroppedFile } from './droppedFile';
import { readRunArchive } from './readRunArchive';
import { bundle, bundleCheckpoint, capsuleOf, checkpointAt, config } from './runBundle.fixture';

const now = new Date('2026-02-01T00:00:00.000Z');
const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => ({ name, blob: new Blob([bytes]) });
const text = (content: string) => new TextEncoder().encode(content);

/** The same archive with other entries; null leaves one out. */
async function edited(
  zip: Uint8Array<ArrayBuffer>,
  change: (name: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null,
  more: Record<string, Uint8Array<ArrayBuffer>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const archive = await openZip(file('r.zip', zip));
  const parts: { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
  for (const entry of archive.entries) {
    const bytes = change(entry.name, await archive.read(entry));
    if (bytes) parts.push({ name: entry.name, bytes });
  }
  for (const [name, bytes] of Object.entries(more)) parts.push({ name, bytes });
  return writeZip(parts, 0);
}

/** As `edited`, with a manifest that has the new lengths and digests. */
async function resealed(zip: Uint8Array<ArrayBuffer>, change: Parameters<typeof edited>[1]) {
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  const changed = await edited(zip, (name, bytes) => {
    const now = change(name, bytes);
    if (now) parts.set(name, now);
    return now;
  });
  return edited(changed, (name, bytes) => {
    if (name !== 'capsule.json') return bytes;
    const manifest = JSON.parse(new TextDecoder().decode(bytes));
    for (const entry of manifest.entries) {
      const found = parts.get(entry.name)!;
      entry.bytes = found.length;
      entry.sha256 = createHash('sha256').update(found).digest('hex');
    }
    return text(JSON.stringify(manifest));
  });
}

beforeEach(clearDatabase);

describe('the archive of a run', () => {
  it('holds everything under the names that scripts know', async () => {
    const { entries } = await openZip(
      file('r.zip', await capsuleOf(bundle(), { predictions: text('row\n') })),
    );
    expect(entries.map(({ name }) => name)).toEqual([
      'README.txt',
      'capsule.json',
      'config.json',
      'metrics.json',
      'environment.json',
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
    const { entries } = await openZip(file('r.zip', await capsuleOf(many)));
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
    expect(await readRunArchive(file('r.zip', await capsuleOf()), now)).toEqual(bundle());
  });

  it('of before there were capsules is read as it was', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('beforeCapsules.zip', import.meta.url)));
    const { entries } = await openZip(file('r.zip', bytes));
    expect(entries.map(({ name }) => name)).not.toContain('capsule.json');
    const before = bundle();
    // It kept no time of a batch.
    for (const row of before.epochs) delete row.batchSeconds;
    expect(await readRunArchive(file('r.zip', bytes), now)).toEqual(before);
  });

  it('of version 1, which knew nothing of its metrics, is read with an empty list of them', async () => {
    const earlier = await edited(await capsuleOf(), (name, bytes) => {
      if (name === 'capsule.json') return null;
      if (name !== 'record.json') return bytes;
      const record = JSON.parse(new TextDecoder().decode(bytes));
      delete record.run.metrics;
      record.run.version = 1;
      return text(JSON.stringify(record));
    });
    const { run } = await readRunArchive(file('r.zip', earlier), now);
    expect(run).toEqual({ ...bundle().run, metrics: [] });
  });

  it('keeps test metrics that JSON cannot hold, to the bit', async () => {
    const original = bundle();
    original.run.best!.value = Number.POSITIVE_INFINITY;
    original.run.test = { loss: Number.NaN, r2: -0, mae: 5e-324, worst: Number.POSITIVE_INFINITY };
    const { run } = await readRunArchive(file('r.zip', await capsuleOf(original)), now);
    expect(run.best).toEqual(original.run.best);
    for (const [name, value] of Object.entries(original.run.test)) expect(run.test![name]).toBe(value);
  });

  it('keeps every bit of its history and its checkpoints, whatever its names are', async () => {
    const original = bundle();
    const name = '__proto__, "quoted", =cmd(), <img onerror=alert(1)>';
    original.run.name = name;
    original.run.notes = '=1+1\n__proto__';
    original.epochs[0]!.validation = { [name]: 0.1 + 0.2, constructor: -0 };
    const odd = {
      step: 2,
      epoch: 0.2,
      loss: -0,
      learningRate: 5e-324,
      gradientNorm: Number.NaN,
      '=a,"b"': -1,
    };
    original.steps = joinSteps([original.steps, stepColumns([odd])]);
    const back = await readRunArchive(file('r.zip', await capsuleOf(original)), now);
    expect(back).toEqual(original);
    expect(Object.is(back.steps.channels.loss![1], -0)).toBe(true);
    expect(back.checkpoints.map(({ payload }) => Buffer.from(payload).toString('hex'))).toEqual(
      original.checkpoints.map(({ payload }) => Buffer.from(payload).toString('hex')),
    );
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

  it('names the entry that is damaged, missing or changed', async () => {
    const whole = await capsuleOf();
    const read = async (change: Parameters<typeof edited>[1]) =>
      readRunArchive(file('r.zip', await edited(whole, change)), now);
    await expect(
      read((name, bytes) => (name === 'history.csv' ? text('epoch\n') : bytes)),
    ).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringMatching(
        /^r.zip is damaged or was changed: history.csv has 6 bytes instead of \d+\.$/,
      ),
    });
    const flip = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
      name === 'checkpoints/best.safetensors' ? bytes.map((byte, i) => (i === 300 ? byte ^ 1 : byte)) : bytes;
    await expect(read(flip)).rejects.toMatchObject({
      message: 'r.zip is damaged or was changed: checkpoints/best.safetensors does not match its SHA-256.',
    });
    await expect(read((name, bytes) => (name === 'run.log' ? null : bytes))).rejects.toMatchObject({
      message: 'r.zip is damaged or was changed: run.log is missing.',
    });
  });

  it('torn anywhere, or with a bit turned anywhere, is refused or the same', async () => {
    const whole = await capsuleOf();
    const random = randomStream(5, 'turned bits');
    const broken = Array.from({ length: 60 }, (_, i) => {
      const at = Math.floor(random.uniform() * whole.length);
      return i % 3 === 0
        ? whole.slice(0, at)
        : whole.map((byte, k) => (k === at ? byte ^ (1 << (i % 8)) : byte));
    });
    let refused = 0;
    for (const bytes of broken) {
      const read = await readRunArchive(file('r.zip', bytes), now).catch((thrown: unknown) => thrown);
      if (read instanceof AnnealError) refused++;
      else expect(read).toEqual(bundle());
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('reads nothing that its manifest does not name', async () => {
    const whole = bundle();
    whole.examples = null;
    const added = await edited(await capsuleOf(whole), (_, bytes) => bytes, {
      'examples.json': text('{"epoch":1,"value":"smuggled"}'),
      '../../outside.txt': text('x'),
    });
    expect(await readRunArchive(file('r.zip', added), now)).toEqual(whole);
  });

  it('refuses a manifest that is none, and one of a later version', async () => {
    const read = async (manifest: string) => {
      const bytes = await edited(await capsuleOf(), (name, old) =>
        name === 'capsule.json' ? text(manifest) : old,
      );
      return readRunArchive(file('r.zip', bytes), now);
    };
    await expect(read('{"version": 2}')).rejects.toMatchObject({ code: 'file-unsupported' });
    for (const json of ['', '[]', '{"format":"anneal-capsule","version":1}', '{"__proto__":{"version":1}}']) {
      await expect(read(json)).rejects.toMatchObject({
        code: 'file-format',
        message: /^The manifest of r\.zip/,
      });
    }
  });

  it('refuses files that contradict one another, even where their digests were made anew', async () => {
    const read = async (change: (metrics: { test: { metrics: { loss: number } } }) => void) => {
      const bytes = await resealed(await capsuleOf(), (name, old) => {
        if (name !== 'metrics.json') return old;
        const metrics = JSON.parse(new TextDecoder().decode(old));
        change(metrics);
        return text(JSON.stringify(metrics));
      });
      return readRunArchive(file('r.zip', bytes), now);
    };
    await expect(read(() => {})).resolves.toEqual(bundle());
    await expect(
      read(({ test }) => {
        test.metrics.loss = 0.125;
      }),
    ).rejects.toMatchObject({
      message: 'r.zip: metrics.json and record.json: loss is 0.125 in the one and 0.25 in the other.',
    });
  });

  it('is opened out of a folder that was zipped anew', async () => {
    const archive = await openZip(file('r.zip', await capsuleOf()));
    const inFolder = await Promise.all(
      archive.entries.map(async (entry) => ({
        name: `mine/${entry.name}`,
        bytes: await archive.read(entry),
      })),
    );
    expect(await readRunArchive(file('r.zip', writeZip(inFolder)), now)).toEqual(bundle());
  });

  it('says in plain words what is in it', async () => {
    const archive = await openZip(file('r.zip', await capsuleOf()));
    const read = async (name: string) =>
      new TextDecoder().decode(await archive.read(archive.entries.find((entry) => entry.name === name)!));
    const readme = await read('README.txt');
    expect(readme).toContain('Run capsule of first');
    expect(readme).toContain('history.csv');
    expect(readme).not.toContain('worst.csv');
    expect(readme).toContain('anneal verify capsule.zip --data FILES');
    const { entries, run, data } = JSON.parse(await read('capsule.json'));
    expect(run).toEqual({ name: 'first', task: 'test', seed: config.training.seed });
    expect(data.fingerprint).toBe('ab'.repeat(32));
    for (const { name, bytes, sha256 } of entries) {
      const found = await archive.read(archive.entries.find((entry) => entry.name === name)!);
      expect([name, bytes, sha256]).toEqual([
        name,
        found.length,
        createHash('sha256').update(found).digest('hex'),
      ]);
    }
    expect(entries.length).toBe(archive.entries.length - 1);
  });

  it('is refused with what is wrong in it', async () => {
    const read = (bytes: Uint8Array<ArrayBuffer>) => readRunArchive(file('r.zip', bytes), now);
    const whole = await capsuleOf();
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
    expect(await kind('r.zip', await capsuleOf())).toBe('run');
    expect(await kind('x.npz', writeNpz([array]))).toBe('data');
    expect(await kind('x.csv', text('a,b\n1,2\n'))).toBe('data');
    expect(await kind('broken.zip', (await capsuleOf()).slice(0, 100))).toBe('data');
    expect(await kind('empty', text(''))).toBe('data');
  });
});
