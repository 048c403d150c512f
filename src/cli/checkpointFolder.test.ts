import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkpointSchema } from '../protocol/config';
import { readCheckpointFile } from './checkpointFile';
import { loadSaved } from './savedState';
import { openCommits, testCheckpoint, testFolder } from './testFolder';

const config = (changes: object = {}) => checkpointSchema.parse({ everyNEpochs: null, ...changes });
const best = (step: number, value: number) => ({ monitor: 'loss', value, epoch: Math.ceil(step / 10), step });

async function stepOf(folder: string, name: string): Promise<number> {
  return (await readCheckpointFile(join(folder, name))).state.step;
}

test('best and latest move, and the latest before stays as a fallback', async () => {
  const folder = await testFolder();
  const checkpoints = await openCommits(folder, config(), null);
  const first = await checkpoints.commit({
    kinds: ['best', 'latest'],
    checkpoint: testCheckpoint(10, 0.5, best(10, 0.5)),
    direction: 'min',
  });
  expect(first).toMatchObject({
    type: 'checkpoint',
    id: 'step-10',
    kinds: ['best', 'latest'],
    files: ['checkpoints/latest.safetensors', 'checkpoints/best.safetensors'],
  });
  await checkpoints.commit({
    kinds: ['latest'],
    checkpoint: testCheckpoint(20, 0.7, best(10, 0.5)),
    direction: 'min',
  });
  await checkpoints.commit({
    kinds: ['latest'],
    checkpoint: testCheckpoint(30, 0.6, best(10, 0.5)),
    direction: 'min',
  });
  expect(await stepOf(folder, 'best.safetensors')).toBe(10);
  expect(await stepOf(folder, 'latest.previous.safetensors')).toBe(20);
  expect(await stepOf(folder, 'latest.safetensors')).toBe(30);
  expect((await readdir(folder)).sort()).toEqual([
    'best.safetensors',
    'latest.previous.safetensors',
    'latest.safetensors',
    'sha256.json',
  ]);
});

test('the last of the periodic epochs stay, as many as the setting says', async () => {
  const folder = await testFolder();
  const kept = async (keepPeriodic: number | null, from: number) => {
    const checkpoints = await openCommits(folder, config({ keepPeriodic }), null);
    for (let epoch = from; epoch < from + 13; epoch++) {
      const checkpoint = testCheckpoint(10 * epoch, 1, null);
      await checkpoints.commit({ kinds: ['latest', 'periodic'], checkpoint, direction: 'min' });
    }
    return (await readdir(folder)).filter((name) => name.startsWith('epoch-')).length;
  };
  expect(await kept(3, 1)).toBe(3);
  expect(await kept(null, 14)).toBe(3 + 13);
});

test('periodic epochs stay, and of the others the best few', async () => {
  const folder = await testFolder();
  const checkpoints = await openCommits(folder, config({ saveTopK: 2 }), null);
  const values = [0.9, 0.5, 0.8, 0.4, 0.7];
  for (const [i, value] of values.entries()) {
    const kinds = i === 2 ? (['latest', 'periodic'] as const) : (['latest'] as const);
    await checkpoints.commit({
      kinds: [...kinds],
      checkpoint: testCheckpoint((i + 1) * 10, value, null),
      direction: 'min',
    });
  }
  const epochs = (await readdir(folder)).filter((name) => name.startsWith('epoch-'));
  expect(epochs.sort()).toEqual(['epoch-2.safetensors', 'epoch-3.safetensors', 'epoch-4.safetensors']);
});

test('a resumed run chooses the best few among the earlier ones too', async () => {
  const folder = await testFolder();
  const options = config({ saveTopK: 2 });
  const before = await openCommits(folder, options, null);
  await before.commit({ kinds: ['latest'], checkpoint: testCheckpoint(10, 0.5, null), direction: 'min' });
  await before.commit({ kinds: ['latest'], checkpoint: testCheckpoint(20, 0.6, null), direction: 'min' });
  const after = await openCommits(folder, options, await loadSaved(folder));
  await after.commit({ kinds: ['latest'], checkpoint: testCheckpoint(30, 0.4, null), direction: 'min' });
  const epochs = (await readdir(folder)).filter((name) => name.startsWith('epoch-'));
  expect(epochs.sort()).toEqual(['epoch-1.safetensors', 'epoch-3.safetensors']);
});

