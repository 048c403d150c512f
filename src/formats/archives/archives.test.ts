/** Tables and arrays that come packed: what is in the archive is opened as if it had come alone. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Readings } from '../../protocol/reading';
import { writeNpy } from '../npy/npy';
import type { NamedBlob } from '../openedFile';
import { openFiles } from '../openFiles';
import { readArray } from '../readFiles';
import { writeZip } from '../zip/zip';
import { gunzip } from './gzip';
import { hold } from './held';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const file = (path: string, content: string | Uint8Array): NamedBlob => ({
  name: path.split('/').at(-1)!,
  blob: new Blob([content as Uint8Array<ArrayBuffer>]),
  relativePath: path,
});
const packed = (files: Record<string, string | Uint8Array>) =>
  writeZip(
    Object.entries(files).map(([name, content]) => ({
      name,
      bytes: typeof content === 'string' ? bytesOf(content) : content,
    })),
  );
const table = 'a,b\n1,2\n3,4\n';
const open = (files: NamedBlob[], readings?: Readings) => openFiles(files, { readings });
const columnOf = async (files: NamedBlob[], name: string, readings?: Readings) => {
  const [part] = await open(files, readings);
  return [...(await readArray(part!.file, name)).data];
};

describe('a gzip file', () => {
  it('is opened as what is in it, also in several members', async () => {
    const whole = gzipSync(table);
    const members = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]);
    for (const bytes of [whole, members]) {
      const [part] = await open([file('data.csv.gz', bytes)]);
      expect(part).toMatchObject({ name: 'data.csv', file: { format: 'csv', notes: [], questions: [] } });
      expect([...(await readArray(part!.file, 'b')).data]).toEqual([2, 4]);
    }
    const array = { name: 'X', dtype: 'float64' as const, shape: [2], data: Float64Array.of(5, 6) };
    expect(await columnOf([file('X.npy.gz', gzipSync(writeNpy(array)))], 'X')).toEqual([5, 6]);
  });

  it('is refused where it is cut off or its checksum is another one', async () => {
    const long = gzipSync(
      `a,b\n${'1,2\n'.repeat(40_000)}${Array.from({ length: 9999 }, (_, i) => `${Math.sin(i)},1\n`).join('')}`,
    );
    await expect(open([file('a.csv.gz', long.subarray(0, 70_000))])).rejects.toMatchObject({
      code: 'file-truncated',
      message: 'a.csv.gz is cut off: its compressed content breaks off.',
    });
    const wrong = Uint8Array.from(long);
    wrong[wrong.length - 6]! ^= 1;
    await expect(open([file('a.csv.gz', wrong)])).rejects.toMatchObject({ code: 'file-format' });
    const first = Uint8Array.from(Buffer.concat([long, gzipSync('9,9\n')]));
    first[long.length - 6]! ^= 1;
    await expect(open([file('a.csv.gz', first)])).rejects.toMatchObject({ code: 'file-format' });
  });

  it('that is too large to be held is unpacked anew for each reading, if it is text', async () => {
    const text = Array.from({ length: 500_000 }, (_, index) => `${index},x`).join('\n');
    const blob = new Blob([gzipSync(text)]);
    const unpack = () => gunzip({ name: 'a.gz', blob });
    const held = await hold('a.gz', blob.size, unpack, { mostHeld: 2 ** 21 });
    expect(held.size).toBe(text.length);
    const decode = async (start: number, end: number) =>
      new TextDecoder().decode(await held.slice(start, end).arrayBuffer());
    for (const start of [3_000_000, 3_100_000, 2_000_000, 0, text.length - 10])
      expect(await decode(start, start + 10)).toBe(text.slice(start, start + 10));
    const both = await Promise.all([decode(4_000_000, 4_000_010), decode(1_500_000, 1_500_010)]);
    expect(both).toEqual([text.slice(4_000_000, 4_000_010), text.slice(1_500_000, 1_500_010)]);
    const zeros = new Blob([gzipSync(new Uint8Array(2 ** 22))]);
    await expect(
      hold('a.gz', zeros.size, () => gunzip({ name: 'a.gz', blob: zeros }), { mostHeld: 2 ** 21 }),
    ).rejects.toMatchObject({ code: 'file-too-large' });
    await expect(hold('a.gz', blob.size, unpack, { mostBytes: 2 ** 20 })).rejects.toMatchObject({
      code: 'file-too-large',
    });
  });
});

describe('a ZIP archive', () => {
  it('of one table is that table, whatever systems and people leave beside it', async () => {
    const bytes = packed({
      '__MACOSX/._train.csv': 'x',
      '.DS_Store': 'x',
      'set/readme.md': '# A table',
      'set/train.csv': table,
    });
    const [part] = await open([file('set.zip', bytes)]);
    expect(part).toMatchObject({ name: 'train.csv', file: { format: 'csv', questions: [] } });
    expect(part!.file.notes.map(({ message }) => message)).toEqual(['Left alone in set.zip: set/readme.md']);
    expect(await columnOf([file('csv.zip', packed({ 'a.csv': table }))], 'a')).toEqual([1, 3]);
    expect(await columnOf([file('x.zip', packed({ 'a.csv.gz': gzipSync(table) }))], 'a')).toEqual([1, 3]);
    expect(await columnOf([file('x.zip', packed({ 'b.zip': packed({ 'a.csv': table }) }))], 'a')).toEqual([
      1, 3,
    ]);
  });

  it('of several tables is the likeliest, asked about, and any other by its name', async () => {
    const files = {
      'sample_submission.csv': 'id,z\n1,0\n',
      'test.csv': 'id,x\n8,9\n',
      'train.csv': 'id,x,y\n1,2,3\n4,5,6\n',
    };
    const zip = [file('all.zip', packed(files))];
    const [part] = await open(zip);
    expect(part!.name).toBe('all.zip');
    expect(part!.file.arrays.map(({ name }) => name)).toEqual(['id', 'x', 'y']);
    expect(part!.file.questions).toMatchObject([
      {
        setting: 'sheet',
        choices: [{ value: 'train.csv' }, { value: 'sample_submission.csv' }, { value: 'test.csv' }],
      },
    ]);
    expect(await columnOf(zip, 'z', { 'all.zip': { sheet: 'sample_submission.csv' } })).toEqual([0]);
    await expect(open(zip, { '*': { sheet: 'none' } })).rejects.toMatchObject({ code: 'data-not-found' });
  });

  it('of several tables with the same columns named as parts is one table', async () => {
    const zip = [
      file('all.zip', packed({ 'p/part-0.csv': table, 'p/part-1.csv': 'a,b\n5,6\n', 'p/_SUCCESS': '' })),
    ];
    const [part, ...more] = await open(zip);
    expect(more).toEqual([]);
    expect([...(await readArray(part!.file, 'a')).data]).toEqual([1, 3, 5]);
  });

  it('that is a document of another kind is named', async () => {
    await expect(open([file('a.docx', packed({ 'word/document.xml': '<x/>' }))])).rejects.toMatchObject({
      code: 'file-format',
      details: { received: 'a Word document' },
    });
    await expect(open([file('a.pt', packed({ 'archive/data.pkl': 'x' }))])).rejects.toMatchObject({
      details: { received: 'a file of PyTorch, which holds a Python pickle' },
    });
  });
});
