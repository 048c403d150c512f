/** Which columns the lines of an XYZ file have, and one such line. */
import { atomicNumberOf } from '../elements';
import { type Fault, type Frame, noElement, numberOf, tokensOf } from '../frames/frame';

export interface XyzColumns {
  species: number;
  positions: number;
  /** Columns with a name. */
  count: number;
  others: { name: string; column: number; width: number; kind: 'R' | 'I' | 'L' }[];
  /** Columns of text, which are left out. */
  texts: string[];
}

/** Symbol, x, y, z. */
export const plainColumns: XyzColumns = { species: 0, positions: 1, count: 4, others: [], texts: [] };

const speciesNames = [
  'species',
  'element',
  'elements',
  'symbol',
  'symbols',
  'Z',
  'numbers',
  'atomic_numbers',
];
const positionNames = ['pos', 'positions', 'position', 'R'];

/** Other words for one thing; ASE writes `charge` for what it calls `charges`. */
const sameNames = new Map([
  ['force', 'forces'],
  ['charge', 'charges'],
]);

/**
 * @param properties name:kind:width, again and again, as in `species:S:1:pos:R:3:forces:R:3`.
 * @returns what is wrong with it as a text.
 */
export function readProperties(properties: string): XyzColumns | string {
  const parts = properties.trim().split(':');
  const named: { name: string; column: number; width: number; kind: string }[] = [];
  let count = 0;
  for (let at = 0; at < parts.length; at += 3) {
    const [name = '', kind = '', width = ''] = parts.slice(at, at + 3);
    if (name === '' || !/^[SRIL]$/i.test(kind) || !/^[1-9]\d*$/.test(width))
      return `"${[name, kind, width].join(':')}" is not name:kind:columns with a kind of S, R, I or L`;
    named.push({ name, kind: kind.toUpperCase(), column: count, width: Number(width) });
    count += Number(width);
  }
  const one = (names: readonly string[], width: number) =>
    names.map((name) => named.find((own) => own.name === name && own.width === width)).find(Boolean);
  const species = one(speciesNames, 1);
  const positions = one(positionNames, 3);
  if (!species || !positions) return `it names no ${species ? 'pos:R:3' : 'species:S:1'}`;
  const rest = named.filter((own) => own !== species && own !== positions);
  return {
    species: species.column,
    positions: positions.column,
    count,
    texts: rest.filter(({ kind }) => kind === 'S').map(({ name }) => name),
    others: rest.flatMap(({ name, kind, ...place }) =>
      kind === 'R' || kind === 'I' || kind === 'L'
        ? [{ ...place, kind, name: sameNames.get(name) ?? name }]
        : [],
    ),
  };
}

/** The arrays that atoms of such lines are added to. */
export function emptyFrame(title: string, columns: XyzColumns, info: Frame['info']): Frame {
  const perAtom: Frame['perAtom'] = new Map();
  for (const { name, width, kind } of columns.others)
    perAtom.set(name, { width, isInteger: kind !== 'R', values: [] });
  return { title, numbers: [], positions: [], perAtom, info };
}

/** Adds the atom of a line. @returns what is wrong with it, or how many columns more it has. */
export function addAtom(frame: Frame, columns: XyzColumns, text: string, line: number): Fault | number {
  const tokens = tokensOf(text);
  const wanted = columns === plainColumns ? 'symbol x y z' : `${columns.count} columns, as Properties says`;
  if (tokens.length < columns.count) {
    return {
      line,
      what: `an atom has ${tokens.length} of ${columns.count} columns`,
      received: text.trim(),
      remedy: `Write ${wanted}.`,
    };
  }
  for (let axis = 0; axis < 3; axis++) {
    const token = tokens[columns.positions + axis]!;
    const value = numberOf(token);
    if (value === null) return noNumber(line, token, 'a coordinate');
    frame.positions.push(value);
  }
  const label = tokens[columns.species]!;
  const number = atomicNumberOf(label);
  if (number === null) return noElement(line, label);
  frame.numbers.push(number);
  for (const { name, column, width, kind } of columns.others) {
    const { values } = frame.perAtom.get(name)!;
    for (let at = column; at < column + width; at++) {
      const token = tokens[at]!;
      const value = kind === 'L' ? truthOf(token) : numberOf(token);
      if (value === null) return noNumber(line, token, `\`${name}\``);
      values.push(value);
    }
  }
  return tokens.length - columns.count;
}

function truthOf(token: string): number | null {
  if (/^(?:t|true|1)$/i.test(token)) return 1;
  return /^(?:f|false|0)$/i.test(token) ? 0 : null;
}

function noNumber(line: number, token: string, of: string): Fault {
  return {
    line,
    what: `"${token}" is no number, which ${of} should be`,
    received: token,
    remedy: 'Correct it, or leave the frame out.',
    code: 'data-type',
  };
}
