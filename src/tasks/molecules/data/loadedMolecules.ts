/** The molecules of a set as batches take them: all prepared in memory, or read while the device still works on earlier ones. */
import type { Batch } from '../../../engine/data/epochPlan';
import type { Residency, StepGraph } from '../../../engine/workload';
import { AnnealError } from '../../../protocol/errors';
import type { MoleculesConfig } from '../config';
import type { MoleculeSet } from './moleculeSet';
import { type PreparedMolecule, prepareMolecule } from './packing';

export interface LoadedMolecules {
  /** Reads the molecules of a coming batch, where they are not in memory. */
  fetch: StepGraph['fetch'];
  /** The molecules of a batch that was fetched. */
  of(batch: Batch): PreparedMolecule[];
}

/** Of a point: its place, potential, mask, weight and share. */
const POINT_BYTES = 12 + 4 + 2 + 8;

export async function loadMolecules(
  set: MoleculeSet,
  rows: Uint32Array,
  config: MoleculesConfig,
  residency?: Residency,
): Promise<LoadedMolecules> {
  const bytes = rows.length * set.gridLength * POINT_BYTES;
  return residency && bytes > residency.residentBytes ? streamed(set, config) : resident(set, rows, config);
}

async function resident(
  set: MoleculeSet,
  rows: Uint32Array,
  config: MoleculesConfig,
): Promise<LoadedMolecules> {
  const held = new Map<number, PreparedMolecule>();
  for (const row of rows) held.set(row, prepareMolecule(await set.molecule(row), config));
  return { fetch: undefined, of: (batch) => Array.from(batch.rows, (row) => held.get(row)!) };
}

function streamed(set: MoleculeSet, config: MoleculesConfig): LoadedMolecules {
  /** Of batches that are about to be computed. Weak, since some never are: those of steps read ahead of a roll-back. */
  const fetched = new WeakMap<Batch, PreparedMolecule[]>();
  const read = async (row: number) => prepareMolecule(await set.molecule(row), config);
  return {
    async fetch(batch) {
      fetched.set(batch, await Promise.all(Array.from(batch.rows, read)));
    },
    of(batch) {
      const found = fetched.get(batch);
      if (found) return found;
      throw new AnnealError('internal', 'The molecules of a batch were not read before it began.');
    },
  };
}
