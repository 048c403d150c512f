/** How a parameter starts. Values come from the counter-based generator, so a name and a seed decide them. */
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
