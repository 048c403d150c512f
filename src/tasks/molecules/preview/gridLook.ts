/** In which unit a dataset's grids seem to be, as a few of its molecules tell. */
import type { StoredDataset } from '../../engine';
import type { GridUnits } from '../checks/unitChecks';
import { gridEvidence } from '../checks/unitEvidence';
import type { GridScale } from '../data/moleculeSet';
import type { Molecule } from '../molecule';
import { angstromPerBohr } from '../units';
import { openStoredMolecules } from './storedMolecules';

type Unit = Exclude<GridUnits, 'auto'>;

/** Molecules that are looked at, evenly taken from all. */
const SAMPLE = 16;

/** Keeps what the grids of the last dataset look like; null where there are none. */
export function createGridLook(): (dataset: StoredDataset) => Promise<Unit | null> {
  let last: { fingerprint: string; unit: Promise<Unit | null> } | null = null;
  return (dataset) => {
    const { fingerprint } = dataset.record;
    if (last?.fingerprint === fingerprint) return last.unit;
    const unit = unitOf(dataset);
    last = { fingerprint, unit };
    // What failed once may succeed later.
    unit.catch(() => {
      last = null;
    });
    return unit;
  };
}

async function unitOf(dataset: StoredDataset): Promise<Unit | null> {
  const stored = openStoredMolecules(dataset);
  const molecules: Molecule[] = [];
  for (let i = 0; i < Math.min(SAMPLE, stored.count); i++) {
    const row = Math.floor((i * stored.count) / Math.min(SAMPLE, stored.count));
    molecules.push(await (await stored.part(row, row + 1)).molecule(0));
  }
  return gridEvidence(molecules)?.looksLike ?? null;
}

/** Å per unit of the grid; Auto is what it looks like. */
export function gridScaleOf(units: GridUnits, look: Unit | null): GridScale {
  return (units === 'auto' ? look : units) === 'bohr' ? angstromPerBohr : 1;
}
