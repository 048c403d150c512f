/**
 * On WebGPU, gradients of weights that all rows or edges share: threads add up a part of the rows each, and a second
 * operation adds the parts. No barriers, which a software adapter takes long for, and an order that no device changes.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { quotient, remainder } from '../program/wgsl';
import { contractionOf } from './contraction';

interface Attributes {
  kernel: number[];
}

const SUMS = 'AnnealPathGradientSums';

const MOST_PARTS = 256;

/**
 * @param count of rows @param least that a part has
 * @returns the rows of a part, and the number of parts.
 */
export function partsOf(count: number, least: number): { size: number; parts: number } {
  const size = Math.max(least, Math.ceil(count / MOST_PARTS));
  return { size, parts: Math.ceil(count / size) };
}

registerGpuKernel<Attributes>(SUMS, ['parts'], ([parts = []], { kernel }) => {
  const [count = 0] = parts;
  const { paths, features, key } = contractionOf(kernel);
  const [a = 1, b = 1, c = 1] = kernel;
  const places = Array.from({ length: a * b * c }, (_, slot) => paths.findIndex((p) => p.slot === slot));
  return {
    outputShape: kernel,
    key: `${key}_${count}`,
    body: `
  if (index >= uniforms.size) { return; }
  var places = array<i32, ${places.length}>(${places.join(', ')});
  let place = places[${quotient('index', features)}];
  var sum = 0.0;
  if (place >= 0) {
    let first = place * ${features} + ${remainder('index', features)};
    for (var part = 0; part < ${count}; part++) { sum += parts[part * ${paths.length * features} + first]; }
  }
  result[index] = sum;`,
  };
});

/**
 * @param parts [parts, paths, features], paths as `contractionOf` lists them.
 * @returns the gradient of the shape of the kernel, zero for slots without a path.
 */
export function sumPaths(parts: tf.Tensor, kernel: number[]): tf.Tensor {
  return tf.engine().runKernel(SUMS, { parts }, { kernel }) as tf.Tensor;
}
