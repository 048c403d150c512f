/** Files that are parts of one table, and files that only look alike. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Readings } from '../../protocol/reading';
import type { NamedBlob } from '../openedFile';
import { openFiles } from '../openFiles';
import { readArray } from '../readFiles';

const parquet = new Uint8Array(readFileSync(new URL('../parquet/fixtures/part.parquet', import.meta.url)));
const file = (path: string, content: string | Uint8Array<ArrayBuffer>): NamedBlob => ({
  name: path.split('/').at(-1)!,
  blob: new Blob([content]),
  relativePath: path,
});
const open = (files: NamedBlob[], readings?: Readings) => openFiles(files, { readings });
const read = async (files: NamedBlob[], readings?: Readings) => {
  const [part, ...more] = await open(files, readings);
  expect(more).toEqual([]);
  const columns = await Promise.all(
    part!.file.arrays.map(async ({ name }) => {
      const { data, categories } = await readArray(part!.file, name);
      return [name, [...data].map((value) => (categories ? (categories[Number(value)] ?? null) : value))];
    }),
  );
  return { ...part!, columns: Object.fromEntries(columns) };
};

describe('a folder of parts', () => {
  it('of Parquet is one table, without what programs leave beside them', async () => {
    const files = [
      '_SUCCESS',
      '_metadata',
      'part-0.parquet',
      'part-1.parquet',
      'part-10.parquet',
      '.part-0.parquet.crc',
    ];
    const contents = files.map((name) => file(`yields/${name}`, name.startsWith('part') ? parquet : ''));
    const { name, columns, file: opened } = await read(contents);
    expect(name).toBe('yields');
    expect(opened.arrays.map(({ shape }) => shape)).toEqual([[300], [300], [300]]);
    expect(columns.a.slice(0, 100)).toEqual(columns.a.slice(100, 200));
    expect(columns.a[0]).toBeCloseTo(0.3456, 4);
    expect(opened.questions).toEqual([]);
    expect(opened.notes[0]!.message).toMatch(/^3 files are read as one table, in this order: yields\/part-0/);
  });

  it('of text is one table: the names of its columns stand there once', async () => {
    const { columns, file: opened } = await read([
      file('out/_SUCCESS', ''),
      file('out/part-00000.csv', 'a,kind\n1,x\n2,y\n'),
      file('out/part-00001.csv', 'a,kind\n3,z'),
      file('out/part-00002.csv', 'a,kind\n4,x\n'),
    ]);
    expect(columns).toEqual({ a: [1, 2, 3, 4], kind: ['x', 'y', 'z', 'x'] });
    expect(opened.notes).toEqual([
      {
        code: 'read-as',
        message:
          '3 files are read as one table, rows one after the other, from part-00000.csv to part-00002.csv',
      },
    ]);
  });

  it('of text without names of columns is one table as well', async () => {
    const { columns } = await read([file('o/part-00000', '1,2\n3,4\n'), file('o/part-00001', '5,6\n')]);
    expect(columns).toEqual({ c0: [1, 3, 5], c1: [2, 4, 6] });
  });

  it('has the names of its folders as columns', async () => {
    const { columns, file: opened } = await read([
      file('t/year=2019/site=north/part-0.csv', 'a\n1\n2\n'),
      file('t/year=2020/site=s%C3%BCd/part-0.csv', 'a\n3\n'),
      file('t/year=2020/site=__HIVE_DEFAULT_PARTITION__/part-0.csv', 'a\n4\n'),
    ]);
    expect(columns).toEqual({
      a: [1, 2, 4, 3],
      year: [2019, 2019, 2020, 2020],
      site: ['north', 'north', null, 'süd'],
    });
    expect(opened.notes.at(-1)!.message).toBe('The names of folders are read as columns: `year`, `site`');
  });
});

describe('tables with the same columns', () => {
  const two = [file('may.csv', 'a,b\n1,2\n'), file('june.csv', 'a,b\n3,4\n')];

  it('are one, and asked about, where their names do not say so', async () => {
    const { columns, file: opened } = await read(two);
    expect(columns).toEqual({ a: [3, 1], b: [4, 2] });
    expect(opened.questions).toMatchObject([
      { setting: 'join', choices: [{ value: 'rows' }, { value: 'apart' }] },
    ]);
    expect((await read(two, { '*': { join: 'rows' } })).file.questions).toEqual([]);
    expect(await open(two, { '*': { join: 'apart' } })).toHaveLength(2);
  });

  it('are one that knows its parts where they are named for training and testing', async () => {
    const files = [file('test.csv', 'a,b\n1,2\n'), file('train.csv', 'a,b\n3,4\n')];
    const parts = await open(files);
    expect(parts).toHaveLength(1);
    expect(parts[0]!.file.arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ['split', [2]],
      ['a', [2]],
      ['b', [2]],
    ]);
    expect(parts[0]!.file.questions).toEqual([]);
  });

  it('are several where the columns differ', async () => {
    expect(await open([file('X.csv', 'a,b\n1,2\n'), file('Y.csv', 'c\n1\n')])).toHaveLength(2);
  });
});
