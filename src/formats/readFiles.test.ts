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
  it('joins files, and makes a folder of each that has a name of another one', async () => {
    const arrays = await readFiles([
      await part('runs/a.csv', 'x,y\n1,2\n'),
      await part('b.csv', 'y,z\n3,4\n'),
      await part('other/b.csv', 'y\n5\n'),
    ]);
    expect([...arrays].map(([name, array]) => [name, array.name, array.data[0]])).toEqual([
      ['a/x', 'a/x', 1],
      ['a/y', 'a/y', 2],
      ['b/y', 'b/y', 3],
      ['b/z', 'b/z', 4],
      ['b.2/y', 'b.2/y', 5],
    ]);
  });

  it('leaves the names of a part as they are, and makes folders of files that are groups', async () => {
    const arrays = await readFiles([
      { ...(await part('all.csv', 'a/x,a/y,z\n1,2,3\n')), naming: 'kept' },
      { ...(await part('a.csv', 'x,y,b/z\n4,5,6\n')), naming: 'grouped' },
      { ...(await part('z.csv', 'z\n7\n')), naming: 'grouped' },
      { ...(await part('w.csv', 'w\n8\n')), naming: 'grouped' },
    ]);
    expect([...arrays.keys()]).toEqual(['a/x', 'a/y', 'z', 'a.2/x', 'a.2/y', 'a.2/b/z', 'z/z', 'w']);
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
