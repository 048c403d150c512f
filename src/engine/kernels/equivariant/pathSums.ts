/**
 * On WebGPU, the gradient by a product's weights: parts of it, one for every few rows or edges, are added in an order that
 * does not depend on the device, 64 at a time by a workgroup for each weight.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { quotient, remainder } from '../program/wgsl';
import { contractionOf } from './contraction';

interface Attributes {
  kernel: number[];
}

const SUMS = 'AnnealPathGradientSums';

registerGpuKernel<Attributes>(SUMS, ['parts'], ([parts = []], { kernel }) => {
  const [count = 0] = parts;
  const { paths, features, key } = contractionOf(kernel);
  const [a = 1, b = 1, c = 1] = kernel;
  const places = Array.from({ length: a * b * c }, (_, slot) => paths.findIndex((p) => p.slot === slot));
  return {
    outputShape: kernel,
    key: `${key}_${count}`,
    workgroups: a * b * c * features,
    declarations: 'var<workgroup> sums: array<f32, 64>;',
    body: `
  var places = array<i32, ${places.length}>(${places.join(', ')});
  let place = places[${quotient('workgroup', features)}];
  let lane = i32(localIndex);
  var sum = 0.0;
  for (var part = lane; part < ${count}; part += 64) {
    sum += parts[(part * ${paths.length} + max(place, 0)) * ${features} + ${remainder('workgroup', features)}];
  }
  sums[lane] = sum;
  for (var half = 32; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  if (lane == 0) { result[workgroup] = select(sums[0], 0.0, place < 0); }`,
  };
});

/**
 * @param parts [parts, paths, features], paths as `contractionOf` lists them.
 * @returns the gradient of the shape of the kernel, zero for slots without a path.
 */
export function sumPaths(parts: tf.Tensor, kernel: number[]): tf.Tensor {
  return tf.engine().runKernel(SUMS, { parts }, { kernel }) as tf.Tensor;
}
