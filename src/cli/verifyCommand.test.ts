/** `anneal verify` and `anneal report` as processes: exit codes, the JSON of scripts, what is said of other data. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../engine/backend';
import { runtimeHere } from '../engine/runtime';
import { syntheticTable } from '../engine/testRuns';
import { writeNpz } from '../formats/npy/npz';
import type { RunBundle } from '../protocol/records';
import { writeRunArchive } from '../runs/capsule/runArchive';
import { trainedBundle } from '../runs/capsule/trainedRun.fixture';
import { taskKinds } from '../tasks/runConfig';
import { anneal } from './testCommand';
import { sharedFolder } from './testFolder';

const folder = sharedFolder();
const at = (name: string) => join(folder(), name);
const arrays = syntheticTable(80);
let bundle: RunBundle;

async function capsule(name: string, run: RunBundle = bundle): Promise<string> {
  await writeFile(at(name), await writeRunArchive(run, {}, runtimeHere(), new Date()));
  return at(name);
}

beforeAll(async () => {
  const config = {
    task: taskKinds[0],
    model: { hiddenSize: 8, numLayers: 1 },
    training: { epochs: 2, batchSize: 16 },
  };
  bundle = await trainedBundle({ config, arrays, backend: await selectBackend('cpu') });
  bundle.run.dataset.source = {
    files: ['data.npz'],
    format: 'npz',
    bytes: 1,
    examples: 80,
    arrays: [...arrays.values()].map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  };
  await writeFile(at('data.npz'), writeNpz([...arrays.values()]));
  await writeFile(at('other.npz'), writeNpz([...syntheticTable(81).values()]));
});

describe('verify', () => {
  it('takes the backend of the stored metrics, and ends with 0 where every bit is the same', async () => {
    const path = await capsule('whole.zip');
    const { code, events, stderr } = await anneal(['verify', path, '--data', at('data.npz'), '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(events[0]).toMatchObject({ reproduced: true, demand: 'bits', now: { name: 'cpu' } });
    const table = await anneal(['verify', path, '--data', at('data.npz'), '--backend', 'wasm']);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/test loss .* +[\d.]+ +[\d.]+ +[\d.e-]+ +[\d.e-]+\n/);
    expect(table.stdout).toContain('Reproduced within the tolerance');
  });

  it('ends with 1 where a metric was changed, and says which', async () => {
    const changed = structuredClone(bundle);
    changed.run.test!.loss! += 1e-9;
    const { code, stdout } = await anneal([
      'verify',
      await capsule('changed.zip', changed),
      '--data',
      at('data.npz'),
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/test loss .* differs\n/);
    expect(stdout).toContain('Not reproduced, 1 of');
  });

  it('ends with 2 for other data, saying how they differ, and for a capsule that is damaged', async () => {
    const path = await capsule('whole.zip');
    const other = await anneal(['verify', path, '--data', at('other.npz'), '--json']);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('what was given has the same arrays, but 81 rows instead of 80');
    expect(other.events[0]).toMatchObject({ reproduced: false, error: { code: 'data-mismatch' } });
    const bytes = await readFile(path);
    await writeFile(at('torn.zip'), bytes.subarray(0, bytes.length - 100));
    expect((await anneal(['verify', at('torn.zip'), '--data', at('data.npz')])).code).toBe(2);
    const none = await anneal(['verify', path]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('No data was named, and none are inside. Add --data FILE.');
  });
});

describe('report', () => {
  it('writes one file of a capsule, and one that compares several', async () => {
    const path = await capsule('whole.zip');
    const one = await anneal(['report', path, '--out', at('one.html')]);
    expect(one).toMatchObject({ code: 0, stdout: '' });
    expect(await readFile(at('one.html'), 'utf8')).toContain('<h1>trained</h1>');
    const two = await anneal(['report', path, path, '--out', at('two.html'), '--title', 'A <b> & more']);
    expect(two.code).toBe(0);
    expect(await readFile(at('two.html'), 'utf8')).toContain('<h1>A &lt;b&gt; &amp; more</h1>');
  });
});
