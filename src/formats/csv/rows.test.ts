/** Cells out of bytes, wherever the file is cut, and the blanks that are not part of them. */
import { describe, expect, it } from 'vitest';
import { createNumberReader } from './numbers';
import { createPage, dropBlanks, skipBlanks, textOf } from './page';
import { createTokenizer } from './rows';

/** All cells of a text that comes in pieces of so many bytes, and the lines of its rows. */
function tokenize(text: string, pieceBytes: number, delimiter = ','): { rows: string[][]; lines: number[] } {
  const rows: string[][] = [];
  const lines: number[] = [];
  let cells: string[] = [];
  const tokenizer = createTokenizer('table.csv', { delimiter }, createNumberReader(false), {
    numeric: new Uint8Array(8).fill(1),
    onNumber: (_, page, from, to) => cells.push(textOf(page, from, to)),
    onText: (_, page, from, to) => cells.push(textOf(page, from, to)),
    onRow: (_, line) => {
      rows.push(cells);
      lines.push(line);
      cells = [];
    },
  });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) tokenizer.take(bytes.subarray(at, at + pieceBytes));
  tokenizer.end();
  return { rows, lines };
}

const cases: [string, string, string[][], number[]][] = [
  [
    'numbers',
    '1,-2.5\n3e4,5\n',
    [
      ['1', '-2.5'],
      ['3e4', '5'],
    ],
    [1, 2],
  ],
  [
    'CRLF, and no end',
    'a,1\r\nb,2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
    [1, 2],
  ],
  [
    'CR',
    '1,a\r2,b\r',
    [
      ['1', 'a'],
      ['2', 'b'],
    ],
    [1, 2],
  ],
  [
    'blank lines',
    '\n1,2\r\n \t\n""\n\u00a0\r3,4\n\n',
    [
      ['1', '2'],
      ['3', '4'],
    ],
    [2, 6],
  ],
  [
    'empty cells',
    ',\n1,\n,2',
    [
      ['', ''],
      ['1', ''],
      ['', '2'],
    ],
    [1, 2, 3],
  ],
  ['blanks around cells', ' 1 ,\u2003größe\u3000\n', [['1', 'größe']], [1]],
  [
    'quotes',
    '"1","a,b"\n"say ""hi""",""""\n',
    [
      ['1', 'a,b'],
      ['say "hi"', '"'],
    ],
    [1, 2],
  ],
  [
    'breaks in quotes',
    '"a\r\nb\rc\nd",1\n2,3\n',
    [
      ['a\nb\nc\nd', '1'],
      ['2', '3'],
    ],
    [1, 5],
  ],
  ['blanks behind quotes', '"a" \u2003,"b"\t\r\n"c" ', [['a', 'b'], ['c']], [1, 2]],
  [
    'a quote within a cell',
    '5" disk,1\n"a"b",2\n',
    [
      ['5" disk', '1'],
      ['a"b', '2'],
    ],
    [1, 2],
  ],
  [
    'nearly numbers',
    '1.2.3,1e\n12a,-\n',
    [
      ['1.2.3', '1e'],
      ['12a', '-'],
    ],
    [1, 2],
  ],
  ['zeros among the bytes', 'a\0b,1\0\n', [['a\0b', '1\0']], [1]],
];

describe('rows', () => {
  it.each(cases)('are the same wherever the file is cut: %s', (_case, text, rows, lines) => {
    for (const pieceBytes of [1, 2, 3, 5, 7, 1000]) {
      expect(tokenize(text, pieceBytes)).toEqual({ rows, lines });
    }
  });

  it('end where each delimiter does', () => {
    for (const delimiter of [';', '\t', '|']) {
      expect(tokenize(`1${delimiter}"a${delimiter}"${delimiter}\n`, 2, delimiter).rows).toEqual([
        ['1', `a${delimiter}`.trim(), ''],
      ]);
    }
  });

  it('refuse a cell that does not end within 32 MiB, long before a large file does', () => {
    const taken = () => tokenize(`1,2\nx${'x'.repeat(34 * 2 ** 20)}`, 2 ** 22);
    expect(taken).toThrow('table.csv, line 2: a cell is longer than 32 MiB.');
  });
});

describe('blanks', () => {
  it('are what `trim` takes away', () => {
    for (let code = 0; code < 0x10000; code++) {
      const space = String.fromCharCode(code);
      if (code >= 0xd800 && code < 0xe000) continue;
      const text = `${space}a${space}${space}`;
      const page = createPage(12);
      const { written } = new TextEncoder().encodeInto(text, page.bytes);
      const to = dropBlanks(page, 0, written);
      const found = textOf(page, skipBlanks(page, 0, to), to);
      if (found !== text.trim()) expect([code, found]).toEqual([code, text.trim()]);
    }
  });
});
