/** Text tables as people have them: each kind with its right values, what is said, and what is asked. */
import { describe, expect, it } from 'vitest';
import { openCsv } from './csv';
import { readTable as read } from './readTable.fixture';

/** Rows of decimals, as many as asked for. */
const rowsOf = (count: number, row: (index: number) => string) =>
  `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;

describe('a first line', () => {
  const decimals = rowsOf(8, (i) => `${i + 0.25},${i * 0.5 - 0.125},${0.75 - i},${i / 8 + 0.01}`);

  it.each([
    ['years', '2019,2020,2021,2022'],
    ['wavelengths behind a word', 'protein,1100,1102,1104'],
    ['elements, one of which is NA', 'SI,NA,MG,AL'],
  ])('names the columns: %s', async (_case, header) => {
    const { table, asked } = await read(`${header}\n${decimals}`);
    expect(new Set(Object.keys(table))).toEqual(new Set(header.split(',')));
    expect(table[header.split(',')[1]!]![1]).toBe(0.375);
    expect(asked).toEqual([]);
  });

  it('of pandas counts the columns, over rows that are counted as well', async () => {
    const { table, said, asked } = await read(
      `,0,1,2\n${rowsOf(6, (i) => `${i},${i + 0.5},${i - 0.25},${i * 1.5 + 0.1}`)}`,
    );
    expect(Object.keys(table)).toEqual(['0', '1', '2']);
    expect(table['0']).toHaveLength(6);
    expect(said).toEqual(['The first column, which has no name, was left out: it numbers the rows']);
    expect(asked).toEqual([]);
  });

  it.each([
    '1,2\n3,4\n',
    '5.1,3.5,1.4,setosa\n4.9,3.0,1.4,setosa\n',
    '1,2,3\n4,5,6\n7,8,9\n',
    '5,0,0\n3,0,1\n',
  ])('is a row like others, and nobody is asked: %j', async (text) => {
    const { table, asked } = await read(text);
    expect(Object.keys(table)[0]).toBe('c0');
    expect(asked).toEqual([]);
  });

  it('of whole numbers over decimals may be either, so that it is asked, and an answer is followed', async () => {
    const text = `12,7,30\n${rowsOf(5, (i) => `${i + 0.5},${i + 0.25},${i + 0.75}`)}`;
    expect((await read(text)).asked).toEqual([['header', 'yes', 'no']]);
    expect(Object.keys((await read(text, { header: 'no' })).table)).toEqual(['c0', 'c1', 'c2']);
    expect((await read(text, { header: 'yes' })).asked).toEqual([]);
  });
});

describe('lines that are no rows', () => {
  const rows = '1.5,2\n3,4.5\n5,6\n';
  const table = { a: [1.5, 3, 5], b: [2, 4.5, 6] };

  it.each([
    ['a separator for spreadsheets', 'sep=;\na;b\n1.5;2\n3;4.5\n5;6\n', /Line 1 says/],
    ['comments', `# logger 7\n# station: north, 2 m\na,b\n${rows}`, /2 lines from line 1 on are comments/],
    ['comments of other marks', `% logger\na,b\n${rows}`, /comment that begins with %/],
    ['a comment between rows', 'a,b\n1.5,2\n# moved, again\n3,4.5\n5,6\n', /Line 3 is a comment/],
    ['units', `a,b\nm,kg\n${rows}`, /Line 2 gives units and is no row: m, kg/],
    ['units in brackets, one missing', `a,b\n[m s-1],\n${rows}`, /Line 2 gives units/],
    ['a title', `Logger 7\n\na,b\n${rows}`, /Line 1 is no row of the table/],
    [
      'a title as spreadsheets write it',
      `Report,,\n,,\na,b,\n${rows.replaceAll('\n', ',\n')}`,
      /Line 1 is no row of the table/,
    ],
    ['names in a comment', `# a,b\n${rows}`, /names of the columns are those of the comment/],
    ['names in a comment, with blanks', `# made by savetxt\n# a b\n${rows}`, /names of the columns/],
  ])('are passed over or used, and said: %s', async (_case, text, says) => {
    const found = await read(text);
    expect(found.table).toEqual(table);
    expect(found.said.some((message) => says.test(message))).toBe(true);
    expect(found.asked).toEqual([]);
  });

  it('do not take rows with them whose text begins with the mark', async () => {
    const { table, said } = await read('tag,n\n#fun,1\n#sad,2\n');
    expect(table).toEqual({ tag: ['#fun', '#sad'], n: [1, 2] });
    expect(said).toEqual([]);
  });
});

