import { describe, expect, it } from 'vitest';
import { latexText } from '../../../formats/latex';
import { latexNumber, latexTable } from './latexTable';

describe('text for LaTeX', () => {
  it.each([
    ['a_b & 50 %', 'a\\_b \\& 50 \\%'],
    ['\\input{x}', '\\textbackslash{}input\\{x\\}'],
    ['$x^2$ #1 ~', '\\$x\\textasciicircum{}2\\$ \\#1 \\textasciitilde{}'],
    ['<a|"b">', '\\textless{}a\\textbar{}\\textquotedbl{}b\\textquotedbl{}\\textgreater{}'],
    ['two\nlines', 'two lines'],
    ['R²', 'R\\textsuperscript{2}'],
  ])('has no command of its own in %s', (text, escaped) => {
    expect(latexText(text)).toBe(escaped);
  });

  it('writes powers of ten as such, and what is no number', () => {
    expect([0.5, -1.25e-7, 3e8, 0, Number.NaN, Number.POSITIVE_INFINITY, null].map(latexNumber)).toEqual([
      '$0.5000$',
      '$-1.250 \\times 10^{-7}$',
      '$3.000 \\times 10^{8}$',
      '$0.000$',
      'NaN',
      '$\\infty$',
      '--',
    ]);
  });
});

describe('a table for LaTeX', () => {
  it('has best and last of each metric, and the last alone where nobody knows which is better', () => {
    const table = latexTable(
      [
        { title: 'loss', better: 'min' },
        { title: 'rate', better: null },
      ],
      [
        {
          name: 'run_1',
          cells: [
            { best: 0.25, last: 0.5 },
            { best: 1, last: 2 },
          ],
        },
        { name: 'b', cells: [null, { best: null, last: Number.NaN }] },
      ],
    );
    expect(table.split('\n').slice(1)).toEqual([
      '\\begin{longtable}{lrrr}',
      '  \\toprule',
      '  Run & \\multicolumn{2}{c}{loss} & rate \\\\',
      '   & best & last & last \\\\',
      '  \\midrule',
      '  run\\_1 & $0.2500$ & $0.5000$ & $2.000$ \\\\',
      '  b & -- & -- & NaN \\\\',
      '  \\bottomrule',
      '\\end{longtable}',
      '',
    ]);
  });
});
