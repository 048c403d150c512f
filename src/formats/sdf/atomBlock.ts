/** The atoms and charges of one structure of an SDF or MOL file, V2000 and V3000; its bonds are read past. */
import { atomicNumberOf } from '../elements';
import { type Fault, noElement, numberOf, tokensOf } from '../frames/frame';

export interface AtomBlock {
  numbers: number[];
  /** In Å. */
  positions: number[];
  /** Of the whole, in e. */
  charge: number;
  /** Of the line behind the block, counted as the lines of the record. */
  end: number;
}

/** Total charge by the code of an atom line; 4 is a radical. */
const chargeOfCode = [0, 3, 2, 1, 0, -1, -2, -3];

/**
 * CTfile Formats, BIOVIA 2020: counts line, atoms in fixed columns, bonds, properties up to `M  END`.
 * @param counts index of the counts line. @param first number of the record's first line in the file.
 * @param isWhole whether the record has its end, so that a missing `M  END` is an omission, not a cut.
 */
export function readV2000(
  record: readonly string[],
  counts: number,
  first: number,
  isWhole: boolean,
): AtomBlock | Fault {
  const sizes = countsOf(record[counts]!);
  if (!sizes) return noCounts(first + counts, record[counts]!);
  const { atoms, bonds } = sizes;
  const block: AtomBlock = { numbers: [], positions: [], charge: 0, end: 0 };
  let oldCharge = 0;
  for (let atom = 0; atom < atoms; atom++) {
    const index = counts + 1 + atom;
    const text = record[index];
    if (text === undefined || text.startsWith('M  '))
      return missingAtoms(first + index, atom, atoms, text ?? 'the end');
    const { place, label, code } = atomLine(text);
    const fault = addAtom(block, place, label, first + index, text);
    if (fault) return fault;
    oldCharge += chargeOfCode[Number(code || 0)] ?? 0;
  }
  const next = record[counts + 1 + atoms];
  if (next !== undefined && isAtomLine(next)) return moreAtoms(first + counts, atoms);
  let charge = 0;
  let replaces = false;
  let index = counts + 1 + atoms;
  for (; index < record.length && !record[index]!.startsWith('M  END'); index++) {
    const text = record[index]!;
    if (text.startsWith('>')) break;
    // Either of them replaces what all atom lines say.
    if (/^M {2}(?:CHG|RAD)/.test(text)) replaces = true;
    if (!text.startsWith('M  CHG')) continue;
    const values = tokensOf(text.slice(9)).map(Number);
    for (let at = 1; at < values.length; at += 2) charge += values[at]!;
    if (Number.isNaN(charge)) return noCharge(first + index, text);
  }
  const isClosed = record[index]?.startsWith('M  END') ?? false;
  // Before the version was written, files had no M  END.
  const needsEnd = index < counts + 1 + atoms + bonds || record[counts]!.includes('V2000');
  if (!isClosed && !isWhole && needsEnd) return cutOff(first + index - 1);
  return { ...block, charge: replaces ? charge : oldCharge, end: isClosed ? index + 1 : index };
}

/** Its coordinates, symbol and charge code: in columns, or apart by blanks where a program has kept to none. */
function atomLine(text: string): { place: string[]; label: string | undefined; code: string | undefined } {
  const place = [text.slice(0, 10), text.slice(10, 20), text.slice(20, 30)].map((part) => part.trim());
  const label = text.slice(31, 34).trim();
  if (label !== '' && place.every((part) => numberOf(part) !== null))
    return { place, label, code: text.slice(36, 39).trim() };
  const tokens = tokensOf(text);
  return { place: tokens.slice(0, 3), label: tokens[3], code: tokens[5] };
}

function isAtomLine(text: string): boolean {
  const { place, label } = atomLine(text);
  return addAtom({ numbers: [], positions: [], charge: 0, end: 0 }, place, label, 0, text) === null;
}

