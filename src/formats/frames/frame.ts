/** Geometries one after another in a text file: what its reader finds, whichever format it reads. */
import { AnnealError, type ErrorCode } from '../../protocol/errors';

export interface Frame {
  /** Its comment or title, as it stands there. */
  title: string;
  /** Atomic numbers. */
  numbers: number[];
  /** In Å: x, y, z of each atom. */
  positions: number[];
  /** What every atom has besides, by name. */
  perAtom: Map<string, AtomValues>;
  /** What is said of the frame, by name. */
  info: Map<string, InfoValue>;
}

export interface AtomValues {
  /** Values of an atom. */
  width: number;
  isInteger: boolean;
  /** Atom by atom. */
  values: number[];
}

export interface InfoValue {
  /** As it is written. */
  text: string;
  /** One or more; null where it is no number. */
  numbers: number[] | null;
}

/** What a reader says of a frame, or of what lies between two. */
export type FrameRemark =
  | { about: 'lattice' | 'bohr' | 'drawing' | 'no-atoms' | 'stray-line' | 'extra-columns' }
  | { about: 'text-column'; name: string };

export type Found =
  | { kind: 'frame'; frame: Frame; line: number }
  /** A frame that cannot be read, while what follows can. */
  | { kind: 'damaged'; error: AnnealError }
  | { kind: 'remark'; remark: FrameRemark; line: number };

/** What is wrong with a frame, and on which line. */
export interface Fault {
  line: number;
  /** A sentence without its full stop. */
  what: string;
  received: string;
  remedy: string;
  code?: ErrorCode;
}

/** @param frame from 1. */
export function faultError(file: string, frame: number, fault: Fault): AnnealError {
  const { line, what, received, remedy, code = 'file-format' } = fault;
  return new AnnealError(code, `${file}, line ${line} (frame ${frame}): ${what}.`, {
    place: `${file}, frame ${frame}, line ${line}`,
    received: received.length > 80 ? `${received.slice(0, 80)}…` : received,
    remedy,
  });
}

export function noElement(line: number, label: string): Fault {
  return {
    line,
    what: `"${label}" is no element`,
    received: label,
    remedy: 'Name each atom by its symbol or atomic number, and leave out atoms that are none.',
    code: 'data-type',
  };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:(?:[eEdD]|\*\^)[+-]?\d+)?$/;
const FOREIGN_EXPONENT = /[dD]|\*\^/;

/** A number with the exponents of C, Fortran (`1.0D+00`) or Mathematica (`1.0*^-6`), `nan` or `inf`; null for other text. */
export function numberOf(text: string): number | null {
  if (NUMBER.test(text)) {
    return Number(FOREIGN_EXPONENT.test(text) ? text.replace(FOREIGN_EXPONENT, 'e') : text);
  }
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? [];
  if (sign === undefined) return null;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The parts of a line between blanks. */
export function tokensOf(line: string): string[] {
  const text = line.trim();
  return text === '' ? [] : text.split(/\s+/);
}
