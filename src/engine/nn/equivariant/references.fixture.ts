/** Equivariant layers in plain loops over nested indices, with the coefficients of the fixture: what tests compare with. */
import golden from './fixtures/graphNetwork.json';

const degreeOf = (component: number) => Math.floor(Math.sqrt(component));
const degrees = (components: number) => Math.sqrt(components);

/** Row-major values with a shape. */
export interface Plain {
  shape: number[];
  values: ArrayLike<number>;
}

/** [i, j, k, C(i, j, k)] that are not zero. */
export const coefficients = golden.coefficients as [number, number, number, number][];

/** x [N, M1, F], y [N, M2, F], kernel [L1 + 1, L2 + 1, L3 + 1, F] → [N, M3, F]. */
export function plainProduct(x: Plain, y: Plain, kernel: Plain): Float64Array {
  const [rows = 0, left = 1, features = 1] = x.shape;
  const right = y.shape[1]!;
  const [, second = 1, third = 1] = kernel.shape;
  const out = third ** 2;
  const z = new Float64Array(rows * out * features);
  for (let n = 0; n < rows; n++) {
    for (const [i, j, k, value] of coefficients) {
      if (i >= left || j >= right || k >= out) continue;
      const slot = (degreeOf(i) * second + degreeOf(j)) * third + degreeOf(k);
      for (let f = 0; f < features; f++) {
        z[(n * out + k) * features + f]! +=
          value *
          kernel.values[slot * features + f]! *
          x.values[(n * left + i) * features + f]! *
          y.values[(n * right + j) * features + f]!;
      }
    }
  }
  return z;
}

/** As `messagePass`, for `atoms` that receive. */
export function plainMessages(
  x: Plain,
  filter: Plain,
  angular: Plain,
  kernel: Plain,
  starts: ArrayLike<number>,
  ends: ArrayLike<number>,
  atoms: number,
): Float64Array {
  const [, right = 1, features = 1] = x.shape;
  const [edges = 0, left = 1] = angular.shape;
  const width = kernel.shape[2]! ** 2 * features;
  const sums = new Float64Array(atoms * width);
  for (let e = 0; e < edges; e++) {
    const [start, end] = [starts[e]!, ends[e]!];
    if (start < 0 || end < 0) continue;
    const edge = Float64Array.from({ length: left * features }, (_, at) => {
      const [m, f] = [Math.floor(at / features), at % features];
      return angular.values[e * left + m]! * filter.values[(e * degrees(left) + degreeOf(m)) * features + f]!;
    });
    const from = Array.from(x.values).slice(start * right * features, (start + 1) * right * features);
    const message = plainProduct(
      { shape: [1, left, features], values: edge },
      { shape: [1, right, features], values: from },
      kernel,
    );
    message.forEach((value, at) => {
      sums[end * width + at]! += value;
    });
  }
  return sums;
}

/** x [N, M, in], kernel [L + 1, in, out], bias [out] or null → [N, M, out]. */
export function plainDense(x: Plain, kernel: Plain, bias: ArrayLike<number> | null): Float64Array {
  const [rows = 0, components = 1, inputs = 1] = x.shape;
  const outputs = kernel.shape[2]!;
  return Float64Array.from({ length: rows * components * outputs }, (_, at) => {
    const [row, j] = [Math.floor(at / outputs), at % outputs];
    const m = row % components;
    let sum = m === 0 && bias ? bias[j]! : 0;
    for (let i = 0; i < inputs; i++) {
      sum += x.values[row * inputs + i]! * kernel.values[(degreeOf(m) * inputs + i) * outputs + j]!;
    }
    return sum;
  });
}

/** x [N, M, F] → the same. */
export function plainGate({ shape, values }: Plain): Float64Array {
  const [, components = 1, features = 1] = shape;
  return Float64Array.from(values, (value, at) => {
    const row = Math.floor(at / (components * features));
    const s = values[row * components * features + (at % features)]!;
    return value / (1 + Math.exp(-s));
  });
}
