/** Text of PQR files: atoms or charges with charge and radius in place of occupancy and temperature factor of PDB. */
import { AnnealError } from '../../protocol/errors';
import { elementSymbols, vanDerWaalsRadius } from '../elements';

export interface PqrFrame {
  title?: string;
  /** 0 for a charge that is no atom, which is named Q and has no radius. */
  atomicNumbers: ArrayLike<number>;
  /** In Å: x, y, z of each, one after the other. */
  positions: ArrayLike<number>;
  /** In e. */
  charges: ArrayLike<number>;
  /** In Å; van der Waals radii when left out, 0 where none is known. */
  radii?: ArrayLike<number>;
}

/**
 * Each frame is a MODEL. The coordinates stand in the columns of PDB, and blanks part all fields, without a chain
 * (https://pdb2pqr.readthedocs.io/en/latest/formats/pqr.html).
 * @throws AnnealError `data-mismatch` where there are not as many values as atoms.
 */
export function writePqr(frames: Iterable<PqrFrame>): string {
  const lines: string[] = [];
  let model = 0;
  for (const frame of frames) {
    lines.push(`MODEL     ${`${++model}`.padStart(4)}`);
    if (frame.title) lines.push(`REMARK   ${frame.title.replace(/[\r\n]+/g, ' ')}`);
    lines.push(...atomLines(frame), 'ENDMDL');
  }
  return `${[...lines, 'END'].join('\n')}\n`;
}

function atomLines({ atomicNumbers, positions, charges, radii }: PqrFrame): string[] {
  const count = atomicNumbers.length;
  for (const [name, values, wanted] of [
    ['positions', positions, 3 * count],
    ['charges', charges, count],
    ['radii', radii ?? atomicNumbers, count],
  ] as const) {
    if (values.length !== wanted) throw uneven(name, values.length, wanted);
  }
  return Array.from({ length: count }, (_, atom) => {
    const number = atomicNumbers[atom]!;
    const symbol = number === 0 ? 'Q' : (elementSymbols[number] ?? 'X');
    // A symbol of one letter begins in the second column of its field.
    const name = (symbol.length === 1 ? ` ${symbol}` : symbol).padEnd(4);
    const place = [0, 1, 2].map((axis) => field(positions[3 * atom + axis]!, 3, 8)).join('');
    const radius = radii ? radii[atom]! : (vanDerWaalsRadius(number) ?? 0);
    const serial = `${atom + 1}`.padStart(5);
    return `ATOM  ${serial} ${name} UNK     1    ${place} ${field(charges[atom]!, 6, 10)} ${field(radius, 4, 8)}`;
  });
}

/** A number in a column; one that fills it has a blank before it all the same. */
function field(value: number, digits: number, width: number): string {
  const text = value.toFixed(digits);
  return text.length < width ? text.padStart(width) : ` ${text}`;
}

function uneven(name: string, values: number, wanted: number): AnnealError {
  return new AnnealError('data-mismatch', `PQR: \`${name}\` has ${values} values, not ${wanted}.`, {
    place: name,
    received: `${values} values`,
    remedy: 'Give every atom a position, a charge and, where any has one, a radius.',
  });
}
