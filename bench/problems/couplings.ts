/**
 * Couplings of real spherical harmonics up to degree 2, from their definition as integrals: a constant of the models that
 * are compared with this project's, which has them as a table of its own.
 */
import type { Block } from './problem';

/** Degree of each component, in the order 1; x, y, z; x² − y², xy, xz, yz, 2z² − x² − y². */
export const degreeOf = [0, 1, 1, 1, 2, 2, 2, 2, 2] as const;

/** In Racah's normalisation, of a unit vector. */
function harmonics(x: number, y: number, z: number): number[] {
  const root = Math.sqrt(3);
  return [
    ...[1, x, y, z],
    ...[(root / 2) * (x * x - y * y), root * x * y, root * x * z, root * y * z],
    (2 * z * z - x * x - y * y) / 2,
  ];
}

/** Gauss-Legendre nodes in z, evenly spaced angles: exact for polynomials up to degree 7. */
function integrate(f: (values: number[]) => number): number {
  const rule = [
    [0.33998104358485626, 0.6521451548625461],
    [0.8611363115940526, 0.34785484513745385],
  ] as const;
  const angles = 8;
  let sum = 0;
  for (const [node, weight] of rule) {
    for (const z of [node, -node]) {
      for (let i = 0; i < angles; i++) {
        const angle = (2 * Math.PI * i) / angles;
        const radius = Math.sqrt(1 - z * z);
        sum += (weight / angles) * f(harmonics(radius * Math.cos(angle), radius * Math.sin(angle), z));
      }
    }
  }
  return sum;
}

/**
 * Clebsch-Gordan coefficients [9, 9, 9]: integrals of three harmonics, scaled so that the squares of degrees l1, l2, l3 add
 * up to 2·l3 + 1. Those of odd l1 + l2 + l3 vanish.
 */
export function couplings(): Block {
  const size = degreeOf.length;
  const values = new Float32Array(size ** 3);
  const path = (at: number) =>
    [Math.floor(at / size ** 2), Math.floor(at / size) % size, at % size]
      .map((component) => degreeOf[component]!)
      .join();
  const squares = new Map<string, number>();
  for (let at = 0; at < values.length; at++) {
    const [i, j, k] = [Math.floor(at / size ** 2), Math.floor(at / size) % size, at % size];
    const value = integrate((y) => y[i]! * y[j]! * y[k]!);
    values[at] = Math.abs(value) < 1e-12 ? 0 : value;
    squares.set(path(at), (squares.get(path(at)) ?? 0) + value ** 2);
  }
  return {
    shape: [size, size, size],
    values: values.map((value, at) =>
      value === 0 ? 0 : value * Math.sqrt((2 * degreeOf[at % size]! + 1) / squares.get(path(at))!),
    ),
  };
}
