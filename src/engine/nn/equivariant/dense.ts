/** Linear layers over equivariant features: a kernel for each degree, a bias for scalars alone. */
import type * as tf from '@tensorflow/tfjs';
import { denseByDegree } from '../../kernels/equivariant/degreeDense';
import { lecunNormal, zeros } from '../initializers';
import type { ParameterSpec, Parameters } from '../parameter';

/**
 * `<name>.kernel` [maxDegree + 1, inputs, outputs], truncated LeCun-normal, and `<name>.bias` [outputs], zero, if wanted:
 * other degrees than 0 cannot have one, since a constant direction would turn with nothing.
 */
export function equivariantDenseParameters(
  name: string,
  maxDegree: number,
  inputs: number,
  outputs: number,
  { bias }: { bias: boolean },
): ParameterSpec[] {
  const shape = [maxDegree + 1, inputs, outputs];
  return [
    { name: `${name}.kernel`, shape, initializer: lecunNormal, decay: true },
    ...(bias ? [{ name: `${name}.bias`, shape: [outputs], initializer: zeros, decay: false }] : []),
  ];
}

/**
 * y[n, m] = x[n, m]·W[l(m)] + (bias for m = 0), for components m of degree l(m).
 * @param x [rows, (L + 1)², inputs], of the degrees that the kernel has. @returns [rows, (L + 1)², outputs]
 */
export function equivariantDense(parameters: Parameters, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const kernel = parameters[`${name}.kernel`] as tf.Tensor3D;
  const bias = parameters[`${name}.bias`] as tf.Tensor1D | undefined;
  return denseByDegree(x, kernel, bias ?? null);
}
