/** Rows below a header that give the units of its columns, or their long names. */

const base =
  '[kmcµμunpMGhdT]?(?:m|g|s|A|K|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|ohm|S|T|H|L|l|bar|eV|Da|B|b|t|M|cal|Gy|Sv|Bq|rad|sr|lm|lx|kat)';
const others =
  'min|h|hr|hrs|hour|hours|d|day|days|yr|year|years|sec|ms|°C|°F|degC|degF|deg|°|°N|°E|degrees?|ppm|ppb|ppt|psu|PSU|%|‰|rpm|mmHg|atm|in|inch|ft|mi|lb|lbs|oz|kn|mph|ha|pH|au|a\\.u\\.|AU|px|pixels?|counts?|unitless|none|dB|cps|cpm|UTC|dimensionless|n';
const UNIT = new RegExp(
  `^[[(]?(?:1?(?:${base}|${others})(?:\\^?[-+−]?\\d+|[²³⁻¹]+)?[ ·*./-]*(?:per )?)+[\\])]?$`,
);
const BRACKETED = /^(?:\[[^\]]*\]|\([^)]*\))$/;

export function isUnit(text: string): boolean {
  // A longer text is a sentence, over which the pattern would go many ways.
  return BRACKETED.test(text) || (text.length <= 16 && UNIT.test(text));
}

/** A line of dashes, a row without any cell filled, or the formats of columns as the USGS writes them. */
function isRule(row: readonly string[]): boolean {
  return (
    row.every((cell) => cell === '' || /^[-=+:|]{2,}$/.test(cell)) ||
    row.every((cell) => /^\d+[sdn]$/.test(cell))
  );
}

/** Rows of names are a few at most: names, long names, units. */
const MOST_ROWS = 3;

/**
 * How many rows below the header are no data: nothing of them is a number, though their columns have numbers below.
 * @param rows behind the header. @param isNumber of a cell; null where it is missing.
 */
export function countUnitRows(
  rows: readonly (readonly string[])[],
  isNumber: (cell: string) => boolean | null,
): number {
  let count = 0;
  while (count < MOST_ROWS && isUnitRow(rows.slice(count), isNumber)) count++;
  // Several such rows only where data follow; a table of text has none.
  return rows.length > count ? count : 0;
}

function isUnitRow(
  [row, ...below]: readonly (readonly string[])[],
  isNumber: (cell: string) => boolean | null,
): boolean {
  if (!row || below.length < 2) return false;
  if (isRule(row)) return true;
  let overNumbers = 0;
  let blank = 0;
  let areUnits = true;
  let besideText = false;
  for (const [column, cell] of row.entries()) {
    const kinds = below.map((other) => isNumber(other[column] ?? ''));
    const numbers = kinds.filter((kind) => kind === true).length;
    const isNumeric = numbers > 0 && numbers >= 0.8 * kinds.filter((kind) => kind !== null).length;
    const isBlank = cell === '' || /^[-–—.]+$/.test(cell);
    if (isNumeric) {
      // A unit of 1 is a number as well, beside others that are none.
      if (isNumber(cell) === true && cell !== '1') return false;
      if (isBlank || cell === '1' || isNumber(cell) === null) blank++;
      else {
        overNumbers++;
        areUnits &&= isUnit(cell);
      }
    } else if (!isBlank && !isUnit(cell) && kinds.some((kind) => kind !== null)) besideText = true;
  }
  if (overNumbers === 0 || overNumbers < blank) return false;
  // One word over one column of numbers may be a slip; a unit is none.
  return areUnits || (!besideText && overNumbers > 1);
}
