/** Text of extended XYZ, as ASE, OVITO and Anneal read it. */
import { AnnealError } from '../../protocol/errors';
import { float32Number } from '../csv/write';
import { elementSymbols } from '../elements';
import { quoted } from './comment';

export interface WrittenFrame {
  atomicNumbers: ArrayLike<number>;
  /** In Å: x, y, z of each atom, one after the other. */
  positions: ArrayLike<number>;
  /** By name, atom by atom: a number each, or as many as each has (`forces`: three), one after the other. */
  perAtom?: Readonly<Record<string, ArrayLike<number>>>;
  /** What is said of the frame in its comment. */
  info?: Readonly<Record<string, number | string>>;
}

/**
 * Frames as text, numbers so that reading them gives the same bits: of a Float32Array those of float32.
 * @throws AnnealError `data-mismatch` where values are not as many for each atom, `data-type` for what is no element.
 */
export function writeExtendedXyz(frames: Iterable<WrittenFrame>): string {
  let text = '';
  for (const frame of frames) text += frameText(frame);
  return text;
}

function frameText({ atomicNumbers, positions, perAtom = {}, info = {} }: WrittenFrame): string {
  const count = atomicNumbers.length;
  if (positions.length !== 3 * count) throw uneven('pos', positions.length, count);
  const columns = Object.entries(perAtom).map(([name, values]) => {
    const width = count === 0 ? 1 : values.length / count;
    if (!Number.isInteger(width) || width === 0) throw uneven(name, values.length, count);
    return { name, values, width };
  });
  const properties = ['species:S:1', 'pos:R:3', ...columns.map(({ name, width }) => `${name}:R:${width}`)];
  const pairs = Object.entries(info).map(([key, value]) => {
    return `${quoted(key)}=${typeof value === 'number' ? numberText(value) : quoted(value)}`;
  });
  const comment = [`Properties=${quoted(properties.join(':'))}`, ...pairs].join(' ');
  const lines = [`${count}`, comment];
  for (let atom = 0; atom < count; atom++) {
    const symbol = elementSymbols[atomicNumbers[atom]!];
    if (!symbol) throw noSymbol(atomicNumbers[atom]!);
    const parts = [symbol, ...valuesOf(positions, atom, 3)];
    for (const { values, width } of columns) parts.push(...valuesOf(values, atom, width));
    lines.push(parts.join(' '));
  }
  return `${lines.join('\n')}\n`;
}

function valuesOf(values: ArrayLike<number>, atom: number, width: number): string[] {
  const isShort = values instanceof Float32Array;
  return Array.from({ length: width }, (_, index) => {
    const value = values[atom * width + index]!;
    return numberText(isShort ? float32Number(value) : value);
  });
}

/** As Python and C spell them: `nan`, `inf`; a whole number keeps a point, or it would be read as an integer. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : `${value}`;
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function uneven(name: string, values: number, atoms: number): AnnealError {
  return new AnnealError('data-mismatch', `\`${name}\` has ${values} values for ${atoms} atoms.`, {
    place: name,
    received: `${values} values`,
    remedy: 'Give every atom the same number of values.',
  });
}

function noSymbol(atomicNumber: number): AnnealError {
  return new AnnealError('data-type', `${atomicNumber} is no atomic number.`, {
    received: `${atomicNumber}`,
    remedy: 'Leave out the padding behind the last atom.',
  });
}
