/** What the page asks of a dataset of molecules, with the answers: lists of them, one as it was read, a sample of points. */
import { z } from 'zod';
import type { DescribedMolecules } from '../statisticsQuestion';

const row = z.number().int().min(0);

/** Lines of a list that are read at once, at most. */
export const mostLines = 100;

export const listArgument = z
  .strictObject({
    /** Places in the list, not rows, where something is searched for. */
    from: row,
    to: row,
    /** Part of a name or a formula; '' lists all. */
    search: z.string().max(200),
  })
  .refine(({ from, to }) => to >= from && to - from <= mostLines, `At most ${mostLines} molecules at once.`);

export interface MoleculeLine {
  row: number;
  name: string;
  formula: string;
  atoms: number;
  /** Of its grid. */
  points: number;
  /** e. */
  totalCharge: number;
}

export interface MoleculeList {
  /** Molecules that the list has in all. */
  total: number;
  lines: MoleculeLine[];
}

export const gridUnits = z.enum(['auto', 'angstrom', 'bohr']);

export const moleculeArgument = z.strictObject({ row, gridUnits });

export interface ShownMolecule extends MoleculeLine {
  /** [atoms]. */
  atomicNumbers: Int32Array;
  /** Å, [atoms · 3]. */
  positions: Float32Array;
  /** Reference charges, e, [atoms]; null where the data have none. */
  monopoles: Float32Array | null;
  /** Length of the reference dipole, debye; null where the data have none. */
  dipole: number | null;
  /** Å, [points · 3]. */
  grid: Float32Array;
  /** Reference, Hartree/e, [points]; empty where the data have none. */
  potential: Float32Array;
}

/** Read with a configuration, as training would take the points. */
export const pointsArgument = z.strictObject({ molecules: z.number().int().positive().max(64) });

export interface Spread {
  smallest: number;
  median: number;
  largest: number;
}

export interface PointsSample {
  /** Molecules that were looked at, and that there are. */
  molecules: number;
  of: number;
  points: number;
  /** Points that count in the loss of the potential. */
  counting: number;
  /** The unit that the grids seem to be in; null without points. */
  looksLike: 'angstrom' | 'bohr' | null;
  /** Points without a finite place or reference. */
  lost: number;
  /** Fraction of the points that count, of the molecule that has the fewest. */
  fewest: { row: number; name: string; fraction: number } | null;
  /** Å, of each point to the nearest atom, with the grid read in either unit; null without points. */
  distances: { angstrom: Spread; bohr: Spread } | null;
}

export type SheetQuestions = {
  list: { argument: z.infer<typeof listArgument>; answer: MoleculeList };
  molecule: { argument: z.infer<typeof moleculeArgument>; answer: ShownMolecule };
  points: { argument: z.infer<typeof pointsArgument>; answer: PointsSample };
  statistics: { argument: { espGridUnits: z.infer<typeof gridUnits> }; answer: DescribedMolecules };
};
