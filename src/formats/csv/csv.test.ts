/** Text tables: dialects, types, missing values, and every fault with its exact place. */
import { describe, expect, it } from 'vitest';
import { readArray } from '../readFiles';
import { openCsv } from './csv';

const open = (text: string | Uint8Array<ArrayBuffer>, name = 'table.csv') =>
  openCsv({ name, blob: new Blob([text]) });

/** All columns as plain lists; text by its spelling, missing as null. */
async function readTable(
  text: string | Uint8Array<ArrayBuffer>,
): Promise<Record<string, (number | string | null)[]>> {
  const file = await open(text);
  const columns: [string, (number | string | null)[]][] = [];
  for (const { name } of file.arrays) {
    const { data, categories } = await readArray(file, name);
    const values = [...data].map((value) => {
      if (categories) return Number(value) < 0 ? null : categories[Number(value)]!;
      return Number.isNaN(value) ? null : Number(value);
    });
    columns.push([name, values]);
  }
  return Object.fromEntries(columns);
}

describe('csv', () => {
  it('reads numbers as float64 and everything else as categories', async () => {
    const file = await open('age,colour,weight\n30,red,1.5e3\n-4.25,blue,.5\n+7,red,1E-3\n');
    expect(file.format).toBe('csv');
    expect(file.arrays).toEqual([
      { name: 'age', shape: [3], dtype: 'float64' },
      { name: 'colour', shape: [3], dtype: 'string' },
      { name: 'weight', shape: [3], dtype: 'float64' },
    ]);
    expect((await readArray(file, 'age')).data).toEqual(Float64Array.of(30, -4.25, 7));
    expect(await readArray(file, 'colour')).toEqual({
      name: 'colour',
      dtype: 'int32',
      shape: [3],
      data: Int32Array.of(1, 0, 1),
      categories: ['blue', 'red'],
    });
    expect((await readArray(file, 'weight')).data).toEqual(Float64Array.of(1500, 0.5, 0.001));
  });

  it('takes the usual spellings of a missing value', async () => {
    const spellings = ['', ' ', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?', '#N/A'];
    const rows = spellings.map((spelling) => `${spelling},${spelling},x`).join('\n');
    const table = await readTable(`number,text,rest\n1,a,x\n${rows}\n`);
    expect(table.number).toEqual([1, ...spellings.map(() => null)]);
    expect(table.text).toEqual(['a', ...spellings.map(() => null)]);
  });

  it('reads infinite numbers', async () => {
    expect(await readTable('a,b\ninf,1\n-Infinity,2\n')).toEqual({ a: [Infinity, -Infinity], b: [1, 2] });
  });

  it.each([
    ['names over numbers', 'a,b\n1,2\n', { a: [1], b: [2] }],
    ['no header', '1,2\n3,4\n', { c0: [1, 3], c1: [2, 4] }],
    ['no header, some text', '1,red\n2,blue\n', { c0: [1, 2], c1: ['red', 'blue'] }],
    ['names over text only', 'name,kind\nann,x\nbob,y\n', { name: ['ann', 'bob'], kind: ['x', 'y'] }],
    ['text without names', 'x,x\nx,y\n', { c0: ['x', 'x'], c1: ['x', 'y'] }],
    ['repeated names', 'a,a,a\n1,2,3\n', { a: [1], 'a.1': [2], 'a.2': [3] }],
    ['row numbers without a name', ',a\n0,5\n1,6\n', { a: [5, 6] }],
    ['names with spaces', ' a , b c \n1,2\n', { a: [1], 'b c': [2] }],
  ])('header: %s', async (_case, text, expected) => {
    expect(await readTable(text)).toEqual(expected);
  });

  it.each([
    ['tabs', 'a\tb\n1\t2,5\n', { a: [1], b: [2.5] }],
    ['semicolons and decimal commas', 'a;b\n1,5;2\n-3,25;4e2\n', { a: [1.5, -3.25], b: [2, 400] }],
    ['semicolons and decimal points', 'a;b\n1.5;2\n3;4\n', { a: [1.5, 3], b: [2, 4] }],
    ['bars', 'a|b\n1|2\n', { a: [1], b: [2] }],
    ['one column', 'a\n1\n2\n', { a: [1, 2] }],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', { a: [1, 3], b: [2, 4] }],
    ['CR', 'a,b\r1,2\r3,4', { a: [1, 3], b: [2, 4] }],
    ['no line break at the end', 'a,b\n1,2', { a: [1], b: [2] }],
    ['blank lines', '\na,b\n\n1,2\n   \n3,4\n\n', { a: [1, 3], b: [2, 4] }],
    ['a byte order mark', '\ufeffa,b\n1,2\n', { a: [1], b: [2] }],
    ['quoted fields', '"a, really","b"\n"1","2"\n"3",4\r\n', { 'a, really': [1, 3], b: [2, 4] }],
    [
      'quotes and breaks in quotes',
      't,n\n"say ""hi""\nthere",1\n"x",2\n',
      { t: ['say "hi"\nthere', 'x'], n: [1, 2] },
    ],
    ['a delimiter at every end', 'a,b,\n1,2,\n3,4,\n', { a: [1, 3], b: [2, 4] }],
  ])('dialect: %s', async (_case, text, expected) => {
    expect(await readTable(text)).toEqual(expected);
  });

  it('calls a file by its delimiter', async () => {
    expect((await open('a\tb\n1\t2\n', 'x.csv')).format).toBe('tsv');
    expect((await open('a;b\n1;2\n', 'x.tsv')).format).toBe('csv');
  });

  it('reads UTF-16 and Windows-1252', async () => {
    const utf16 = Buffer.from('\ufeffgröße,b\n1,2\n', 'utf16le');
    expect(await readTable(new Uint8Array(utf16))).toEqual({ größe: [1], b: [2] });
    const latin = Buffer.from('gr\xf6\xdfe,b\n1,2\n', 'latin1');
    expect(await readTable(new Uint8Array(latin))).toEqual({ größe: [1], b: [2] });
  });

  it('reads rows that lie across pieces of the file, characters and quotes included', async () => {
    const row = (index: number) => `${index},"größe ${index % 3}\r\n""x""",${index / 8}`;
    const count = 120_000;
    const text = `id,text,value\r\n${Array.from({ length: count }, (_, index) => row(index)).join('\r\n')}`;
    expect(new Blob([text]).size).toBeGreaterThan(3 * 2 ** 20);
    const file = await open(text);
    const steps: number[] = [];
    const id = await readArray(file, 'id', { onProgress: (done, total) => steps.push(done / total) });
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.at(-1)).toBe(1);
    expect(id.data).toEqual(Float64Array.from({ length: count }, (_, index) => index));
    expect((await readArray(file, 'value')).data).toEqual(
      Float64Array.from({ length: count }, (_, index) => index / 8),
    );
    const { data, categories } = await readArray(file, 'text');
    expect(categories).toEqual(['größe 0\n"x"', 'größe 1\n"x"', 'größe 2\n"x"']);
    expect(data).toEqual(Int32Array.from({ length: count }, (_, index) => index % 3));
  });

  it('finds header and delimiter of a table whose rows are longer than its sample', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `column${index}`);
    const file = await open(`${names.join(';')}\n${names.map((_, index) => index).join(';')}\n`);
    expect(file.arrays).toHaveLength(20_000);
    expect((await readArray(file, 'column19999')).data[0]).toBe(19_999);
  });

  it('keeps a column of nothing but missing values, for the one who selects it to refuse', async () => {
    expect(await readTable('a,b\n1,\n2,NA\n')).toEqual({ a: [1, 2], b: [null, null] });
  });
});

