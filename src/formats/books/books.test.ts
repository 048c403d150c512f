/** Workbooks as spreadsheet programs write them: which sheet, which rows, and what their cells say. */
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../protocol/reading';
import { openFile } from '../openFile';
import { readArray } from '../readFiles';
import { odsFile, row, type SheetContent, xlsxFile } from './books.fixture';

const open = (bytes: Uint8Array<ArrayBuffer>, reading: Reading = {}, name = 'book.xlsx') =>
  openFile({ name, blob: new Blob([bytes]) }, { reading });
const openSheets = (sheets: SheetContent[], options?: Parameters<typeof xlsxFile>[1]) =>
  open(xlsxFile(sheets, options));
const columnsOf = async (file: Awaited<ReturnType<typeof open>>) =>
  Object.fromEntries(
    await Promise.all(
      file.arrays.map(async ({ name }) => {
        const { data, categories } = await readArray(file, name);
        return [name, [...data].map((value) => (categories ? (categories[Number(value)] ?? null) : value))];
      }),
    ),
  );
const none = Number.NaN;

describe('an Excel workbook', () => {
  it('has its numbers as they stand there, and its texts, wherever these are kept', async () => {
    const rows = [
      `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>kind</t></is></c></row>`,
      `<row r="2"><c r="A2"><v>0.1</v></c><c r="B2"><v>1E-3</v></c><c r="C2" t="str"><f>A1</f><v>a &amp; b</v></c></row>`,
      `<row r="3"><c r="A3"><v>12345678.9000001</v></c><c r="C3" t="s"><v>2</v></c></row>`,
    ];
    const texts = [
      '<t>depth</t>',
      '<r><t>sa</t></r><r><rPr><b/></rPr><t xml:space="preserve">lt</t></r><rPh sb="0" eb="1"><t>x</t></rPh>',
      '<t>c</t>',
    ];
    const file = await openSheets([{ name: 'Data', rows: rows.join('') }], { texts });
    expect(file).toMatchObject({ format: 'xlsx', notes: [], questions: [] });
    expect(await columnsOf(file)).toEqual({
      depth: [0.1, 12345678.9000001],
      salt: [0.001, none],
      kind: ['a & b', 'c'],
    });
  });

  it('has names in two rows where those of one repeat', async () => {
    const rows =
      row(1, [null, 'dawn', null, 'dusk']) +
      row(2, ['site', 'temp', 'salt', 'temp', 'salt']) +
      [3, 4, 5, 6].map((line) => row(line, ['a', line, 0.5, 2.5, -line])).join('');
    const columns = await columnsOf(await openSheets([{ name: 'S', rows }]));
    expect(columns).toMatchObject({ 'dawn temp': [3, 4, 5, 6], 'dusk salt': [-3, -4, -5, -6] });
    expect(columns.site).toEqual(['a', 'a', 'a', 'a']);
  });

  it('whose first name is # loses no row', async () => {
    const rows = row(1, ['#', 'v']) + row(2, [1, 0.5]) + row(3, [2, 1.5]);
    expect(await columnsOf(await openSheets([{ name: 'S', rows }]))).toEqual({ '#': [1, 2], v: [0.5, 1.5] });
  });

  it('has cells and rows in order where they do not say where they are', async () => {
    const rows =
      '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row><row><c><v>1</v></c><c><v>2</v></c></row>';
    expect(await columnsOf(await openSheets([{ name: 'S', rows }]))).toEqual({ a: [1], b: [2] });
  });

  it('reads dates as days since 1970 and says so, in the calendars of both systems', async () => {
    // 2020-01-31 is 43861 in the system of 1900 and 42399 in that of 1904.
    const rows = (serial: number) =>
      row(1, ['day', 'x']) +
      row(2, [`<c s="1"><v>${serial}</v></c>`, 1]) +
      row(3, [`<c s="2"><v>${serial + 0.5}</v></c>`, 2]);
    for (const [serial, date1904] of [
      [43861, false],
      [42399, true],
    ] as const) {
      const file = await openSheets([{ name: 'S', rows: rows(serial) }], { date1904 });
      expect((await columnsOf(file)).day).toEqual([18292, 18292.5]);
      expect(file.notes).toEqual([
        { code: 'read-as', message: 'Dates are read as days since 1970-01-01: `day`' },
      ]);
    }
  });

  it('takes a number with a word in its format for a number', async () => {
    const rows =
      row(1, ['x', 'y']) + row(2, ['<c s="3"><v>5</v></c>', 1]) + row(3, ['<c s="3"><v>6</v></c>', 2]);
    const file = await openSheets([{ name: 'S', rows }]);
    expect(await columnsOf(file)).toEqual({ x: [5, 6], y: [1, 2] });
    expect(file.notes).toEqual([]);
  });

  it('reads errors and formulas without a result as missing, says where, and booleans as text', async () => {
    const rows =
      row(1, ['x', 'f', 'b']) +
      row(2, ['<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c><f>A2*2</f></c>', '<c t="b"><v>1</v></c>']) +
      row(3, [2, '<c><f>A3*2</f><v>4</v></c>', '<c t="b"><v>0</v></c>']);
    const file = await openSheets([{ name: 'S', rows }]);
    expect(await columnsOf(file)).toEqual({ x: [none, 2], f: [none, 4], b: ['TRUE', 'FALSE'] });
    expect(file.notes.map(({ message }) => message)).toEqual([
      'Errors (#DIV/0!) are read as missing, in A2',
      'Formulas whose results the file does not hold are read as missing, in B2: open and save it in a spreadsheet program to have them',
    ]);
  });

  it('finds the table below titles and beside empty columns, and leaves notes below it out', async () => {
    const rows =
      row(1, [null, 'Yields of 2020']) +
      row(4, [null, 'depth', 'salt', 'yield']) +
      row(5, [null, 1, 2, 3]) +
      row(6, [null, 4, 5, 6]) +
      row(9, [null, 'Source: field book']);
    const file = await openSheets([{ name: 'S', rows }]);
    expect(await columnsOf(file)).toEqual({ depth: [1, 4], salt: [2, 5], yield: [3, 6] });
    expect(file.notes).toEqual([
      { code: 'skipped', message: 'Left out because they are no rows of the table: rows 1, 9' },
    ]);
  });

  it('gives each row of a merged cell its value, and says so', async () => {
    const rows = row(1, ['site', 'x']) + row(2, ['north', 1]) + row(3, [null, 2]) + row(4, ['south', 3]);
    const rest = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>';
    const file = await openSheets([{ name: 'S', rows, rest }]);
    expect(await columnsOf(file)).toEqual({ site: ['north', 'north', 'south'], x: [1, 2, 3] });
    expect(file.notes.map(({ message }) => message)).toEqual([
      'Merged cells are read as if each of their rows had the value: 1 cells',
    ]);
  });

  it('finds cells far down that lie beyond the columns of the first rows', async () => {
    const rows = [
      row(1, ['x', 'y']),
      ...Array.from({ length: 400 }, (_, index) => row(index + 2, [index, 2])),
    ];
    rows[300] = row(301, [299, 2, 7]);
    const columns = await columnsOf(await openSheets([{ name: 'S', rows: rows.join('') }]));
    expect(columns.x).toHaveLength(400);
    expect(columns.c2![299]).toBe(7);
  });

  const numbers = (value: number) => row(1, ['x', 'y']) + row(2, [value, 2]) + row(3, [value + 1, 3]);

  it('asks which sheet where several hold numbers, and never for notes and hidden ones', async () => {
    const sheets = [
      { name: 'Read me', rows: row(1, ['Measured in May']) },
      { name: 'Lists', rows: numbers(9), state: 'hidden' },
      { name: 'May', rows: numbers(1) },
      { name: 'June', rows: numbers(5) },
    ];
    const bytes = xlsxFile(sheets);
    const file = await open(bytes);
    expect((await columnsOf(file)).x).toEqual([1, 2]);
    expect(file.questions).toMatchObject([
      { setting: 'sheet', choices: [{ value: 'May', preview: { columns: ['x', 'y'] } }, { value: 'June' }] },
    ]);
    const june = await open(bytes, { sheet: 'June' });
    expect((await columnsOf(june)).x).toEqual([5, 6]);
    expect(june.questions).toEqual([]);
    await expect(open(bytes, { sheet: 'July' })).rejects.toMatchObject({
      code: 'data-not-found',
      details: { remedy: 'It has: Read me, Lists, May, June.' },
    });
    expect((await openSheets(sheets.slice(0, 3))).questions).toEqual([]);
  });

  it('is told from a set of pictures, and refused without a table', async () => {
    await expect(openSheets([])).rejects.toMatchObject({
      code: 'data-empty',
      message: 'book.xlsx has no sheet with a table.',
    });
  });

  it('is refused by what is wrong with it', async () => {
    await expect(
      openSheets([{ name: 'S', rows: '<row r="1"><c r="A1" t="s"><v>3</v></c></row>' }]),
    ).rejects.toMatchObject({
      code: 'file-format',
      message: 'book.xlsx, sheet S is not sound: row 1 refers to text 3, which is missing.',
    });
    await expect(openSheets([{ name: 'S', rows: '<row r="1"><c' }])).rejects.toMatchObject({
      code: 'file-format',
    });
  });
});

