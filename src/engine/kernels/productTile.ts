/**
 * WGSL of a matrix product C = A·B in register tiles: each thread keeps a tile of C, 4 × 4 or 8 × 8, and sums over K in order, so
 * the result is the same in every run. Operands are expressions, so that they can be computed as they are loaded.
 * Where the lengths divide by 4 they are loaded four values at a time, whichever way they lie in memory.
 */

/** Threads along each side of a workgroup of 64. */
const SIDE = 8;
/** Tiles of 8 × 8 load each operand half as often as those of 4 × 4, and need so many tiles to keep a device busy. */
const ENOUGH_TILES = 128;

type Lanes = 1 | 4;

export interface Operand {
  /** The axis along which neighbours lie in memory: K, or the operand's other one (rows of A, columns of B). */
  contiguous: 'k' | 'other';
  /** The value at `index`, or with four lanes the vec4f at `index` of arrays of vec4f. */
  load(index: string, lanes: Lanes): string;
}

export interface Product {
  m: number;
  n: number;
  k: number;
  a: Operand;
  b: Operand;
  /** Adds `bias[column]`, an array of single values. */
  bias?: boolean;
  /** What is stored for four sums of a row, as WGSL of a vec4f; the sums when not given. */
  finish?(values: string): string;
}

export interface ProductProgram {
  body: string;
  workgroups: number;
  /** How the arrays of each operand and of the result have to be bound. */
  lanes: { a: Lanes; b: Lanes; output: Lanes };
}

export function productTile(product: Product): ProductProgram {
  const { m, n, bias = false, finish = (values) => values } = product;
  const tile = (m * n) / 64 >= ENOUGH_TILES ? 8 : 4;
  const step = tile * SIDE;
  const across = Math.ceil(n / step);
  const output: Lanes = n % 4 === 0 ? 4 : 1;
  const { lanes, loop } = sums(product, tile);
  const rows = upTo(tile);
  const quads = upTo(tile / 4);
  const store = (i: number, h: number) => {
    const at = `(row + ${i}) * ${n} + column + ${4 * h}`;
    const value = `v${i}${h}`;
    const stores =
      output === 4
        ? [`if (column + ${4 * h} < ${n}) { result[(${at}) / 4] = ${value}; }`]
        : upTo(4).map((j) => `if (column + ${4 * h + j} < ${n}) { result[${at} + ${j}] = ${value}[${j}]; }`);
    return `let ${value} = ${finish(`(s${i}${h} + shift${h})`)}; if (row + ${i} < ${m}) { ${stores.join(' ')} }`;
  };
  return {
    workgroups: Math.ceil(m / step) * across,
    lanes: { ...lanes, output },
    // Loads beyond the edge are clamped to the last rows or columns; stores beyond it are left out.
    body: `
  let group = index / 64;
  let row = (group / ${across}) * ${step} + (i32(localIndex) / ${SIDE}) * ${tile};
  let column = (group % ${across}) * ${step} + (i32(localIndex) % ${SIDE}) * ${tile};
  if (row >= ${m} || column >= ${n}) { return; }
  ${rows.map((i) => `let r${i} = min(row + ${i}, ${m - 1}); let c${i} = min(column + ${i}, ${n - 1});`).join(' ')}
  ${rows.flatMap((i) => quads.map((h) => `var s${i}${h} = vec4f(0.0);`)).join(' ')}
  ${loop}
  ${quads.map((h) => `let shift${h} = ${bias ? `vec4f(${upTo(4).map((j) => `bias[c${4 * h + j}]`)})` : 'vec4f(0.0)'};`).join(' ')}
  ${rows.flatMap((i) => quads.map((h) => store(i, h))).join('\n  ')}`,
  };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The loop over K, by how the operands lie. */
function sums({ m, n, k, a, b }: Product, tile: number): { lanes: { a: Lanes; b: Lanes }; loop: string } {
  const rows = upTo(tile);
  const quads = upTo(tile / 4);
  const four = upTo(4);
  const lie = `${a.contiguous} ${b.contiguous}`;
  const vectors = { lanes: { a: 4, b: 4 } as const };
  /** Four columns of B, kept inside the matrix. */
  const columnOf = (h: number) => `min(column + ${4 * h}, ${n - 4})`;
  if (lie === 'k other' && k % 4 === 0 && n % 4 === 0) {
    const loads = four.flatMap((q) =>
      quads.map((h) => `let b${q}${h} = ${b.load(`((k + ${q}) * ${n} + ${columnOf(h)}) / 4`, 4)};`),
    );
    const row = (i: number) =>
      `let a${i} = ${a.load(`(r${i} * ${k} + k) / 4`, 4)}; ${quads
        .map((h) => `s${i}${h} += ${four.map((q) => `a${i}[${q}] * b${q}${h}`).join(' + ')};`)
        .join(' ')}`;
    return { ...vectors, loop: loopOver(k, 4, [...loads, ...rows.map(row)]) };
  }
  if (lie === 'k k' && k % 4 === 0) {
    const loads = rows.map((j) => `let b${j} = ${b.load(`(c${j} * ${k} + k) / 4`, 4)};`);
    const row = (i: number) =>
      `let a${i} = ${a.load(`(r${i} * ${k} + k) / 4`, 4)}; ${quads
        .map((h) => `s${i}${h} += vec4f(${four.map((j) => `dot(a${i}, b${4 * h + j})`)});`)
        .join(' ')}`;
    return { ...vectors, loop: loopOver(k, 4, [...loads, ...rows.map(row)]) };
  }
  if (lie === 'other other' && m % 4 === 0 && n % 4 === 0) {
    const loads = quads.flatMap((h) => [
      `let a${h} = ${a.load(`(k * ${m} + min(row + ${4 * h}, ${m - 4})) / 4`, 4)};`,
      `let b${h} = ${b.load(`(k * ${n} + ${columnOf(h)}) / 4`, 4)};`,
    ]);
    const row = (i: number) => quads.map((h) => `s${i}${h} += a${i >> 2}[${i % 4}] * b${h};`).join(' ');
    return { ...vectors, loop: loopOver(k, 1, [...loads, ...rows.map(row)]) };
  }
  const aAt = (i: number) => a.load(a.contiguous === 'k' ? `r${i} * ${k} + k` : `k * ${m} + r${i}`, 1);
  const bAt = (j: number) => b.load(b.contiguous === 'k' ? `c${j} * ${k} + k` : `k * ${n} + c${j}`, 1);
  const loads = quads.map((h) => `let b${h} = vec4f(${four.map((j) => bAt(4 * h + j))});`);
  const row = (i: number) =>
    `let a${i} = ${aAt(i)}; ${quads.map((h) => `s${i}${h} += a${i} * b${h};`).join(' ')}`;
  return { lanes: { a: 1, b: 1 }, loop: loopOver(k, 1, [...loads, ...rows.map(row)]) };
}

function loopOver(length: number, step: number, lines: string[]): string {
  return `for (var k = 0; k < ${length}; k += ${step}) {
    ${lines.join('\n    ')}
  }`;
}