describe('columns', () => {
  it('without a name number or name the rows, as R writes them', async () => {
    const numbered = await read('"a","b"\n"1",0.5,2\n"2",1.5,3\n"3",2.5,5\n');
    expect(numbered.table).toEqual({ a: [0.5, 1.5, 2.5], b: [2, 3, 5] });
    expect(numbered.said).toEqual(['The first column, which has no name, was left out: it numbers the rows']);
    const named = await read('a,b\nMazda,0.5,2\nFiat,1.5,3\n');
    expect(named.table).toEqual({ c0: ['Mazda', 'Fiat'], a: [0.5, 1.5], b: [2, 3] });
    expect(named.said[0]).toContain('it names the rows');
  });

  it('that have no name and no row numbers stay', async () => {
    expect((await read(',a\n0.5,5\n0.5,6\n')).table).toEqual({ c0: [0.5, 0.5], a: [5, 6] });
  });

  it.each([
    ['aligned', '   1.5     2\n  -3.25   10\n   4       5\n', { c0: [1.5, -3.25, 4], c1: [2, 10, 5] }],
    [
      'with names and text',
      'x  y  site\n1.5 2  "a b"\n3   4  c\n',
      { x: [1.5, 3], y: [2, 4], site: ['a b', 'c'] },
    ],
    ['by tabs and spaces', 'x \t y\n1 \t 2\n3\t4\n', { x: [1, 3], y: [2, 4] }],
  ])('stand apart by blanks: %s', async (_case, text, expected) => {
    expect((await read(text)).table).toEqual(expected);
  });

  it('hold delimiters in quotes behind a blank', async () => {
    expect((await read('"id", "site", "a"\n0, "bog, north", 0.5\n1, "fen", 1.5\n')).table).toEqual({
      id: [0, 1],
      site: ['bog, north', 'fen'],
      a: [0.5, 1.5],
    });
  });

  it('of one name over decimal commas are one', async () => {
    expect((await read('a\n1,5\n2,25\n')).table).toEqual({ a: [1.5, 2.25] });
  });
});

describe('numbers', () => {
  it.each([
    ['Fortran', '1.5D+03,2.5d-1,1.5+103,3.D0', [1500, 0.25, 1.5e103, 3]],
    ['typographic signs', '−1.5,–2,﹣3,4', [-1.5, -2, -3, 4]],
    ['groups by blanks and apostrophes', "1 234.5,1'234'567,12\u202f000,7", [1234.5, 1234567, 12000, 7]],
    ['quoted groups with decimals', '"1,234.56","1,234,567","12.5","0.5"', [1234.56, 1234567, 12.5, 0.5]],
  ])('are read however they are written: %s', async (_case, row, expected) => {
    const { table, asked } = await read(`a,b,c,d\n${`${row}\n`.repeat(3)}`);
    expect(Object.values(table).map(([first]) => first)).toEqual(expected);
    expect(asked).toEqual([]);
  });

  it('have decimal commas that the first hundred rows do not show', async () => {
    const { table, asked } = await read(`a;b\n${rowsOf(400, (i) => (i < 200 ? `${i};1` : `${i},5;2,25`))}`);
    expect(table.a!.slice(198, 202)).toEqual([198, 199, 200.5, 201.5]);
    expect(table.b!.slice(198, 202)).toEqual([1, 1, 2.25, 2.25]);
    expect(asked).toEqual([]);
  });

  it('have points between thousands where commas are decimal, which is said', async () => {
    const { table, said, asked } = await read('a;people\n0,5;1.200\n1,25;1.237,5\n2,5;12.000\n');
    expect(table).toEqual({ a: [0.5, 1.25, 2.5], people: [1200, 1237.5, 12000] });
    expect(said).toEqual(['In `people`, "." stands between thousands: 1.200 is 1200']);
    expect(asked).toEqual([]);
  });

  it.each([
    ['tabs', 'plot\tpeople\n0\t1,200\n1\t1,237\n'],
    ['quotes', 'plot,people\n0,"1,200"\n1,"1,237"\n'],
  ])('that may be thousands or thousandths are asked about: %s', async (_case, text) => {
    const { table, said, asked, questions } = await read(text);
    expect(table.people).toEqual([1200, 1237]);
    expect(said).toHaveLength(1);
    expect(asked).toEqual([['decimal', 'point', 'comma']]);
    expect(questions[0]!.choices.map(({ preview }) => preview.rows[0]![1])).toEqual(['1200', '1.2']);
    const comma = await read(text, { decimal: 'comma' });
    expect(comma.table.people).toEqual([1.2, 1.237]);
    expect(comma.asked).toEqual([]);
  });

  it('of points alone in a file of semicolons are asked about as well, and not among commas', async () => {
    const text = 'plot;people\n0;1.200\n1;1.237\n';
    expect((await read(text)).asked).toEqual([['decimal', 'comma', 'point']]);
    expect((await read(text, { decimal: 'point' })).table.people).toEqual([1.2, 1.237]);
    expect((await read(text.replaceAll(';', ','))).asked).toEqual([]);
  });

  it('are no dates, times and addresses', async () => {
    const row = '2020-01-02,12:30,1.2.3,555-0100';
    expect((await read(`a,b,c,d\n${`${row}\n`.repeat(2)}`)).table).toEqual(
      Object.fromEntries(row.split(',').map((text, index) => ['abcd'[index], [text, text]])),
    );
  });
});

