/** The memory of the command line for measured tiles. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { untuned } from '../engine/kernels/program/tileChoice';
import { rememberTiles } from '../engine/tunedBackend';
import { tileCache } from './tileCache';

const folder = () => mkdtemp(join(tmpdir(), 'anneal-tiles-'));
const of = (adapter: string) => ({ ...untuned, adapter });

test('is empty at first, and keeps the newest choices of each adapter', async () => {
  const place = join(await folder(), 'not', 'there');
  expect(await tileCache(place).read()).toEqual([]);
  await rememberTiles(tileCache(place), of('one'));
  await rememberTiles(tileCache(place), of('two'));
  await rememberTiles(tileCache(place), { ...of('one'), convolution: 'shared' });
  expect(await tileCache(place).read()).toEqual([of('two'), { ...of('one'), convolution: 'shared' }]);
});

test.each(['{', '[{"version":0}]', '{}'])('is empty where the file holds %s', async (text) => {
  const place = await folder();
  await writeFile(join(place, 'tiles.json'), text);
  expect(await tileCache(place).read()).toEqual([]);
});

test('says nothing where it cannot write', async () => {
  const place = await folder();
  await writeFile(join(place, 'file'), '');
  await rememberTiles(tileCache(join(place, 'file')), of('one'));
  expect(await tileCache(join(place, 'file')).read()).toEqual([]);
});
