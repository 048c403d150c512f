import { expect, test } from 'vitest';
import { openFiles } from '../openFiles';
import { writeGrey } from './pictures.fixture';

const blob = (path: string, width: number, height: number, values: number[]) => ({
  name: path.split('/').at(-1)!,
  blob: new Blob([writeGrey(width, height, values)]),
  relativePath: path,
});

async function openSet(files: ReturnType<typeof blob>[]) {
  const [part] = await openFiles(files);
  return part!.file;
}

test('an image and its mask are made small: means of the one, middles of the other', async () => {
  const set = await openSet([
    blob('images/a.png', 4, 2, [0, 100, 10, 10, 100, 200, 10, 10]),
    blob('masks/a.png', 4, 2, [0, 0, 7, 7, 0, 0, 7, 7]),
  ]);
  const pair = { image: 'images/a.png', masks: ['masks/a.png'] };
  const { image, mask, problem } = await set.thumbnail!(pair, 2);
  expect(problem).toBeNull();
  expect(image).toEqual({ width: 2, height: 1, pixels: Uint8Array.of(100, 100, 100, 10, 10, 10) });
  expect(mask).toEqual({ width: 2, height: 1, pixels: Uint8Array.of(0, 7) });
  // Smaller ones stay as they are.
  expect((await set.thumbnail!(pair, 9)).mask!.pixels).toEqual(Uint8Array.of(0, 0, 7, 7, 0, 0, 7, 7));
});

test('several masks are united, whichever of them marks a pixel', async () => {
  const set = await openSet([
    blob('c/images/c.png', 3, 1, [1, 2, 3]),
    blob('c/masks/1.png', 3, 1, [5, 0, 0]),
    blob('c/masks/2.png', 3, 1, [0, 9, 0]),
  ]);
  const masks = ['c/masks/1.png', 'c/masks/2.png'];
  expect((await set.thumbnail!({ image: null, masks }, 8)).mask!.pixels).toEqual(Uint8Array.of(5, 9, 0));
});

test('of different sizes each is shown by itself, and what cannot be read is said', async () => {
  const set = await openSet([
    blob('images/a.png', 2, 1, [1, 2]),
    blob('masks/a.png', 1, 2, [1, 0]),
    blob('images/b.png', 2, 1, []),
    blob('masks/b.png', 2, 1, [1, 0]),
  ]);
  const differ = await set.thumbnail!({ image: 'images/a.png', masks: ['masks/a.png'] }, 8);
  expect([differ.image, differ.mask].map((picture) => [picture!.width, picture!.height])).toEqual([
    [2, 1],
    [1, 2],
  ]);
  const damaged = await set.thumbnail!({ image: 'images/b.png', masks: ['masks/b.png'] }, 8);
  expect(damaged.image).toBeNull();
  expect(damaged.problem).toContain('images/b.png');
  expect(damaged.mask).not.toBeNull();
});
