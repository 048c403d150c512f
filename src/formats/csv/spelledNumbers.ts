/**
 * Numbers that are not written as a computer writes them: digits in groups, Fortran exponents, typographic signs, per cent
 * and currency signs. Which of comma and point is the decimal sign is not decided here (`decimal.ts`).
 */

/** What a spelling says about the decimal sign of its file. */
export type DecimalForm =
  /** `12,5`: the comma can only be decimal. */
  | 'commaDecimal'
  /** `12.5` */
  | 'pointDecimal'
  /** `1,234.5` or `1,234,567`: the comma stands between thousands, so that the decimal sign is a point. */
  | 'commaGroups'
  /** `1.234,5` or `1.234.567` */
  | 'pointGroups'
  /** `1,234`: one thousand, or one and some thousandths. */
  | 'commaEither'
  /** `1.234` */
  | 'pointEither';

export interface SpelledNumber {
  /** Null where it is none with this decimal sign, as `1.234,5` where the point is decimal. */
  value: number | null;
  form: DecimalForm | null;
  /** What is left out of account, for people: `%`, `$`; `()` and `-` where it stands for a minus. */
  sign: string | null;
}

const MINUS = /^[\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d]/;
const PLUS = /^[\ufe62\uff0b]/;
const CURRENCY_BEFORE = /^([+-]?)\s?([$€£¥])\s?/;
const SIGN_BEHIND = /\s?([%‰$€£¥])$/;
/** As bookkeepers write what is owed. */
const OWED = /^\((?=[\d$€£¥])(.*\d\s?[%$€£¥]?)\)$|^(\d[\d.,]*)-$/;
/** `1.5*^-3` as Mathematica writes it, and as people do. */
const POWER_OF_TEN = /(?<=\d)\s?(?:\*\^|[×x·]\s?10\^)(?=[-+]?\d)/;
/** `1.5D+03`, and `1.5+103` where a Fortran program had no room for the letter; `1D03` is rather a code. */
const EXPONENT =
  /^([+-]?[\d.,]+)(?:[eE]([+-]?\d{1,4})|(?:[dDqQ]([+-]\d{1,4})|(?<=[.,]\d*)(?:[dDqQ](\d{1,4})|([+-]\d{3}))))$/;
const GROUPED = /^\d{1,3}(?:(['’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/;
const SPACES = /['’ \u00a0\u2009\u202f]/g;
/** Long texts are no numbers, and are not looked into. */
export const LONGEST_SPELLING = 40;

/** @param text without blanks around it. @returns null for what is no number with either decimal sign. */
export function readSpelledNumber(text: string, decimalComma: boolean): SpelledNumber | null {
  if (text.length > LONGEST_SPELLING) return null;
  const owed = OWED.exec(text);
  if (owed) {
    const paid = readSpelledNumber(owed[1] ?? owed[2]!, decimalComma);
    if (paid === null) return null;
    return { ...paid, value: paid.value === null ? null : -paid.value, sign: owed[1] ? '()' : '-' };
  }
  let rest = text.replace(MINUS, '-').replace(PLUS, '+').replace(POWER_OF_TEN, 'e');
  let sign: string | null = null;
  const before = CURRENCY_BEFORE.exec(rest);
  if (before) {
    sign = before[2]!;
    rest = before[1]! + rest.slice(before[0].length);
  } else {
    const behind = SIGN_BEHIND.exec(rest);
    if (behind) {
      sign = behind[1]!;
      rest = rest.slice(0, behind.index);
    }
  }
  let exponent = '';
  const powered = EXPONENT.exec(rest.replace(/(?<=[eEdDqQ])[\u2212\u2013]/, '-'));
  if (powered) {
    rest = powered[1]!;
    exponent = powered[2] ?? powered[3] ?? powered[4] ?? powered[5]!;
  }
  const isNegative = rest.startsWith('-');
  const digits = /^[+-]/.test(rest) ? rest.slice(1) : rest;
  const mantissa = mantissaOf(digits, decimalComma, exponent !== '');
  if (mantissa === null) return null;
  const { form, plain } = mantissa;
  const value = plain === null ? null : Number(exponent ? `${plain}e${exponent}` : plain);
  return { value: value !== null && isNegative ? -value : value, form, sign };
}

/** @returns the digits with a point for a decimal sign; `plain` is null where the other decimal sign is needed. */
function mantissaOf(
  digits: string,
  decimalComma: boolean,
  hasExponent: boolean,
): { form: DecimalForm | null; plain: string | null } | null {
  if (/^\d+$/.test(digits)) return { form: null, plain: digits };
  if (/^\d[\d'’ \u00a0\u2009\u202f]*(?:[.,]\d+)?$/.test(digits) && GROUPED.test(digits)) {
    const form = digits.includes(',') ? 'commaDecimal' : digits.includes('.') ? 'pointDecimal' : null;
    return { form, plain: digits.replaceAll(SPACES, '').replace(',', '.') };
  }
  const form = formOf(digits);
  if (form === null) return null;
  if (hasExponent && form.endsWith('Either'))
    return {
      form: form === 'commaEither' ? 'commaDecimal' : 'pointDecimal',
      plain: digits.replace(',', '.'),
    };
  return { form, plain: plainOf(digits, form, decimalComma) };
}

function formOf(digits: string): DecimalForm | null {
  if (/^[1-9]\d{0,2},\d{3}$/.test(digits)) return 'commaEither';
  if (/^[1-9]\d{0,2}\.\d{3}$/.test(digits)) return 'pointEither';
  if (/^(?:\d+,\d*|,\d+)$/.test(digits)) return 'commaDecimal';
  if (/^(?:\d+\.\d*|\.\d+)$/.test(digits)) return 'pointDecimal';
  // Thousands, or as in India two digits behind the first three.
  if (
    /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/.test(digits) ||
    /^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$/.test(digits)
  )
    return 'commaGroups';
  return /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$/.test(digits) ? 'pointGroups' : null;
}

function plainOf(digits: string, form: DecimalForm, decimalComma: boolean): string | null {
  switch (form) {
    case 'commaDecimal':
      return decimalComma ? digits.replace(',', '.') : null;
    case 'pointDecimal':
      return digits;
    case 'commaGroups':
      return decimalComma ? null : digits.replaceAll(',', '');
    case 'pointGroups':
      return decimalComma ? digits.replaceAll('.', '').replace(',', '.') : null;
    case 'commaEither':
      return decimalComma ? digits.replace(',', '.') : digits.replace(',', '');
    case 'pointEither':
      return decimalComma ? digits.replace('.', '') : digits;
  }
}