/** The same in lines that begin with `M  V30`; a dash at the end of a line goes on in the next. */
export function readV3000(record: readonly string[], counts: number, first: number): AtomBlock | Fault {
  const block: AtomBlock = { numbers: [], positions: [], charge: 0, end: 0 };
  let atoms: number | null = null;
  let isAtoms = false;
  let index = counts + 1;
  for (; index < record.length && !record[index]!.startsWith('M  END'); index++) {
    const line = first + index;
    let text = record[index]!.slice(6).trim();
    while (text.endsWith('-') && record[index + 1]?.startsWith('M  V30'))
      text = text.slice(0, -1) + record[++index]!.slice(7).trimEnd();
    const tokens = tokensOf(text);
    const [word = '', kind] = tokens.map((token) => token.toUpperCase());
    if (word === 'COUNTS') atoms = wholeOf(tokens[1]);
    else if (word === 'BEGIN' && kind === 'ATOM') isAtoms = true;
    else if (word === 'END' && kind === 'ATOM') isAtoms = false;
    else if (isAtoms) {
      const fault = addAtom(block, tokens.slice(2, 5), tokens[1], line, text);
      if (fault) return fault;
      const [, charge] = /\sCHG=(\S+)/i.exec(text) ?? [];
      if (charge !== undefined && numberOf(charge) === null) return noCharge(line, text);
      block.charge += Number(charge ?? 0);
    }
  }
  if (index === record.length) return cutOff(first + index - 1);
  if (atoms === null) return noCounts(first + counts, record[counts]!);
  if (atoms !== block.numbers.length)
    return missingAtoms(first + index, block.numbers.length, atoms, 'the end of the atoms');
  return { ...block, end: index + 1 };
}

function addAtom(
  { numbers, positions }: AtomBlock,
  place: readonly (string | undefined)[],
  label: string | undefined,
  line: number,
  text: string,
): Fault | null {
  const values = place.map((part) => numberOf(part ?? ''));
  // A line of a bond is numbers alone.
  if (
    label === undefined ||
    /^[\d+-]/.test(label) ||
    values.length < 3 ||
    !values.every((value) => value !== null)
  ) {
    const remedy = 'Correct it, or leave the structure out.';
    return { line, what: 'no atom is here, but one should be', received: text.trim(), remedy };
  }
  const number = atomicNumberOf(label);
  if (number === null) return noElement(line, label);
  numbers.push(number);
  positions.push(...values);
  return null;
}

/** Atoms and bonds: three columns each, or apart by blanks where a program has kept to no columns. */
function countsOf(line: string): { atoms: number; bonds: number } | null {
  const fixed = [line.slice(0, 3), line.slice(3, 6)];
  for (const parts of [fixed, tokensOf(line)]) {
    const atoms = wholeOf(parts[0]?.trim());
    const bonds = wholeOf(parts[1]?.trim());
    if (atoms !== null && bonds !== null) return { atoms, bonds };
  }
  return null;
}

function wholeOf(text: string | undefined): number | null {
  return /^\d+$/.test(text ?? '') ? Number(text) : null;
}

function noCounts(line: number, text: string): Fault {
  return {
    line,
    what: 'the numbers of atoms and bonds should be here',
    received: text.trim() || 'a blank line',
    remedy: 'Put three lines before the counts: title, program, comment.',
  };
}

function missingAtoms(line: number, found: number, atoms: number, received: string): Fault {
  return {
    line,
    what: `${found} of ${atoms} atoms are here`,
    received: received.trim(),
    remedy: 'Correct the counts line, or add the atoms that are missing.',
  };
}

function moreAtoms(line: number, atoms: number): Fault {
  return {
    line,
    what: `it says ${atoms} atom${atoms === 1 ? '' : 's'}, and more follow`,
    received: `${atoms}`,
    remedy: 'Correct the counts line.',
  };
}

function noCharge(line: number, text: string): Fault {
  return {
    line,
    what: 'a charge is no number',
    received: text.trim(),
    remedy: 'Write M  CHG with a count, then atom and charge in turn.',
    code: 'data-type',
  };
}

function cutOff(line: number): Fault {
  return {
    line,
    what: 'the file ends before M  END',
    received: 'the end of the file',
    remedy: 'Save the file again, or take the structure away.',
    code: 'file-truncated',
  };
}
