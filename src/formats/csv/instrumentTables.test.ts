/** Text tables as instruments and other programs write them: what stands before the rows, names in two rows, odd numbers and marks. */
import { describe, expect, it } from 'vitest';
import { readTable } from './readTable.fixture';

const rows = '0.5,1.25\n1.5,2.75\n2.5,0.25\n3.5,-1.5\n';
const [a, b] = [
  [0.5, 1.5, 2.5, 3.5],
  [1.25, 2.75, 0.25, -1.5],
];

describe('what stands before the rows is passed over', () => {
  it.each([
    [
      'a data logger of Campbell',
      `"TOA5","site","CR1000","12","x"\n"a","b"\n"V","m"\n"Avg","Smp"\n${rows}`,
      /Line 1 is no row/,
    ],
    [
      'several titles wider than the table',
      `Made,by,us\nOn,2 May,at,noon\n\na,b\n${rows}`,
      /Line 1 is no row/,
    ],
    ['a rule below the names', `a,b\n-----,-----\n${rows}`, null],
    ['formats of columns', `a\tb\n5s\t14n\n${rows.replaceAll(',', '\t')}`, null],
    ['a blank row below the units', `a,b\ns,V\n,\n${rows}`, /Line 2 gives units/],
    ['a name without a column', `a,b,Comment\n${rows}`, /`Comment` was left out/],
    ['Weka', `% x\n@relation r\n\n@attribute a real\n@attribute 'b' NUMERIC\n@data\n${rows}`, null],
    [
      'comments with other marks',
      `# GROMACS\n@ title "x"\n@TYPE xy\na b\n${rows.replaceAll(',', ' ')}`,
      /first 3 lines are comments/,
    ],
    ['names and units in comments', `#a b\n#V V\n${rows.replaceAll(',', ' ')}`, /names of the columns/],
  ])('%s', async (_case, text, says) => {
    const { table, said, asked } = await readTable(text);
    expect(table).toEqual({ a, b });
    if (says) expect(said.join('\n')).toMatch(says);
    expect(asked).toEqual([]);
  });

  it('but not a name of a column that is the sign of comments', async () => {
    for (const sign of ['#', '"#"', '%']) {
      const { table, said } = await readTable(`${sign},v\n1,0.5\n2,1.5\n3,2.5\n`);
      expect(Object.values(table)).toEqual([
        [1, 2, 3],
        [0.5, 1.5, 2.5],
      ]);
      expect(said).toEqual([]);
    }
  });
});

describe('names', () => {
  it('in two rows are put together where the second repeats', async () => {
    const { table, said } = await readTable(
      `site,dawn,,dusk,\n,temp,salt,temp,salt\n${'n,1.5,2.5,3.5,4.5\n'.repeat(3)}`,
    );
    expect(Object.keys(table).slice(1)).toEqual(['dawn temp', 'dawn salt', 'dusk temp', 'dusk salt']);
    expect(said[0]).toMatch(/Line 1 groups the columns/);
  });

  it('stand below a title, also over two columns', async () => {
    for (const title of ['Report,\n,\n', 'Report,\n']) {
      const { table } = await readTable(`${title}a,b\n${rows}`);
      expect(table).toEqual({ a, b });
    }
  });

  it('in two rows are the second where it is complete', async () => {
    const { table } = await readTable(`info,,flux,\nfile,H,LE,Tau\n${'n,1.5,2.5,3.5\n'.repeat(3)}`);
    expect(Object.keys(table)).toEqual(['file', 'H', 'LE', 'Tau']);
  });

  it('are years over whole numbers, and wave numbers over counts behind empty cells', async () => {
    const years = await readTable('city,2018,2019,2020\nBonn,7,12,3\nRom,1,15,8\nLund,90,4,11\n');
    expect(years.table['2019']).toEqual([12, 15, 4]);
    const map = await readTable(
      '\t\t200.5\t202.5\t204.5\n-1\t0\t310\t290\t301\n1\t0\t280\t300\t295\n3\t0\t301\t299\t260\n',
    );
    expect(map.table['202.5']).toEqual([290, 300, 299]);
    const data = await readTable('1990,1991,1992\n1991,1992,1993\n1992,1993,1994\n');
    expect(Object.keys(data.table)[0]).toBe('c0');
  });
});

describe('cells', () => {
  it.each([
    ['(1,234.50)', -1234.5],
    ['1,234.50-', -1234.5],
    ['($12.50)', -12.5],
    ['1.5*^-3', 0.0015],
    ['1.5×10^3', 1500],
  ])('%s is %d', async (cell, value) => {
    const { table } = await readTable(`v;w\n"${cell}";1\n2.5;2\n7.5;3\n`);
    expect(table.v).toEqual([value, 2.5, 7.5]);
  });

  it.each(['#VALEUR!', '#¡DIV/0!', '*****'])('%s is known to stand for missing', async (mark) => {
    const { table, asked } = await readTable(`v,w\n${mark},1\n2.5,2\n7.5,3\n`);
    expect(table.v).toEqual([null, 2.5, 7.5]);
    expect(asked[0]![0]).toBe('missing');
  });

  it('with one word again and again among many numbers are asked about, and taken for missing', async () => {
    const text = `v\n${Array.from({ length: 30 }, (_, i) => (i % 5 === 0 ? 'wird bestimmt' : String(i + 0.5))).join('\n')}\n`;
    const { table, asked } = await readTable(text);
    expect(table.v!.filter((value) => value === null)).toHaveLength(6);
    expect(table.v![1]).toBe(1.5);
    expect(asked).toEqual([['missing', 'wird bestimmt', '']]);
    expect((await readTable(text, { missing: '' })).table.v![0]).toBe('wird bestimmt');
  });

  it('with words among few different numbers are text', async () => {
    const { table } = await readTable(`v\n${'1\nK\n2\n3\n'.repeat(6)}`);
    expect(table.v!.slice(0, 2)).toEqual(['1', 'K']);
  });

  it('that are missing between blanks are no cells at the end', async () => {
    const text = `a   b   c\n${'1.5 2.5 3.5\n'.repeat(19)}1.5     3.5\n`;
    await expect(readTable(text)).rejects.toMatchObject({
      code: 'data-ragged',
      details: { remedy: expect.stringContaining('NaN') },
    });
  });

  it('beyond Western Europe are said to be read as if they were', async () => {
    const sjis = [0x93, 0x8c, 0x8b, 0x9e];
    const text = new Uint8Array([
      ...new TextEncoder().encode('n,v\n'),
      ...sjis,
      ...new TextEncoder().encode(',1\nx,2\n'),
    ]);
    expect((await readTable(text)).said[0]).toMatch(/Windows-1252/);
    const western = new TextEncoder()
      .encode('n,v\nM?ller,1\nx,2\n')
      .map((byte) => (byte === 63 ? 0xfc : byte));
    expect((await readTable(western)).said).toEqual([]);
  });
});