describe('an OpenDocument spreadsheet', () => {
  const number = (value: number) =>
    `<table:table-cell office:value-type="float" office:value="${value}"><text:p>shown</text:p></table:table-cell>`;
  const text = (value: string) =>
    `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`;
  const rowOf = (...cells: string[]) => `<table:table-row>${cells.join('')}</table:table-row>`;

  it('has its values, repeated cells and rows as well', async () => {
    const tables = `<table:table table:name="Data">${rowOf(text('x'), text('y'), text('day'))}${rowOf(
      number(0.5),
      number(2),
      '<table:table-cell office:value-type="date" office:date-value="2020-01-31"><text:p>31.01.20</text:p></table:table-cell>',
    )}<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`;
    const file = await open(odsFile(tables), {}, 'book.ods');
    expect(file.format).toBe('ods');
    expect(await columnsOf(file)).toEqual({ x: [0.5, 7, 7], y: [2, 7, 7], day: [18292, none, none] });
  });
});

describe('a compound file of Microsoft', () => {
  const compound = (stream: string) => {
    const bytes = new Uint8Array(1024);
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    const view = new DataView(bytes.buffer);
    view.setUint16(30, 9, true);
    view.setUint32(48, 0, true);
    for (const [index, letter] of [...stream].entries())
      view.setUint16(512 + 2 * index, letter.charCodeAt(0), true);
    view.setUint16(512 + 64, 2 * stream.length + 2, true);
    return bytes;
  };

  it('is named as what it is: a workbook with a password, or an old one', async () => {
    await expect(open(compound('EncryptedPackage'))).rejects.toMatchObject({
      code: 'file-unsupported',
      message: 'book.xlsx is a workbook that a password protects.',
    });
    await expect(open(compound('Workbook'), {}, 'book.xls')).rejects.toMatchObject({
      code: 'file-format',
      details: { received: 'an old Excel workbook (xls)' },
    });
  });
});
