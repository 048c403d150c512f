/**
 * The product z[k] = Σ over paths of w[path]·Σ C(i, j, k)·a[i]·b[j], one feature beside the other, and its derivatives: in
 * plain loops over a row of features, and as WGSL of a single feature, written out. `contractionWasm.ts` has the third form.
 */
import { componentsOf, maxDegreeOf, type Path, pathsOf, type Term } from './clebschGordan';

type Values = ArrayLike<number>;

/** A product's sizes, as its kernel [L1 + 1, L2 + 1, L3 + 1, features] tells them. */
export interface Contraction {
  features: number;
  /** Components of a, b and the product. */
  left: number;
  right: number;
  out: number;
  paths: readonly Path[];
  /** Distinguishes sources. */
  key: string;
}

const known = new Map<string, Contraction>();

/** @param kernel shape of the kernel. */
export function contractionOf(kernel: readonly number[]): Contraction {
  const [left = 1, right = 1, out = 1, features = 1] = kernel;
  const key = `${left}_${right}_${out}_${features}`;
  const found = known.get(key);
  if (found) return found;
  const made = {
    features,
    left: componentsOf(left - 1),
    right: componentsOf(right - 1),
    out: componentsOf(out - 1),
    paths: pathsOf(left - 1, right - 1, out - 1),
    key,
  };
  known.set(key, made);
  return made;
}

/** The shape of the kernel of a product of so many components. */
export function kernelShape(left: number, right: number, out: number, features: number): number[] {
  return [maxDegreeOf(left) + 1, maxDegreeOf(right) + 1, maxDegreeOf(out) + 1, features];
}

/** Adds the product of two rows to `z` [out·features]. `a` and `b` are rows that begin at `aStart` and `bStart`. */
export function addProduct(
  { paths, features }: Contraction,
  w: Values,
  a: Values,
  aStart: number,
  b: Values,
  bStart: number,
  z: Float64Array,
): void {
  for (const { slot, terms } of paths) {
    for (const { i, j, k, value } of terms) {
      for (let f = 0; f < features; f++) {
        z[k * features + f]! +=
          value * w[slot * features + f]! * a[aStart + i * features + f]! * b[bStart + j * features + f]!;
      }
    }
  }
}

/** Adds the derivatives of Σ g·z by a, b and w to rows `da`, `db` and to `dw`, of the size of w. */
export function addGradients(
  { paths, features }: Contraction,
  w: Values,
  a: Values,
  aStart: number,
  b: Values,
  bStart: number,
  g: Values,
  gStart: number,
  da: Float64Array,
  db: Float64Array,
  dw: Float64Array,
): void {
  for (const { slot, terms } of paths) {
    for (const { i, j, k, value } of terms) {
      for (let f = 0; f < features; f++) {
        const [left, right] = [a[aStart + i * features + f]!, b[bStart + j * features + f]!];
        const slope = value * g[gStart + k * features + f]!;
        const weighted = slope * w[slot * features + f]!;
        da[i * features + f]! += weighted * right;
        db[j * features + f]! += weighted * left;
        dw[slot * features + f]! += slope * left * right;
      }
    }
  }
}

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** WGSL of Σ value·(product of the named components), where the single letters are prefixes of scalars. */
function wgslTerms(terms: readonly Term[], factors: (term: Term) => string): string {
  return terms
    .map((term) => `${term.value === 1 ? '' : `${term.value} * `}${factors(term)}`)
    .join(' + ')
    .replaceAll('+ -', '- ');
}

/** WGSL of Σ over paths of w_path·Σ of the terms that `belongs` selects; `0.0` where there are none. */
function wgslOverPaths(
  paths: readonly Path[],
  belongs: (term: Term) => boolean,
  factors: (term: Term) => string,
): string {
  const sums = paths.flatMap(({ terms, slot }) => {
    const some = terms.filter(belongs);
    return some.length === 0 ? [] : [`w${slot} * (${wgslTerms(some, factors)})`];
  });
  return sums.join(' + ') || '0.0';
}

/**
 * Expressions of one feature, over scalars `a0`…, `b0`…, `g0`… (components), and `w0`… (weights by slot).
 */
export const wgslOf = {
  product: ({ paths }: Contraction, k: number) =>
    wgslOverPaths(
      paths,
      (term) => term.k === k,
      ({ i, j }) => `a${i} * b${j}`,
    ),
  left: ({ paths }: Contraction, i: number) =>
    wgslOverPaths(
      paths,
      (term) => term.i === i,
      ({ j, k }) => `b${j} * g${k}`,
    ),
  right: ({ paths }: Contraction, j: number) =>
    wgslOverPaths(
      paths,
      (term) => term.j === j,
      ({ i, k }) => `a${i} * g${k}`,
    ),
  /** By the weight of a path. */
  weight: ({ terms }: Path) => wgslTerms(terms, ({ i, j, k }) => `a${i} * b${j} * g${k}`),
};

/** `let NAME0 = …;` and so on, for so many components. */
export const wgslLets = (name: string, count: number, value: (i: number) => string) =>
  range(count)
    .map((i) => `let ${name}${i} = ${value(i)};`)
    .join('\n  ');

/** The weights of the paths, of feature `f` in an array `kernel`, as `w` and the slot. */
export const wgslWeights = ({ paths, features }: Contraction) =>
  paths.map(({ slot }) => `let w${slot} = kernel[${slot * features} + f];`).join('\n  ');