describe('rows of another length', () => {
  it('lack their last cells, with a word', async () => {
    const rows = Array.from({ length: 8 }, (_, i) => `${i},${10 * i},t${i}`);
    rows[3] = '3,30';
    rows[5] = '5';
    const text = `a,b,c\n${rows.join('\n')}\n`;
    expect(await readTable(text)).toEqual({
      a: [0, 1, 2, 3, 4, 5, 6, 7],
      b: [0, 10, 20, 30, 40, null, 60, 70],
      c: ['t0', 't1', 't2', null, 't4', null, 't6', 't7'],
    });
    expect((await open(text)).notes.map(({ message }) => message)).toContain(
      '2 rows, the first on line 5, end before the last column: what is not there counts as missing',
    );
  });

  it('may have blanks behind the last column', async () => {
    expect(await readTable('a,b\n1,2,,\n3,4\n5,6, \n')).toEqual({ a: [1, 3, 5], b: [2, 4, 6] });
  });
});

describe('a bad csv', () => {
  it('ragged rows: the line, the count found and the count expected', async () => {
    await expect(open('a,b,c\n1,2,3\n\n"4\n4",5\n')).rejects.toMatchObject({
      code: 'data-ragged',
      message: 'table.csv, line 4 has 2 cells, but line 1 has 3.',
      details: { place: 'table.csv, line 4', received: '2 cells, expected 3' },
    });
    await expect(open('a,b\n1,2\n"x\ny",3\n1,2,3\n')).rejects.toThrow(
      'table.csv, line 5 has 3 cells, but line 1 has 2.',
    );
    await expect(open('a,b\n1,2\n3\n')).rejects.toThrow('table.csv, line 3 has 1 cell, but line 1 has 2.');
  });

  it('counts lines right when a piece of the file ends between CR and LF', async () => {
    const start = `a,b\r\n1,${'0'.repeat(2 ** 20 - 8)}`;
    expect(start.length).toBe(2 ** 20 - 1);
    await expect(open(`${start}\r\n3\r\n`)).rejects.toThrow(
      'table.csv, line 3 has 1 cell, but line 1 has 2.',
    );
  });

  it('a word in a column of numbers is missing, and said with its line and text', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `${index},${index === 15 ? 'abc' : index}`);
    const file = await open(`id,age\n${rows.join('\n')}\n`);
    expect((await readArray(file, 'age')).data[15]).toBeNaN();
    expect(file.notes).toEqual([
      {
        code: 'text-in-number',
        message:
          '`age`: "abc" on line 17 is not a number and counts as missing; 39 other cells of the column are numbers',
      },
    ]);
    expect(await readTable('a,b\n1,2\n2,x\n3,4\n')).toEqual({ a: [1, 2, 3], b: [2, null, 4] });
  });

  it('a column half numbers, half text is text, with a warning', async () => {
    const file = await open('a,ticket\n1,A7\n2,12\n3,B\n4,13\n');
    expect(file.arrays[1]).toMatchObject({ name: 'ticket', dtype: 'string' });
    expect(file.notes).toEqual([
      {
        code: 'text-in-number',
        message: '`ticket` is read as text: 2 of its 4 values are no numbers, first "A7" on line 2',
      },
    ]);
  });

  it('no rows, or nothing at all', async () => {
    await expect(open('')).rejects.toMatchObject({ code: 'data-empty', message: 'table.csv is empty.' });
    await expect(open(' \n\r\n')).rejects.toMatchObject({
      code: 'data-empty',
      message: 'table.csv is empty.',
    });
    await expect(open('a,b,c\n')).rejects.toMatchObject({
      code: 'data-empty',
      message: 'table.csv has a header but no rows.',
      details: { place: 'table.csv' },
    });
  });

  it('a quote that is never closed', async () => {
    await expect(open('a,b\n1,2\n"3,4\n5,6\n')).rejects.toMatchObject({
      code: 'data-ragged',
      message: 'table.csv, line 3: a quote is opened and never closed.',
    });
  });

  it('bytes that are no text', async () => {
    await expect(open(Uint8Array.of(1, 0, 2, 0, 3))).rejects.toMatchObject({
      code: 'file-format',
      message: 'table.csv is neither a text table nor a format that Anneal knows.',
      details: { received: 'bytes 01 00 02 00 03' },
    });
  });

  it('can be cancelled while it is opened or read', async () => {
    const blob = new Blob(['a,b\n1,2\n']);
    const cancelled = openCsv({ name: 'x.csv', blob }, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const file = await open('a,b\n1,2\n');
    await expect(readArray(file, 'a', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(readArray(file, 'z')).rejects.toMatchObject({ code: 'data-not-found' });
  });
});
