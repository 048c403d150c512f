/** Symmetric positive definite systems in float64: A = L·Lᵀ, row-major, lower triangles. */

/** @param a [n × n], of which the lower triangle is read. @returns L, [n × n] with zeros above; null where `a` is not positive definite. */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    const at = row * n;
    for (let column = 0; column <= row; column++) {
      const other = column * n;
      let sum = a[at + column]!;
      for (let k = 0; k < column; k++) sum -= l[at + k]! * l[other + k]!;
      if (column < row) l[at + column] = sum / l[other + column]!;
      else if (sum > 0) l[at + row] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** x of L·Lᵀ·x = b, in a new array. */
export function solve(l: Float64Array, n: number, b: Float64Array): Float64Array<ArrayBuffer> {
  const x = Float64Array.from(b);
  for (let row = 0; row < n; row++) {
    let sum = x[row]!;
    for (let k = 0; k < row; k++) sum -= l[row * n + k]! * x[k]!;
    x[row] = sum / l[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    const value = x[row]! / l[row * n + row]!;
    x[row] = value;
    for (let k = 0; k < row; k++) x[k]! -= l[row * n + k]! * value;
  }
  return x;
}

/** Trace of (L·Lᵀ)⁻¹, which is the sum of the squares of L⁻¹. */
export function traceOfInverse(l: Float64Array, n: number): number {
  let trace = 0;
  const column = new Float64Array(n);
  for (let start = 0; start < n; start++) {
    for (let row = start; row < n; row++) {
      let sum = row === start ? 1 : 0;
      for (let k = start; k < row; k++) sum -= l[row * n + k]! * column[k]!;
      const value = sum / l[row * n + row]!;
      column[row] = value;
      trace += value * value;
    }
  }
  return trace;
}
