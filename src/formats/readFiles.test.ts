/** Several files as one dataset. */
import { describe, expect, it } from 'vitest';
import { openCsv } from './csv/csv';
import { readFiles } from './readFiles';

const part = async (name: string, text: string, names?: string[]) => ({
  name,
  file: await openCsv({ name, blob: new Blob([text]) }),
  names,
});

describe('readFiles', () => {
  it('joins files, and names after its file what occurs twice', async () => {
    const arrays = await readFiles([
      await part('runs/a.csv', 'x,y\n1,2\n'),
      await part('b.csv', 'y,z\n3,4\n'),
      await part('other/b.csv', 'y\n5\n'),
    ]);
    expect([...arrays].map(([name, array]) => [name, array.name, array.data[0]])).toEqual([
      ['x', 'x', 1],
      ['a/y', 'a/y', 2],
      ['b/y', 'b/y', 3],
      ['z', 'z', 4],
      ['b/y.2', 'b/y.2', 5],
    ]);
  });

  it('reads only what is chosen, so that names left out do not clash', async () => {
    const steps: [number, number][] = [];
    const arrays = await readFiles(
      [await part('a.csv', 'x,y\n1,2\n', ['x']), await part('b.csv', 'y,z\n3,4\n', ['y'])],
      { onProgress: (done, total) => steps.push([done, total]) },
    );
    expect([...arrays.keys()]).toEqual(['x', 'y']);
    expect(steps.at(-1)).toEqual([2, 2]);
    await expect(readFiles([await part('a.csv', 'x,y\n1,2\n', ['q'])])).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'a.csv has no array "q".',
    });
  });
});
