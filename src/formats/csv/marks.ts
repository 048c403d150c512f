/** Words that stand where a number is missing, and the question whether those of a table do. */
import type { ReadingQuestion } from '../../protocol/reading';
import { type PreviewSource, preview } from './preview';

/**
 * What laboratories, statistics programs and spreadsheets write for no number; lower case. They are proposed where all
 * else in a column is a number: in a column of text they are words like others.
 */
const known = new Set(
  [
    ['.', '..', '-', '--', '---', '–', '—', '−', '*', '**', '***', '-.', '??'],
    [
      'n.d.',
      'n.d',
      'nd',
      'n/d',
      'n.a.',
      'n.a',
      'na',
      'n/a',
      '<na>',
      'n.m.',
      'nm',
      'n.q.',
      'nq',
      'n.r.',
      'nr',
    ],
    [
      'n.b.',
      'n.v.',
      'nv',
      'k.a.',
      'k. a.',
      's.d.',
      's/d',
      'nil',
      'null',
      'none',
      'nan',
      'nan.',
      'inf.',
      'ns',
    ],
    [
      '#div/0!',
      '#value!',
      '#ref!',
      '#name?',
      '#num!',
      '#null!',
      '#n/a',
      '#n/v',
      '#wert!',
      '#bezug!',
      '#zahl!',
    ],
    [
      '#name!',
      '#error!',
      '#spill!',
      '#calc!',
      '#nv',
      '#####',
      '######',
      '########',
      'err',
      'error',
      'missing',
    ],
    [
      'unknown',
      'undefined',
      'not detected',
      'not available',
      'not measured',
      'no data',
      'nodata',
      'no value',
    ],
    [
      'bdl',
      '<lod',
      '<loq',
      '<dl',
      'lod',
      'loq',
      'bql',
      'blq',
      'tr',
      'trace',
      'below detection',
      'empty',
      'void',
    ],
    ['invalid', 'failed', 'overflow', 'ovfl', 'overload', 'out of range', 'blank'],
    [
      '<mdl',
      '< lod',
      '< loq',
      '>loq',
      '> loq',
      '>max',
      '<min',
      'n/s',
      'n.s.',
      'not applicable',
      'not determined',
    ],
  ].flat(),
);

/** Errors of spreadsheets in any language (`#WERT!`, `#¡DIV/0!`), and where a number had no room. */
const NO_RESULT = /^(?:#[^\s#]{1,12}[!?]|[*?#]{2,})$/;

/** Whether a word is known to stand for a missing number. */
export function isMark(word: string): boolean {
  return known.has(word.toLowerCase()) || NO_RESULT.test(word) || isCensored(word);
}

/** `<0.05`, `> 100`: beyond what could be measured. */
function isCensored(word: string): boolean {
  return /^[<>≤≥]\s?=?\s?[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?\s?%?$/.test(word);
}

/** Whether somebody has said that a word stands for a missing value. */
export function isMarked(word: string, marks: ReadonlySet<string>): boolean {
  return marks.size > 0 && (marks.has(word) || marks.has(markName(word)));
}

/** As the setting names it: all of `<0.05`, `<0.1`, … by their first sign. */
export function markName(word: string): string {
  if (!isCensored(word)) return word;
  return word[0] === '≤' ? '<' : word[0] === '≥' ? '>' : word[0]!;
}

/** The marks that somebody names, separated by commas; one that has a comma stands in double quotes. */
export function marksFrom(setting: string): Set<string> {
  const marks = setting.match(/"[^"]*"|[^,]+/g) ?? [];
  return new Set(marks.map((mark) => mark.trim().replace(/^"(.*)"$/, '$1')).filter((mark) => mark !== ''));
}

export function marksSetting(marks: Iterable<string>): string {
  return [...marks].map((mark) => (mark.includes(',') ? `"${mark}"` : mark)).join(',');
}

/** What was found in the columns of numbers. */
export interface FoundMarks {
  column: string;
  index: number;
  /** By mark, how often, and how it stands in the file once. */
  counts: ReadonlyMap<string, { count: number; example: string }>;
}

/** `38 times . in b`, of all columns, some of each. */
export function marksInWords(found: readonly FoundMarks[]): string {
  const parts = found.flatMap(({ column, counts }) =>
    [...counts.values()].map(({ count, example }) => `${example} in \`${column}\` (${count})`),
  );
  return parts.length > 6 ? `${parts.slice(0, 6).join(', ')} and ${parts.length - 6} more` : parts.join(', ');
}

export function missingQuestion(
  file: string,
  found: readonly FoundMarks[],
  source: PreviewSource,
): ReadingQuestion {
  const marks = new Set(found.flatMap(({ counts }) => [...counts.keys()]));
  const columns = found.map(({ index }) => index);
  const isShown = (cell: string) => marks.has(cell) || marks.has(markName(cell));
  return {
    setting: 'missing',
    question: `In ${file}, are these missing numbers: ${marksInWords(found)}?`,
    choices: [
      {
        value: marksSetting(marks),
        label: 'Yes, they are missing',
        preview: preview(source, columns, isShown, (cell) => (isShown(cell) ? '' : cell)),
      },
      {
        value: '',
        label: found.length === 1 ? 'No, the column is text' : 'No, the columns are text',
        preview: preview(source, columns, isShown, (cell) => cell),
      },
    ],
  };
}
