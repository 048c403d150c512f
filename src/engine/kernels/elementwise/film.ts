/**
 * Feature-wise linear modulation, x · scale + shift with a scale and a shift of each channel of each sample. On WASM one pass
 * over the pixels each way.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { filmDirectly, filmGradientsDirectly } from './filmWasm';

const FILM = 'AnnealFilm';
/** Outputs: the gradients of x, scale and shift. On WebGPU they are made of TensorFlow.js' own operations. */
const FILM_GRADIENTS = 'AnnealFilmGradients';

registerHostKernel(
  FILM,
  ['x', 'scale', 'shift'],
  ([x = []]) => x,
  (out, [x, scale, shift], [shape = []]) => {
    forEachValue(shape, (i, at) => {
      out[i] = x![i]! * scale![at]! + shift![at]!;
    });
  },
  (memory, [x, scale, shift]) => filmDirectly(memory, x!, scale!, shift!),
);

registerHostOutputs(
  FILM_GRADIENTS,
  ['x', 'scale', 'dy'],
  ([x = [], scale = []]) => [x, scale, scale],
  ([dx, dScale, dShift], [x, scale, dy], [shape = []]) => {
    dScale!.fill(0);
    dShift!.fill(0);
    forEachValue(shape, (i, at) => {
      dx![i] = dy![i]! * scale![at]!;
      dScale![at]! += dy![i]! * x![i]!;
      dShift![at]! += dy![i]!;
    });
  },
  ([x, scale, dy]) => filmGradientsDirectly(x!, scale!, dy!),
);

/** @param visit gets the index of a value, and that of its scale. */
function forEachValue(
  [batch = 0, pixels = 0, channels = 0]: number[],
  visit: (i: number, at: number) => void,
) {
  for (let row = 0; row < batch * pixels; row++) {
    const first = Math.floor(row / pixels) * channels;
    for (let c = 0; c < channels; c++) visit(row * channels + c, first + c);
  }
}

registerGpuKernel(FILM, ['x', 'scale', 'shift'], ([[batch = 0, pixels = 0, channels = 0] = []]) => ({
  outputShape: [batch, pixels, channels],
  key: `${pixels}_${channels}`,
  body: `
  if (index >= uniforms.size) { return; }
  let at = index / ${pixels * channels} * ${channels} + index % ${channels};
  result[index] = x[index] * scale[at] + shift[at];`,
}));

tf.registerGradient({
  kernelName: FILM,
  inputsToSave: ['x', 'scale'],
  gradFunc: (gradient, [x, scale]) => {
    const dy = gradient as tf.Tensor;
    if (tf.getBackend() === 'webgpu') {
      return {
        x: () => tf.mul(dy, scale!.expandDims(1)),
        scale: () => tf.sum(tf.mul(dy, x!), 1),
        shift: () => tf.sum(dy, 1),
      };
    }
    const inputs = { x: x!, scale: scale!, dy };
    const all = tf.engine().runKernel(FILM_GRADIENTS, inputs) as tf.Tensor[];
    return { x: () => all[0]!, scale: () => all[1]!, shift: () => all[2]! };
  },
});

/**
 * @param x [batch, pixels, channels] @param scale [batch, channels] @param shift [batch, channels]
 * @returns the shape of x. First-order gradient only.
 */
export function modulate(x: tf.Tensor3D, scale: tf.Tensor2D, shift: tf.Tensor2D): tf.Tensor3D {
  return tf.engine().runKernel(FILM, { x, scale, shift }) as tf.Tensor3D;
}
