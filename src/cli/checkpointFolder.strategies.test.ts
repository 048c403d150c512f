/** Strategies in the folder of the command line: which files stay, over kills and new starts. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { type CheckpointConfig, checkpointSchema } from '../protocol/config';
import type { CheckpointKind } from '../protocol/events';
import { readCheckpointFile } from './checkpointFile';
import { loadSaved } from './savedState';
import { type Commits, openCommits, testCheckpoint, testFolder } from './testFolder';

const disk = vi.hoisted(() => ({ failing: false }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const rm: typeof real.rm = async (path, options) => {
    if (disk.failing && /epoch-/.test(String(path))) throw new Error('killed');
    await real.rm(path, options);
  };
  return { ...real, rm };
});

afterEach(() => {
  disk.failing = false;
});

type Best = Checkpoint['state']['best'];

/** An epoch of ten steps ends; `best` is the step of the best so far and its value. */
async function endEpoch(
  checkpoints: Commits,
  config: CheckpointConfig,
  [epoch, value, bestEpoch, bestValue]: [epoch: number, value: number, bestEpoch: number, bestValue: number],
  extra: CheckpointKind[] = [],
) {
  const best: Best = { monitor: 'loss', value: bestValue, epoch: bestEpoch, step: bestEpoch * 10 };
  const kinds: CheckpointKind[] = [...(epoch === bestEpoch ? (['best'] as const) : []), 'latest', ...extra];
  return checkpoints.commit({ kinds, checkpoint: within(config, epoch * 10, value, best), direction: 'min' });
}

function within(config: CheckpointConfig, step: number, value: number | null, best: Best): Checkpoint {
  const { state, tensors } = testCheckpoint(step, value, best);
  return { state: { ...state, config: { ...state.config, checkpoint: config } }, tensors };
}

async function epochsIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => /^epoch-(\d+)\.safetensors$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b))
    .join(' ');
}

async function loadable(folder: string) {
  const saved = await loadSaved(folder);
  return { latest: saved?.latest.state.epoch, best: saved?.best?.state.epoch, problems: saved?.problems };
}

test('the newest chosen epochs stay, also over a new start', async () => {
  const folder = await testFolder();
  const config = checkpointSchema.parse({ strategy: 'interval', saveInterval: 2, maxCheckpoints: 2 });
  const before = await openCommits(folder, config, null);
  await endEpoch(before, config, [1, 5, 1, 5], ['interval']);
  await endEpoch(before, config, [2, 6, 1, 5]);
  await endEpoch(before, config, [3, 7, 1, 5], ['interval']);
  expect(await epochsIn(folder)).toBe('1 3');
  const after = await openCommits(folder, config, await loadSaved(folder));
  await endEpoch(after, config, [4, 8, 1, 5]);
  const { kinds } = await endEpoch(after, config, [5, 9, 1, 5], ['interval']);
  expect(kinds).toEqual(['latest', 'interval']);
  expect(await epochsIn(folder)).toBe('3 5');
  expect(await loadable(folder)).toEqual({ latest: 5, best: 1, problems: [] });
});

test('earlier bests have a file of their own, which the next best does not write over', async () => {
  const folder = await testFolder();
  const config = checkpointSchema.parse({ strategy: 'best', maxCheckpoints: 2 });
  const before = await openCommits(folder, config, null);
  await endEpoch(before, config, [1, 5, 1, 5]);
  await endEpoch(before, config, [2, 4, 2, 4]);
  const saved = await loadSaved(folder);
  expect(saved?.kept.map(({ epoch, kinds }) => [epoch, kinds])).toEqual([
    [2, ['latest', 'best']],
    [1, ['earlierBest']],
  ]);
  const after = await openCommits(folder, config, saved);
  await endEpoch(after, config, [3, 3, 3, 3]);
  await endEpoch(after, config, [4, 6, 3, 3]);
  expect(await epochsIn(folder)).toBe('2 3');
  expect((await readCheckpointFile(join(folder, 'epoch-2.safetensors'))).state.value).toBe(4);
});

test('a best inside an epoch does not write over the file of the epoch before', async () => {
  const folder = await testFolder();
  const config = checkpointSchema.parse({ strategy: 'all' });
  const checkpoints = await openCommits(folder, config, null);
  await endEpoch(checkpoints, config, [1, 5, 1, 5]);
  const best = { monitor: 'loss', value: 4, epoch: 2, step: 15 };
  await checkpoints.commit({
    kinds: ['best'],
    checkpoint: within(config, 15, 4, best),
    direction: 'min',
  });
  expect((await readCheckpointFile(join(folder, 'epoch-1.safetensors'))).state.step).toBe(10);
  expect((await readCheckpointFile(join(folder, 'best.safetensors'))).state.step).toBe(15);
});

test('a kill between a commit and its deletions leaves best and latest, and the next start clears up', async () => {
  const folder = await testFolder();
  const config = checkpointSchema.parse({ strategy: 'epoch', maxCheckpoints: 2 });
  const before = await openCommits(folder, config, null);
  await endEpoch(before, config, [1, 5, 1, 5], ['epoch']);
  await endEpoch(before, config, [2, 4, 2, 4], ['epoch']);
  disk.failing = true;
  await expect(endEpoch(before, config, [3, 6, 2, 4], ['epoch'])).rejects.toThrow('killed');
  disk.failing = false;
  await writeFile(join(folder, 'latest.safetensors.tmp'), 'half of it');
  expect(await epochsIn(folder)).toBe('1 2 3');
  expect(await loadable(folder)).toEqual({ latest: 3, best: 2, problems: [] });

  const after = await openCommits(folder, config, await loadSaved(folder));
  expect(await readdir(folder)).not.toContain('latest.safetensors.tmp');
  await endEpoch(after, config, [4, 7, 2, 4], ['epoch']);
  expect(await epochsIn(folder)).toBe('3 4');
  expect(await loadable(folder)).toEqual({ latest: 4, best: 2, problems: [] });
});

test('epochs of a future that was given up go with the first commit', async () => {
  const folder = await testFolder();
  const config = checkpointSchema.parse({ strategy: 'epoch', maxCheckpoints: 3 });
  const before = await openCommits(folder, config, null);
  for (const epoch of [1, 2, 3]) await endEpoch(before, config, [epoch, 5, 1, 5], ['epoch']);
  // As when latest is damaged: the run goes on from the one before.
  await writeFile(join(folder, 'latest.safetensors'), 'nothing whole');
  const saved = await loadSaved(folder);
  expect(saved?.latest.state.epoch).toBe(2);
  const after = await openCommits(folder, config, saved);
  expect(await epochsIn(folder)).toBe('1 2 3');
  await after.commit({
    kinds: ['latest'],
    checkpoint: within(config, 25, null, saved!.best!.state.best),
    direction: 'min',
  });
  expect(await epochsIn(folder)).toBe('1 2');
});