describe('marks of missing numbers', () => {
  const text = `a,b,c\n${rowsOf(20, (i) => `${i + 0.5},${i % 5 === 0 ? '.' : i},${i === 3 ? '<0.05' : i / 4}`)}`;

  it('are proposed where all else in a column is numbers, counted and asked about', async () => {
    const { table, said, asked } = await read(text);
    expect(table.b!.slice(0, 6)).toEqual([null, 1, 2, 3, 4, null]);
    expect(table.c![3]).toBeNull();
    expect(said).toEqual(['Taken for missing: . in `b` (4), <0.05 in `c` (1)']);
    expect(asked).toEqual([['missing', '.,<', '']]);
  });

  it('are as somebody says', async () => {
    const kept = await read(text, { missing: '' });
    expect(kept.table.b!.slice(0, 2)).toEqual(['.', '1']);
    expect(kept.asked).toEqual([]);
    const other = await read('a,b\n1,-999\n2,7\n3,oops\n', { missing: '-999,oops' });
    expect(other.table).toEqual({ a: [1, 2, 3], b: [null, 7, null] });
    expect(other.said).toEqual([]);
  });

  it('are words where the column is text', async () => {
    const { table, asked } = await read('a,b\n1,low\n2,-\n3,high\n');
    expect(table.b).toEqual(['low', '-', 'high']);
    expect(asked).toEqual([]);
    expect((await read('a,b\n1,-\n2,-\n3,\n')).table.b).toEqual(['-', '-', null]);
  });

  it('that are numbers are said, and left', async () => {
    const { table, said } = await read('a,b\n1,-999\n2,7\n3,8.5\n4,9\n');
    expect(table.b![0]).toBe(-999);
    expect(said[0]).toContain('--missing -999');
  });
});

describe('encodings', () => {
  it('are judged by the whole file', async () => {
    const names = ['Müller', 'Möller', 'Søren'];
    const text = `who,y\n${rowsOf(9000, (i) => `${i < 8990 ? 'Ana' : names[i % 3]},${i}`)}`;
    const { table } = await read(new Uint8Array(Buffer.from(text, 'latin1')));
    expect(new Set(table.who)).toEqual(new Set(['Ana', ...names]));
    expect(new Set((await read(text)).table.who)).toEqual(new Set(['Ana', ...names]));
  });

  it('of Windows have a euro sign', async () => {
    const bytes = Buffer.from('name;price\nMüller;1,5 \x80\nAna;2,5 \x80\n', 'latin1');
    const { table, said } = await read(new Uint8Array(bytes));
    expect(table).toEqual({ name: ['Müller', 'Ana'], price: [1.5, 2.5] });
    expect(said).toEqual(['In `price`, € is left out: 1,5 € is read as 1.5']);
  });

  it('of two bytes need no mark', async () => {
    const bytes = Buffer.from('größe,b\n1,2\n3,4\n', 'utf16le');
    expect((await read(new Uint8Array(bytes))).table).toEqual({ größe: [1, 3], b: [2, 4] });
    expect((await read(new Uint8Array(bytes.swap16()))).table).toEqual({ größe: [1, 3], b: [2, 4] });
  });
});

describe('what is no table', () => {
  it.each([
    ['JSON', '{"a": [1, 2]}', /is JSON/],
    ['JSON of records', '[\n {"a": 1},\n {"a": 2}\n]', /is JSON/],
    ['a page', '<!DOCTYPE html>\n<html></html>', /page of the web/],
    ['one long line', '0.5,'.repeat(2 ** 19), /have no line break/],
  ])('is refused in one line: %s', async (_case, text, says) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringMatching(says),
    });
  });

  it('a quote that stays open is found within 32 MiB, with the line on which it opens', async () => {
    const parts = ['a,b\n1,2\n3,"oops\n', ...Array.from({ length: 40 }, () => '4,5\n'.repeat(2 ** 18))];
    const blob = new Blob(parts);
    await expect(openCsv({ name: 'table.csv', blob })).rejects.toMatchObject({
      code: 'data-ragged',
      message: 'table.csv, line 3: a quote is opened and not closed within 32 MiB.',
    });
  });
});
