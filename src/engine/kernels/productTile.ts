/**
 * WGSL of a matrix product C = A·B in register tiles: each thread keeps a 4 × 4 tile of C and sums over K in order, so
 * the result is the same in every run. Operands are expressions, so that they can be computed as they are loaded.
 * Where the lengths divide by 4 they are loaded four values at a time, whichever way they lie in memory.
 */

/** Rows and columns of C that a thread computes, and threads along each side of a workgroup of 64. */
const TILE = 4;
const SIDE = 8;

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
  const step = TILE * SIDE;
  const across = Math.ceil(n / step);
  const output: Lanes = n % 4 === 0 ? 4 : 1;
  const { lanes, loop } = sums(product);
  const store = (i: number) =>
    output === 4
      ? `if (row + ${i} < ${m} && column < ${n}) { result[((row + ${i}) * ${n} + column) / 4] = v${i}; }`
      : `if (row + ${i} < ${m}) { ${each((j) => `if (column + ${j} < ${n}) { result[(row + ${i}) * ${n} + column + ${j}] = v${i}[${j}]; }`, ' ')} }`;
  return {
    workgroups: Math.ceil(m / step) * across,
    lanes: { ...lanes, output },
    // Loads beyond the edge are clamped to the last rows or columns; stores beyond it are left out.
    body: `
  let group = index / 64;
  let row = (group / ${across}) * ${step} + (i32(localIndex) / ${SIDE}) * ${TILE};
  let column = (group % ${across}) * ${step} + (i32(localIndex) % ${SIDE}) * ${TILE};
  ${each((i) => `let r${i} = min(row + ${i}, ${m - 1}); let c${i} = min(column + ${i}, ${n - 1}); var s${i} = vec4f(0.0);`)}
  ${loop}
  let shift = ${bias ? `vec4f(${each((j) => `bias[c${j}]`, ', ')})` : 'vec4f(0.0)'};
  ${each((i) => `let v${i} = ${finish(`(s${i} + shift)`)}; ${store(i)}`)}`,
  };
}

function each(line: (i: number) => string, separator = '\n  '): string {
  return Array.from({ length: TILE }, (_, i) => line(i)).join(separator);
}

/** The loop over K, by how the operands lie. */
function sums(product: Product): { lanes: { a: Lanes; b: Lanes }; loop: string } {
  const { m, n, k, a, b } = product;
  const lie = `${a.contiguous} ${b.contiguous}`;
  const vectors = { lanes: { a: 4, b: 4 } as const };
  if (lie === 'k other' && k % 4 === 0 && n % 4 === 0) {
    const addFour = (i: number) => each((q) => `s${i} += a${i}[${q}] * b${q};`, ' ');
    const loop = `
  let b0Column = min(column, ${n - 4});
  for (var k = 0; k < ${k}; k += 4) {
    ${each((i) => `let a${i} = ${a.load(`(r${i} * ${k} + k) / 4`, 4)}; let b${i} = ${b.load(`((k + ${i}) * ${n} + b0Column) / 4`, 4)};`)}
    ${each(addFour)}
  }`;
    return { ...vectors, loop };
  }
  if (lie === 'k k' && k % 4 === 0) {
    const loop = `
  for (var k = 0; k < ${k}; k += 4) {
    ${each((i) => `let a${i} = ${a.load(`(r${i} * ${k} + k) / 4`, 4)}; let b${i} = ${b.load(`(c${i} * ${k} + k) / 4`, 4)};`)}
    ${each((i) => `s${i} += vec4f(${each((j) => `dot(a${i}, b${j})`, ', ')});`)}
  }`;
    return { ...vectors, loop };
  }
  if (lie === 'other other' && m % 4 === 0 && n % 4 === 0) {
    const loop = `
  let a0Row = min(row, ${m - 4});
  let b0Column = min(column, ${n - 4});
  for (var k = 0; k < ${k}; k++) {
    let a = ${a.load(`(k * ${m} + a0Row) / 4`, 4)};
    let b = ${b.load(`(k * ${n} + b0Column) / 4`, 4)};
    ${each((i) => `s${i} += a[${i}] * b;`, ' ')}
  }`;
    return { ...vectors, loop };
  }
  return { lanes: { a: 1, b: 1 }, loop: plainLoop(product) };
}

function plainLoop({ m, n, k, a, b }: Product): string {
  const aAt = (i: number) => a.load(a.contiguous === 'k' ? `r${i} * ${k} + k` : `k * ${m} + r${i}`, 1);
  const bAt = (j: number) => b.load(b.contiguous === 'k' ? `c${j} * ${k} + k` : `k * ${n} + c${j}`, 1);
  return `
  for (var k = 0; k < ${k}; k++) {
    let b = vec4f(${each(bAt, ', ')});
    ${each((i) => `s${i} += ${aAt(i)} * b;`)}
  }`;
}
