/** Molecules whose geometry cannot be computed with: they are left out, and said which and why. */
import { elementSymbols } from '../../../formats/elements';
import { AnnealError, type ErrorCode } from '../../../protocol/errors';
import type { MoleculeSet } from '../data/moleculeSet';
import { squaredDistance } from '../data/neighbours';
import { listRows, type Remark } from './remarks';

/** Å; no two nuclei are closer: the shortest bond, of H₂, is 0.74 Å. */
const OVERLAP = 0.4;

interface FaultKind {
  code: string;
  /** What is wrong with the molecules, behind "where". */
  where: string;
  error: ErrorCode;
  remedy: string;
}

type Kind = 'count' | 'element' | 'tooHeavy' | 'position' | 'overlap';

const kinds: Record<Kind, FaultKind> = {
  count: {
    code: 'atoms-miscounted',
    where: 'numbers of atoms and atomic numbers disagree',
    error: 'data-mismatch',
    remedy: 'Put the atomic numbers of a molecule first and 0 behind, and let N count them.',
  },
  element: {
    code: 'element-unknown',
    where: 'an atomic number is none',
    error: 'data-mismatch',
    remedy: `Give whole numbers from 1 to ${elementSymbols.length - 1}, and 0 behind the last atom.`,
  },
  tooHeavy: {
    code: 'element-above-limit',
    where: 'an element is heavier than model.maxAtomicNumber',
    error: 'config-invalid',
    remedy: 'Raise model.maxAtomicNumber for a new run.',
  },
  position: {
    code: 'positions-not-finite',
    where: 'a position is no number',
    error: 'data-missing',
    remedy: 'Give every atom a position in Å.',
  },
  overlap: {
    code: 'atoms-overlap',
    where: `two atoms are closer than ${OVERLAP} Å`,
    error: 'data-mismatch',
    remedy: 'Give positions in Å (those in nm are ten times too small), and each atom once.',
  },
};

export interface UsableRows {
  /** Ascending. */
  rows: Uint32Array;
  remarks: Remark[];
}

/** @throws AnnealError where no molecule is left, with what is wrong with the first ones. */
export function usableRows(set: MoleculeSet, maxAtomicNumber: number): UsableRows {
  const found = new Map<Kind, Map<number, string>>();
  const rows: number[] = [];
  for (let row = 0; row < set.count; row++) {
    const fault = faultOf(set, row, maxAtomicNumber);
    if (!fault) {
      rows.push(row);
      continue;
    }
    const own = found.get(fault.kind) ?? new Map<number, string>();
    found.set(fault.kind, own.set(row, fault.what));
  }
  const remarks = [...found].map(([kind, own]): Remark & { kind: FaultKind; rows: string } => {
    const { code, where, remedy } = kinds[kind];
    const list = listRows(set, [...own.keys()], (row) => own.get(row)!);
    const message = `Left out ${own.size} of ${set.count} molecules, where ${where}: ${list}. ${remedy}`;
    return { code, message, kind: kinds[kind], rows: list };
  });
  if (rows.length === 0) {
    const [first] = remarks;
    const { where, error, remedy } = first!.kind;
    throw new AnnealError(error, `No molecule can be used: ${where}.`, {
      place: set.arrays.R.name,
      received: first!.rows,
      remedy,
    });
  }
  return { rows: Uint32Array.from(rows), remarks: remarks.map(({ code, message }) => ({ code, message })) };
}

function faultOf(set: MoleculeSet, row: number, limit: number): { kind: Kind; what: string } | null {
  const miscounted = set.miscounted.get(row);
  if (miscounted !== undefined) return { kind: 'count', what: miscounted };
  const { atomicNumbers, positions } = set.geometry(row);
  const [R, Z] = [set.arrays.R.name, set.arrays.Z.name];
  for (const [atom, number] of atomicNumbers.entries()) {
    const what = `${Z}[${row}, ${atom}] is ${number}`;
    if (!Number.isInteger(number) || number < 1 || number >= elementSymbols.length)
      return { kind: 'element', what };
    if (number > limit) return { kind: 'tooHeavy', what: `${what} (${elementSymbols[number]})` };
  }
  const atoms = atomicNumbers.length;
  for (let atom = 0; atom < atoms; atom++) {
    const place = positions.subarray(3 * atom, 3 * atom + 3);
    if (!place.every(Number.isFinite))
      return {
        kind: 'position',
        what: `${R}[${row}, ${atom}] is (${Array.from(place, (x) => x.toPrecision(3)).join(', ')})`,
      };
    for (let other = 0; other < atom; other++) {
      const square = squaredDistance(positions, atom, positions, other);
      if (square >= OVERLAP * OVERLAP) continue;
      const distance = Math.sqrt(square).toFixed(2);
      return {
        kind: 'overlap',
        what: `${R}[${row}, ${other}] and [${row}, ${atom}] are ${distance} Å apart`,
      };
    }
  }
  return null;
}
