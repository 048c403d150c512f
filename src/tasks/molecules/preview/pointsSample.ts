/** The points of a few molecules as training would take them: how many count, and how far from the atoms they are. */
import { quantile } from '../../../engine/metrics/statistics';
import { heed, type StoredDataset, type Watch } from '../../engine';
import type { MoleculesConfig } from '../config';
import { prepareMolecule } from '../data/packing';
import { distanceToAtoms } from '../data/pointWeights';
import { angstromPerBohr } from '../units';
import { gridScaleOf } from './gridLook';
import type { PointsSample, Spread } from './questions';
import { openStoredMolecules } from './storedMolecules';

/** Points of a molecule whose distances are measured. */
const MEASURED = 512;

/** @param most molecules, evenly spread over the dataset. @param looksLike the unit of the grids. */
export async function pointsSample(
  dataset: StoredDataset,
  config: MoleculesConfig,
  most: number,
  looksLike: PointsSample['looksLike'],
  watch: Watch,
): Promise<PointsSample> {
  const stored = openStoredMolecules(dataset);
  const molecules = Math.min(most, stored.count);
  const sample: PointsSample = {
    ...{ molecules, of: stored.count, points: 0, counting: 0, lost: 0 },
    looksLike,
    fewest: null,
    distances: null,
  };
  const gridScale = gridScaleOf(config.dataset.espGridUnits, looksLike);
  const near = { angstrom: [] as number[], bohr: [] as number[] };
  for (let i = 0; i < molecules; i++) {
    await heed(watch, i, molecules);
    const row = Math.floor((i * stored.count) / molecules);
    const set = await stored.part(row, row + 1, gridScale);
    const molecule = await set.molecule(0);
    const points = molecule.grid.length / 3;
    if (points === 0) continue;
    const { pointMask } = prepareMolecule(molecule, config);
    const counting = pointMask.reduce((sum, counts) => sum + counts, 0);
    sample.points += points;
    sample.counting += counting;
    sample.lost += lostPoints(molecule.grid, molecule.potential);
    const fraction = counting / points;
    if (!sample.fewest || fraction < sample.fewest.fraction)
      sample.fewest = { row, name: set.name(0), fraction };
    const asStored = await (await stored.part(row, row + 1)).molecule(0);
    const readAsBohr = asStored.grid.map((place) => place * angstromPerBohr);
    for (let p = 0; p < points; p += Math.ceil(points / MEASURED)) {
      near.angstrom.push(distanceToAtoms(asStored.grid, p, molecule.positions));
      near.bohr.push(distanceToAtoms(readAsBohr, p, molecule.positions));
    }
  }
  const [angstrom, bohr] = [spreadOf(near.angstrom), spreadOf(near.bohr)];
  return { ...sample, distances: angstrom && bohr && { angstrom, bohr } };
}

function lostPoints(grid: Float32Array, potential: Float32Array): number {
  let lost = 0;
  for (let p = 0; 3 * p < grid.length; p++) {
    const place = grid[3 * p]! + grid[3 * p + 1]! + grid[3 * p + 2]!;
    if (!Number.isFinite(place + (potential[p] ?? Number.NaN))) lost++;
  }
  return lost;
}

function spreadOf(values: number[]): Spread | null {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  if (sorted.length === 0) return null;
  return { smallest: sorted[0]!, median: quantile(sorted, 0.5), largest: sorted.at(-1)! };
}
