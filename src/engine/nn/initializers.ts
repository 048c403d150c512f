/** How a parameter starts. Values come from the counter-based generator, so a name and a seed decide them. */
import { sizeOf } from '../../formats/arrays';
import type { RandomStream } from '../random';

/** Fills `values` (row-major, `shape`) in place. */
export type Initializer = (values: Float32Array, shape: readonly number[], random: RandomStream) => void;

export const zeros: Initializer = (values) => {
  values.fill(0);
};

export const ones: Initializer = (values) => {
  values.fill(1);
};

/** Uniform in ±√(6 / (fanIn + fanOut)); Glorot and Bengio 2010, eq. 16. For kernels [in, out]. */
export const xavierUniform: Initializer = (values, shape, random) => {
  const [fanIn = 1, fanOut = 1] = shape;
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * limit;
};

/**
 * Normal with variance 2 / fanIn, for what a ReLU follows; He et al. 2015, eq. 10. For kernels [...spatial, in, out].
 */
export const heNormal: Initializer = (values, shape, random) => {
  const fanIn = sizeOf(shape.slice(0, -1));
  const deviation = Math.sqrt(2 / fanIn);
  for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
};

/**
 * Normal with variance 1 / in, for transposed convolutions whose stride is their size, without an activation: every output
 * value is a sum over the input channels alone. For kernels [...spatial, out, in].
 */
export const lecunNormalTransposed: Initializer = (values, shape, random) => {
  const deviation = Math.sqrt(1 / shape.at(-1)!);
  for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
};

/** Deviation of a standard normal variable that is drawn again while it is beyond ±2. */
const CUT_DEVIATION = 0.8796256610342398;

/** Normal, cut at twice the deviation it would have had, and as wide as to have `deviation` after that, as JAX draws it. */
export function truncatedNormal(random: RandomStream, deviation: number): number {
  for (;;) {
    const drawn = random.normal();
    if (Math.abs(drawn) <= 2) return (drawn / CUT_DEVIATION) * deviation;
  }
}

/** Truncated normal with variance 1 / in; LeCun et al. 1998. For kernels [...groups, in, out]. */
export const lecunNormal: Initializer = (values, shape, random) => {
  const deviation = Math.sqrt(1 / shape.at(-2)!);
  for (let i = 0; i < values.length; i++) values[i] = truncatedNormal(random, deviation);
};

/**
 * Rows of a random orthogonal matrix; Saxe et al. 2014. For kernels [...spatial, in, out] read as a matrix of out columns:
 * these are orthonormal, or its rows where it has fewer of them.
 */
export const orthogonal: Initializer = (values, shape, random) => {
  const columns = shape.at(-1) ?? 1;
  const rows = values.length / columns;
  const tall = rows >= columns;
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  while (basis.length < Math.min(rows, columns)) {
    const vector = Float64Array.from({ length }, () => random.normal());
    // Twice: what is left of the others after once is rounding, large where the vectors lay close.
    for (const other of [...basis, ...basis]) subtractProjection(vector, other);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    basis.push(vector.map((value) => value / norm));
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = tall ? basis[column]![row]! : basis[row]![column]!;
    }
  }
};

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < unit.length; i++) product += vector[i]! * unit[i]!;
  for (let i = 0; i < unit.length; i++) vector[i]! -= product * unit[i]!;
}