test.each(['truncated', 'one bit of a weight', 'missing'])(
  'a latest that is %s gives way to the one before',
  async (damage) => {
    const folder = await testFolder();
    const checkpoints = await openCommits(folder, config(), null);
    await checkpoints.commit({
      kinds: ['best', 'latest'],
      checkpoint: testCheckpoint(10, 0.5, best(10, 0.5)),
      direction: 'min',
    });
    await checkpoints.commit({
      kinds: ['latest'],
      checkpoint: testCheckpoint(20, 0.6, best(10, 0.5)),
      direction: 'min',
    });
    const path = join(folder, 'latest.safetensors');
    const bytes = await readFile(path);
    if (damage === 'truncated') await truncate(path, bytes.length - 2);
    if (damage === 'missing') await truncate(path, 0);
    if (damage === 'one bit of a weight') {
      bytes[bytes.length - 1]! ^= 1;
      await writeFile(path, bytes);
    }
    const saved = await loadSaved(folder);
    expect(saved?.latest.state.step).toBe(10);
    expect(saved?.best?.state.step).toBe(10);
    expect(saved?.problems[0]).toMatchObject({ code: 'checkpoint-damaged' });
    expect(saved?.problems[0]?.message).toContain(path);
  },
);

test('nothing whole left is an error, nothing there at all is a fresh start', async () => {
  const folder = await testFolder();
  expect(await loadSaved(folder)).toBeNull();
  const checkpoints = await openCommits(folder, config(), null);
  await checkpoints.commit({
    kinds: ['latest'],
    checkpoint: testCheckpoint(10, null, null),
    direction: 'min',
  });
  await truncate(join(folder, 'latest.safetensors'), 5);
  await expect(loadSaved(folder)).rejects.toMatchObject({ code: 'checkpoint-damaged' });
});

test('a best in the middle of an epoch does not replace the one that the latest state knows', async () => {
  const folder = await testFolder();
  const checkpoints = await openCommits(folder, config(), null);
  await checkpoints.commit({
    kinds: ['best', 'latest'],
    checkpoint: testCheckpoint(10, 0.5, best(10, 0.5)),
    direction: 'min',
  });
  await checkpoints.commit({
    kinds: ['latest'],
    checkpoint: testCheckpoint(15, null, best(10, 0.5)),
    direction: 'min',
  });
  await checkpoints.commit({
    kinds: ['best'],
    checkpoint: testCheckpoint(15, 0.4, best(15, 0.4)),
    direction: 'min',
  });
  expect(await stepOf(folder, 'best.safetensors')).toBe(15);
  const saved = await loadSaved(folder);
  expect(saved?.latest.state).toMatchObject({ step: 15, best: { step: 10 } });
  expect(saved?.best?.state.step).toBe(10);

  // Going on is as if the run had not ended: its best is the one of epoch 1 again.
  const after = await openCommits(folder, config(), saved);
  expect(await stepOf(folder, 'best.safetensors')).toBe(10);
  await after.commit({
    kinds: ['latest'],
    checkpoint: testCheckpoint(20, 0.6, best(10, 0.5)),
    direction: 'min',
  });
  expect(await stepOf(folder, 'best.safetensors')).toBe(10);
});

test('a kill between latest and best leaves the latest as the best', async () => {
  const folder = await testFolder();
  const checkpoints = await openCommits(folder, config(), null);
  await checkpoints.commit({
    kinds: ['best', 'latest'],
    checkpoint: testCheckpoint(10, 0.5, best(10, 0.5)),
    direction: 'min',
  });
  await checkpoints.commit({
    kinds: ['latest'],
    checkpoint: testCheckpoint(20, 0.4, best(20, 0.4)),
    direction: 'min',
  });
  const saved = await loadSaved(folder);
  expect(saved?.best?.state.step).toBe(20);
  await openCommits(folder, config(), saved);
  expect(await stepOf(folder, 'best.safetensors')).toBe(20);
});
