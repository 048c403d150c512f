/**
 * WGSL of a matrix product C = A·B in register tiles: each thread keeps a 4 × 4 tile of C and sums over K in order, so
 * the result is the same in every run. A and B are expressions, so that an operand can be computed as it is loaded.
 */

/** Rows and columns of C that a thread computes, and threads along each side of a workgroup of 64. */
const TILE = 4;
const SIDE = 8;

export interface Product {
  m: number;
  n: number;
  k: number;
  /** Value of A at (row, k) and of B at (k, column), as WGSL of the given index expressions. */
  a(row: string, k: string): string;
  b(k: string, column: string): string;
  /** What is stored for a sum; `value` and `column` are WGSL. The sum itself when not given. */
  finish?(value: string, column: string): string;
}

export function productTile({ m, n, k, a, b, finish = (value) => value }: Product): {
  body: string;
  workgroups: number;
} {
  const step = TILE * SIDE;
  const across = Math.ceil(n / step);
  const tile = Array.from({ length: TILE }, (_, i) => i);
  const lines = (line: (i: number) => string) => tile.map(line).join('\n  ');
  const store = (i: number) =>
    tile.map((j) => {
      const value = finish(`s${i}[${j}]`, `c${j}`);
      return `if (column + ${j} < ${n}) { result[(row + ${i}) * ${n} + column + ${j}] = ${value}; }`;
    });
  return {
    workgroups: Math.ceil(m / step) * across,
    // Loads beyond the edge are clamped to the last row or column; stores beyond it are left out.
    body: `
  let group = index / 64;
  let row = (group / ${across}) * ${step} + (i32(localIndex) / ${SIDE}) * ${TILE};
  let column = (group % ${across}) * ${step} + (i32(localIndex) % ${SIDE}) * ${TILE};
  ${lines((i) => `let r${i} = min(row + ${i}, ${m - 1}); let c${i} = min(column + ${i}, ${n - 1}); var s${i} = vec4f(0.0);`)}
  for (var k = 0; k < ${k}; k++) {
    let y = vec4f(${tile.map((j) => b('k', `c${j}`)).join(', ')});
    ${lines((i) => `s${i} += ${a(`r${i}`, 'k')} * y;`)}
  }
  ${lines((i) => `if (row + ${i} < ${m}) { ${store(i).join(' ')} }`)}`,
  };
}
