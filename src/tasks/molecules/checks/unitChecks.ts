/** Whether the data are in the units that are asked for: what can be converted is asked about, the rest is said. */
import { AnnealError } from '../../../protocol/errors';
import type { GridScale, MoleculeSet } from '../data/moleculeSet';
import type { Molecule } from '../molecule';
import { angstromPerBohr } from '../units';
import type { Remark } from './remarks';
import { bondLengths, foreignPotential, type GridEvidence, gridEvidence } from './unitEvidence';

export type GridUnits = 'auto' | 'angstrom' | 'bohr';

export interface UnitFindings {
  /** Å per unit of the grid. */
  gridScale: GridScale;
  /** Whether the potential of the monopoles is mostly that of the data: then grid and atoms belong together. */
  isExplained: boolean;
  remarks: Remark[];
}

/** Root mean square, as a fraction, that point charges of the atoms may leave unexplained. */
const MOSTLY = 0.5;

/** Molecules that are looked at. */
const SAMPLE = 16;

/** Some molecules, evenly taken from all. */
export async function sampleOf(set: MoleculeSet, rows: Uint32Array): Promise<Molecule[]> {
  const count = Math.min(SAMPLE, rows.length);
  const chosen = Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
  return Promise.all(chosen.map((row) => set.molecule(row)));
}

/**
 * @param set opened with the grid as it stands in the file.
 * @param asks whether somebody can answer; else a grid that looks like bohr is converted, and that is said.
 * @throws AnnealError `data-mismatch` under `auto`, where the grid looks like bohr and somebody can answer.
 */
export async function checkUnits(
  set: MoleculeSet,
  rows: Uint32Array,
  units: GridUnits,
  asks: boolean,
): Promise<UnitFindings> {
  const molecules = await sampleOf(set, rows);
  const evidence = gridEvidence(molecules);
  const remarks: Remark[] = [];
  let gridScale: GridScale = units === 'bohr' ? angstromPerBohr : 1;
  if (evidence && evidence.looksLike !== (units === 'auto' ? 'angstrom' : units)) {
    if (units === 'auto' && asks) throw askForUnits(evidence, set.arrays.vdw_surface!.name);
    if (units === 'auto') gridScale = angstromPerBohr;
    const taken =
      units === 'auto'
        ? 'It was converted to Å.'
        : `It is taken as ${units === 'bohr' ? 'bohr' : 'Å'}, as dataset.espGridUnits says.`;
    const looks = evidence.looksLike === 'bohr' ? 'bohr' : 'Å';
    remarks.push({
      code: 'grid-units',
      message: `The grid looks like ${looks}: ${wordsOf(evidence)}. ${taken}`,
    });
  }
  const bonds = bondLengths(molecules);
  if (bonds > 1.5) {
    remarks.push({
      code: 'position-units',
      message: `Neighbouring atoms are ${bonds.toFixed(2)} bond lengths apart (median): \`${set.arrays.R.name}\` looks like bohr, and is taken as Å. If it is bohr, multiply it, and the grid, by ${angstromPerBohr}.`,
    });
  }
  const scaled = molecules.map((molecule) => ({
    ...molecule,
    grid: molecule.grid.map((x) => x * gridScale),
  }));
  const foreign = set.known.potential ? foreignPotential(scaled) : null;
  if (foreign !== null) {
    remarks.push({
      code: 'potential-units',
      message: `The potential looks like ${foreign}. It is taken as Hartree/e: convert \`${set.arrays.esp!.name}\` if it is not.`,
    });
  }
  const unexplained = evidence?.unexplained?.[gridScale === 1 ? 'angstrom' : 'bohr'] ?? 1;
  return { gridScale, isExplained: unexplained < MOSTLY, remarks };
}

function askForUnits(evidence: GridEvidence, name: string): AnnealError {
  return new AnnealError('data-mismatch', `The grid \`${name}\` looks like bohr: ${wordsOf(evidence)}.`, {
    place: 'dataset.espGridUnits',
    received: 'auto',
    remedy:
      'Set dataset.espGridUnits to bohr, which converts the grid, or to angstrom, which takes it as it is.',
  });
}

function wordsOf({ medianDistance, unexplained }: GridEvidence): string {
  const distance = `points are ${medianDistance.toFixed(1)} from the nearest atom (median)`;
  if (!unexplained) return distance;
  const percent = (fraction: number) => `${Number((100 * fraction).toPrecision(2))} %`;
  return `${distance}, and the monopoles leave ${percent(unexplained.bohr)} of the potential unexplained if it is bohr, ${percent(unexplained.angstrom)} if it is Å`;
}
