/** Which of comma and point is the decimal sign of a file, by all of its numbers; and the question where both may be. */
import type { ReadingQuestion } from '../../protocol/reading';
import { createCellReader } from './cells';
import type { SampleRow } from './layout';
import { type PreviewSource, preview } from './preview';
import { type DecimalForm, readSpelledNumber } from './spelledNumbers';

/** How often numbers of a column, or of all, are written so. */
export type DecimalForms = Record<DecimalForm, number>;

export const noForms = (): DecimalForms => ({
  commaDecimal: 0,
  pointDecimal: 0,
  commaGroups: 0,
  pointGroups: 0,
  commaEither: 0,
  pointEither: 0,
});

export function sumForms(all: readonly DecimalForms[]): DecimalForms {
  const sum = noForms();
  for (const forms of all) for (const form of Object.keys(sum) as DecimalForm[]) sum[form] += forms[form];
  return sum;
}

const certainComma = ({ commaDecimal, pointGroups }: DecimalForms) => commaDecimal + pointGroups;
const certainPoint = ({ pointDecimal, commaGroups }: DecimalForms) => pointDecimal + commaGroups;

/**
 * What the first pass reads a file with. With a comma every number that has a point is looked into, so that it is tried where
 * the points of the first rows may stand between thousands.
 */
export function guessDecimalComma(rows: readonly SampleRow[], delimiter: string, isBlank: boolean): boolean {
  const forms = noForms();
  for (const { cells } of rows) {
    for (const cell of cells) {
      const form = readSpelledNumber(cell, false)?.form;
      if (form) forms[form]++;
    }
  }
  if (certainComma(forms) > 0 && certainComma(forms) >= certainPoint(forms)) return true;
  if (certainPoint(forms) > 0) return false;
  // Where commas stand between cells, points are decimal.
  return delimiter !== ',' && !isBlank && forms.pointEither > 0;
}

export type DecimalVerdict = { decimalComma: boolean; isSure: boolean };

/**
 * @param forms of the columns of numbers, counted with a decimal comma, when none of them goes unseen.
 * @param delimiter the semicolon stands between cells where commas are decimal.
 */
export function judgeDecimal(
  forms: DecimalForms,
  delimiter: string,
  mixesThousands: boolean,
): DecimalVerdict {
  const [comma, point] = [certainComma(forms), certainPoint(forms)];
  if (comma > 0 || point > 0) return { decimalComma: comma > 0 && comma >= point, isSure: true };
  if (forms.commaEither > 0 && forms.pointEither > 0)
    return { decimalComma: delimiter === ';', isSure: false };
  if (forms.commaEither > 0) return { decimalComma: false, isSure: false };
  if (forms.pointEither > 0 && delimiter !== ',')
    return { decimalComma: delimiter === ';' || mixesThousands, isSure: false };
  return { decimalComma: false, isSure: true };
}

/** @param columns those with numbers that can be read in both ways, and one of them each. */
export function decimalQuestion(
  file: string,
  columns: readonly { index: number; example: string }[],
  source: PreviewSource,
  decimalComma: boolean,
): ReadingQuestion {
  const { example } = columns[0]!;
  const places = columns.map(({ index }) => index);
  const isAbout = (cell: string) => {
    const form = readSpelledNumber(cell, false)?.form;
    return form === 'commaEither' || form === 'pointEither';
  };
  const choice = (comma: boolean) => {
    const cells = createCellReader(comma);
    const print = (cell: string) => {
      const value = cells.readText(cell);
      return value === null || Number.isNaN(value) ? cell : String(value);
    };
    return {
      value: comma ? 'comma' : 'point',
      label: `Decimal ${comma ? 'comma' : 'point'}: ${example} is ${print(example)}`,
      preview: preview(source, places, isAbout, print),
    };
  };
  return {
    setting: 'decimal',
    question: `What is ${example} in ${file}?`,
    choices: [choice(decimalComma), choice(!decimalComma)],
  };
}
