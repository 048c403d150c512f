/** Weights to start from: kept by what they are, checked when they are read, gone when nothing names them. */
import { set } from 'idb-keyval';
import { beforeEach, expect, test } from 'vitest';
import { openStore } from './database';
import { clearDatabase } from './storedRun.fixture';
import { keepWeights, loadWeights, removeOtherWeights } from './weights';

beforeEach(clearDatabase);

test('weights come back by their SHA-256 while something names them', async () => {
  const [a, b] = [await keepWeights(Uint8Array.of(1, 2)), await keepWeights(Uint8Array.of(3))];
  // printf '\1\2' | sha256sum
  expect(a).toBe('a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222');
  expect(await loadWeights(a)).toEqual(Uint8Array.of(1, 2));
  await removeOtherWeights(new Set([b]));
  await expect(loadWeights(a)).rejects.toMatchObject({ code: 'data-not-found' });
  expect(await loadWeights(b)).toEqual(Uint8Array.of(3));
});

test('weights that are not what was kept are refused', async () => {
  const digest = await keepWeights(Uint8Array.of(1, 2));
  await set(`weights ${digest}`, Uint8Array.of(1), openStore('settings'));
  await expect(loadWeights(digest)).rejects.toMatchObject({ code: 'checkpoint-damaged' });
});
