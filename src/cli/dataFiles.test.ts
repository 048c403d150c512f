/** Data from the disk: files, folders and archives of pictures all give the same arrays. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readAll } from '../engine/data/datasetReader';
import { fingerprintOf } from '../engine/data/fingerprint';
import { writeGrey } from '../formats/images/pictures.fixture';
import { writeZip } from '../formats/zip/zip';
import { readData } from './dataFiles';
import { testFolder } from './testFolder';

const pictures: Record<string, Uint8Array<ArrayBuffer>> = {
  'images/a.png': writeGrey(2, 2, [1, 2, 3, 4]),
  'images/b.png': writeGrey(2, 2, [5, 6, 7, 8]),
  'masks/a.png': writeGrey(2, 2, [0, 0, 0, 255]),
  'masks/b.png': writeGrey(2, 2, [255, 0, 0, 0]),
};

async function writeAll(folder: string): Promise<void> {
  for (const [path, bytes] of Object.entries(pictures)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

describe('data on the command line', () => {
  it('are the same from a folder, its parts, its files and an archive', async () => {
    const folder = await testFolder();
    await writeAll(join(folder, 'set'));
    const files = Object.entries(pictures).map(([name, bytes]) => ({ name, bytes }));
    await writeFile(join(folder, 'set.zip'), writeZip(files));
    await writeFile(join(folder, 'set', '.DS_Store'), 'x');
    const inSet = (path: string) => join(folder, 'set', path);
    const ways = [
      [join(folder, 'set')],
      [`${join(folder, 'set')}/`],
      [inSet('images'), inSet('masks')],
      Object.keys(pictures).map(inSet),
      [join(folder, 'set.zip')],
    ];
    const fingerprints = new Set<string>();
    for (const paths of ways) {
      const data = await readData(paths);
      const arrays = await readAll(data);
      expect([...arrays.keys()]).toEqual(['images', 'masks', 'names']);
      expect([...arrays.get('masks')!.data]).toEqual([0, 0, 0, 255, 255, 0, 0, 0]);
      fingerprints.add(await fingerprintOf(data));
    }
    expect(fingerprints.size).toBe(1);
  });

  it('open a single picture, and refuse an empty folder and what is not there', async () => {
    const folder = await testFolder();
    await writeAll(folder);
    const arrays = await readAll(await readData([join(folder, 'images', 'a.png')]));
    expect(arrays.get('images')!.shape).toEqual([1, 2, 2, 1]);
    const empty = await testFolder();
    await expect(readData([empty])).rejects.toMatchObject({
      code: 'data-not-found',
      message: `${empty} cannot be opened: the folder is empty.`,
    });
    await expect(readData([join(folder, 'none')])).rejects.toMatchObject({
      message: `${join(folder, 'none')} cannot be opened: there is no such file.`,
    });
  });

  it('read the sample of vessels', async () => {
    const path = fileURLToPath(new URL('../../public/samples/vessels.zip', import.meta.url));
    const arrays = await readAll(await readData([path]));
    expect([...arrays.values()].map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      ['images', 'uint8', [60, 256, 256, 1]],
      ['masks', 'uint8', [60, 256, 256]],
      ['names', 'int32', [60]],
    ]);
    // Python: PIL and numpy, sorted names; sums of all values.
    const sum = (name: string) =>
      [...arrays.get(name)!.data].reduce<number>((total, value) => total + Number(value), 0);
    expect([sum('images'), sum('masks')]).toEqual([535568748, 65102010]);
    expect(arrays.get('names')!.categories!.slice(0, 2)).toEqual(['000.png', '001.png']);
  });
});
