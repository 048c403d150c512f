/**
 * Real Clebsch-Gordan coefficients up to degree 2, in the Cartesian order of components (1; x, y, z; x²−y², xy, xz, yz,
 * 2z²−x²−y²), for harmonics in Racah's normalisation. Even paths only, those with l1 + l2 + l3 even: no pseudotensors.
 */

/** z[k] gains value·x[i]·y[j]. */
export interface Term {
  i: number;
  j: number;
  k: number;
  value: number;
}

/** How degree l1 of one factor and l2 of the other make degree l3 of their product. */
export interface Path {
  l1: number;
  l2: number;
  l3: number;
  /** Where its weights are in a kernel [L1 + 1, L2 + 1, L3 + 1, features], in rows of features. */
  slot: number;
  terms: readonly Term[];
}

export const MAX_DEGREE = 2;

/** Degree of each component. */
export const degreeOfComponent = [0, 1, 1, 1, 2, 2, 2, 2, 2] as const;

export const componentsOf = (maxDegree: number) => (maxDegree + 1) ** 2;
/** The highest degree of so many components. */
export const maxDegreeOf = (components: number) => Math.round(Math.sqrt(components)) - 1;

/**
 * i, j, k and the square of the coefficient with the coefficient's sign, for 1 ≤ i ≤ j: even paths are symmetric in the
 * factors. Varshalovich, Moskalev and Khersonskii 1988, chapter 8, in the basis of the real harmonics.
 */
const signedSquares: readonly (readonly [i: number, j: number, k: number, square: number])[] = [
  // (1, 1) → 0
  ...([1, 2, 3] as const).map((i) => [i, i, 0, 1 / 3] as const),
  // (1, 1) → 2
  [1, 1, 4, 1 / 2],
  [1, 1, 8, -1 / 6],
  [1, 2, 5, 1 / 2],
  [1, 3, 6, 1 / 2],
  [2, 2, 4, -1 / 2],
  [2, 2, 8, -1 / 6],
  [2, 3, 7, 1 / 2],
  [3, 3, 8, 2 / 3],
  // (1, 2) → 1
  [1, 4, 1, 0.3],
  [1, 5, 2, 0.3],
  [1, 6, 3, 0.3],
  [1, 8, 1, -0.1],
  [2, 4, 2, -0.3],
  [2, 5, 1, 0.3],
  [2, 7, 3, 0.3],
  [2, 8, 2, -0.1],
  [3, 6, 1, 0.3],
  [3, 7, 2, 0.3],
  [3, 8, 3, 0.4],
  // (2, 2) → 0
  ...([4, 5, 6, 7, 8] as const).map((i) => [i, i, 0, 1 / 5] as const),
  // (2, 2) → 2
  [4, 4, 8, -2 / 7],
  [4, 6, 6, 3 / 14],
  [4, 7, 7, -3 / 14],
  [4, 8, 4, -2 / 7],
  [5, 5, 8, -2 / 7],
  [5, 6, 7, 3 / 14],
  [5, 7, 6, 3 / 14],
  [5, 8, 5, -2 / 7],
  [6, 6, 4, 3 / 14],
  [6, 6, 8, 1 / 14],
  [6, 7, 5, 3 / 14],
  [6, 8, 6, 1 / 14],
  [7, 7, 4, -3 / 14],
  [7, 7, 8, 1 / 14],
  [7, 8, 7, 1 / 14],
  [8, 8, 8, 2 / 7],
];

/** A scalar times anything is that thing. */
const withScalar = degreeOfComponent.map((_, k) => ({ i: 0, j: k, k, value: 1 }));

const mirrored = ({ i, j, k, value }: Term): Term[] =>
  i === j
    ? [{ i, j, k, value }]
    : [
        { i, j, k, value },
        { i: j, j: i, k, value },
      ];

/** All 83 coefficients that are not zero. */
export const evenTerms: readonly Term[] = [
  ...withScalar,
  ...signedSquares.map(([i, j, k, square]) => ({
    i,
    j,
    k,
    value: Math.sign(square) * Math.sqrt(Math.abs(square)),
  })),
].flatMap(mirrored);

/** The even paths from degrees up to `first` and `second` into degrees up to `product`, by l1, l2, l3. */
export function pathsOf(first: number, second: number, product: number): Path[] {
  const paths: Path[] = [];
  for (let l1 = 0; l1 <= first; l1++) {
    for (let l2 = 0; l2 <= second; l2++) {
      for (let l3 = 0; l3 <= product; l3++) {
        const terms = evenTerms.filter(
          ({ i, j, k }) =>
            degreeOfComponent[i] === l1 && degreeOfComponent[j] === l2 && degreeOfComponent[k] === l3,
        );
        const slot = (l1 * (second + 1) + l2) * (product + 1) + l3;
        if (terms.length > 0) paths.push({ l1, l2, l3, slot, terms });
      }
    }
  }
  return paths;
}
