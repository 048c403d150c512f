/** Text of CSV files, above all that nothing in them computes when a spreadsheet opens them. */
import { describe, expect, it } from 'vitest';
import { readArray } from '../readFiles';
import { openCsv } from './csv';
import { csvText } from './write';

const cell = (text: string) => csvText(['x'], [[text]]).slice('x\n'.length, -1);

describe('a cell of a CSV file', () => {
  it.each([
    ['=1+2', "'=1+2"],
    ['=HYPERLINK("http://a","b")', `"'=HYPERLINK(""http://a"",""b"")"`],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['-', "'-"],
    ['-1+1', "'-1+1"],
    ['-1.5e', "'-1.5e"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['＝1', "'＝1"],
  ])('that would be a formula is a text: %j', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  it.each(['-1.5', '+3e-4', '-inf', '-Infinity', '+nan', '-.5', '-7.', 'a=b', "'=1", 'x-1', ''])(
    'that is a number or a plain text stays as it is: %j',
    (text) => {
      expect(cell(text)).toBe(text);
    },
  );

  it('that holds a number is never touched', () => {
    expect(csvText(['x'], [[-1.5], [-Infinity], [-1e-21], [null], [false]])).toBe(
      'x\n-1.5\n-Infinity\n-1e-21\n\nfalse\n',
    );
  });

  it('is read back: numbers to the same bits, a name that was made safe with its apostrophe', async () => {
    const text = csvText(
      ['=a', 'b'],
      [
        ['-5', -0.1 - 0.2],
        ['+3e-4', -Infinity],
      ],
    );
    const file = await openCsv({ name: 'own.csv', blob: new Blob([text]) });
    expect(file.arrays.map(({ name }) => name)).toEqual(["'=a", 'b']);
    expect((await readArray(file, "'=a")).data).toEqual(Float64Array.of(-5, 3e-4));
    expect((await readArray(file, 'b')).data).toEqual(Float64Array.of(-0.1 - 0.2, -Infinity));
  });
});
