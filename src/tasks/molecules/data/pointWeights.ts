/** Which points of a molecule's grid count in the loss of the potential, and how much. */
import { covalentRadius } from '../../../formats/elements';
import type { DcmLossConfig } from '../lossConfig';
import type { Molecule } from '../molecule';
import { squaredDistance } from './neighbours';

type MaskOptions = Pick<DcmLossConfig, 'mask' | 'radiiCutoffMultiplier' | 'espMinDistance' | 'espMaxValue'>;
type WeightOptions = MaskOptions & Pick<DcmLossConfig, 'weighting' | 'distanceScale' | 'distanceMin'>;

/** @param lost 1 for points without a reference. @returns 1 where a point counts, else 0; [points]. */
export function pointMaskOf(molecule: Molecule, options: MaskOptions, lost?: Uint8Array): Uint8Array {
  const { grid, potential, positions, atomicNumbers, espMask } = molecule;
  const points = grid.length / 3;
  const mask = new Uint8Array(points).fill(1);
  const factor = options.mask === 'covalent' ? options.radiiCutoffMultiplier : 0;
  const closest = Float64Array.from(atomicNumbers, (z) => {
    const radius = Math.max(factor * (covalentRadius(z) ?? 0), options.espMinDistance);
    return radius * radius;
  });
  const looks = closest.some((limit) => limit > 0);
  for (let point = 0; point < points; point++) {
    if (lost?.[point] === 1 || (options.mask === 'file' && espMask?.[point] === 0)) mask[point] = 0;
    if (Math.abs(potential[point]!) > options.espMaxValue) mask[point] = 0;
    for (let atom = 0; looks && atom < closest.length && mask[point] === 1; atom++) {
      if (squaredDistance(grid, point, positions, atom) < closest[atom]!) mask[point] = 0;
    }
  }
  return mask;
}

/**
 * Weights of the points in training, of sum 1 over those that count; all 0 where none does.
 * Magnitude: 1 / (1 + |V| / mean |V|). Distance: exp((max(d, min) − min) / scale) of the distance d to the nearest atom.
 */
export function pointWeightsOf(molecule: Molecule, mask: Uint8Array, options: WeightOptions): Float32Array {
  const weights = Float64Array.from(mask);
  const { potential, grid, positions } = molecule;
  switch (options.weighting) {
    case 'none':
      break;
    case 'magnitude': {
      const mean = potential.reduce((sum, value) => sum + Math.abs(value), 0) / potential.length;
      if (mean > 0)
        for (let i = 0; i < weights.length; i++) weights[i]! /= 1 + Math.abs(potential[i]!) / mean;
      break;
    }
    case 'distance':
      for (let point = 0; point < weights.length; point++) {
        const distance = Math.max(distanceToAtoms(grid, point, positions), options.distanceMin);
        weights[point]! *= Math.exp((distance - options.distanceMin) / options.distanceScale);
      }
  }
  return sharesOf(weights);
}

/** Of each value in the sum of all of them; zeros where that is zero. */
export function sharesOf(values: ArrayLike<number>): Float32Array {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return Float32Array.from(values, (value) => (sum > 0 ? value / sum : 0));
}

/** Å, from a point of the grid to the nearest atom; infinite where there are no atoms. */
export function distanceToAtoms(grid: Float32Array, point: number, positions: Float32Array): number {
  let nearest = Infinity;
  for (let atom = 0; 3 * atom < positions.length; atom++) {
    nearest = Math.min(nearest, squaredDistance(grid, point, positions, atom));
  }
  return Math.sqrt(nearest);
}
