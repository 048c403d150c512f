/** Charges that sit on the atoms: their potential, their dipole, and those that fit a potential best. All in float64. */
import type { Molecule } from '../molecule';
import { bohrPerAngstrom } from '../units';

export interface PointGeometry {
  /** 1/distance of each point from each atom, 1/bohr, [points · atoms]. */
  inverse: Float64Array;
  /** Which atom is nearest to each point, [points]; the first of equals. */
  nearest: Uint16Array;
  /** Å, [points]. */
  distance: Float64Array;
}

/** Squared distances below it count as it, Å²: a point on an atom has no potential. */
const CLOSEST = 1e-12;

export function pointGeometry({ positions, grid }: Pick<Molecule, 'positions' | 'grid'>): PointGeometry {
  const [points, atoms] = [grid.length / 3, positions.length / 3];
  const inverse = new Float64Array(points * atoms);
  const nearest = new Uint16Array(points);
  const distance = new Float64Array(points);
  for (let p = 0; p < points; p++) {
    let best = Number.POSITIVE_INFINITY;
    for (let a = 0; a < atoms; a++) {
      const x = grid[3 * p]! - positions[3 * a]!;
      const y = grid[3 * p + 1]! - positions[3 * a + 1]!;
      const z = grid[3 * p + 2]! - positions[3 * a + 2]!;
      const square = Math.max(x * x + y * y + z * z, CLOSEST);
      inverse[p * atoms + a] = 1 / (Math.sqrt(square) * bohrPerAngstrom);
      if (square < best) {
        best = square;
        nearest[p] = a;
      }
    }
    distance[p] = Math.sqrt(best);
  }
  return { inverse, nearest, distance };
}

/** V = Σ q/r at every point, Hartree/e, [points]. @param charges e, [atoms]. */
export function atomicPotential(
  { inverse, nearest }: PointGeometry,
  charges: ArrayLike<number>,
): Float64Array {
  const atoms = charges.length;
  return Float64Array.from(nearest, (_, p) => {
    let sum = 0;
    for (let a = 0; a < atoms; a++) sum += charges[a]! * inverse[p * atoms + a]!;
    return sum;
  });
}

/** μ = Σ q (r − origin), e·bohr, [3]. */
export function atomicDipole(
  { positions, origin }: Pick<Molecule, 'positions' | 'origin'>,
  charges: ArrayLike<number>,
): Float64Array {
  const dipole = new Float64Array(3);
  for (let a = 0; a < charges.length; a++) {
    for (let c = 0; c < 3; c++) {
      dipole[c]! += charges[a]! * (positions[3 * a + c]! - origin[c]!) * bohrPerAngstrom;
    }
  }
  return dipole;
}

/**
 * Charges of the atoms that give the potential with the least squared error over the points that count, and whose sum
 * is the total charge. The last atom's charge is what the others leave, so that the rest is a plain linear fit, solved
 * by its normal equations (Cholesky).
 * @returns e, [atoms]; null where the points do not determine them.
 */
export function leastSquaresCharges(
  { inverse }: PointGeometry,
  { potential, totalCharge }: Pick<Molecule, 'potential' | 'totalCharge'>,
  pointMask: Uint8Array,
): Float64Array | null {
  const points = potential.length;
  if (points === 0) return null;
  const atoms = inverse.length / points;
  const free = atoms - 1;
  const matrix = new Float64Array(free * free);
  const right = new Float64Array(free);
  const line = new Float64Array(free);
  for (let p = 0; p < points; p++) {
    if (pointMask[p] === 0) continue;
    const last = inverse[p * atoms + free]!;
    const rest = potential[p]! - totalCharge * last;
    for (let a = 0; a < free; a++) line[a] = inverse[p * atoms + a]! - last;
    for (let a = 0; a < free; a++) {
      right[a]! += line[a]! * rest;
      for (let b = 0; b <= a; b++) matrix[a * free + b]! += line[a]! * line[b]!;
    }
  }
  if (!solvePositive(matrix, right, free)) return null;
  const charges = new Float64Array(atoms);
  charges.set(right);
  charges[free] = totalCharge - right.reduce((sum, charge) => sum + charge, 0);
  return charges;
}

/**
 * Solves M x = b in place by Cholesky's factors; of M only the lower half is read.
 * @returns whether M is positive definite beyond rounding.
 */
function solvePositive(matrix: Float64Array, right: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const diagonal = matrix[i * size + i]!;
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      if (j < i) matrix[i * size + j] = sum / matrix[j * size + j]!;
      else if (sum > 1e-13 * diagonal) matrix[i * size + i] = Math.sqrt(sum);
      else return false;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) right[i]! -= matrix[i * size + k]! * right[k]!;
    right[i]! /= matrix[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) right[i]! -= matrix[k * size + i]! * right[k]!;
    right[i]! /= matrix[i * size + i]!;
  }
  return true;
}
