/**
 * Equivariant SiLU: every component of a feature times the logistic function of its scalar component, σ(s). With g = ∂/∂y,
 * ∂/∂x[m] = σ(s)·g[m], and for the scalar itself also σ(s)·(1 − σ(s))·Σ g[m]·x[m].
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { quotient, remainder } from '../program/wgsl';

const GATE = 'AnnealGatedSilu';
const GRADIENT = 'AnnealGatedSiluGradient';

const sigmoid = (s: number) => 1 / (1 + Math.exp(-s));

registerHostKernel(
  GATE,
  ['x'],
  ([x = []]) => x,
  (out, [x], [shape]) => {
    const [rows = 0, components = 1, features = 1] = shape!;
    for (let row = 0; row < rows; row++) {
      const start = row * components * features;
      for (let f = start; f < start + features; f++) {
        const gate = sigmoid(x![f]!);
        for (let m = 0; m < components; m++) out[f + m * features] = gate * x![f + m * features]!;
      }
    }
  },
);

registerHostKernel(
  GRADIENT,
  ['x', 'dy'],
  ([x = []]) => x,
  (out, [x, dy], [shape]) => {
    const [rows = 0, components = 1, features = 1] = shape!;
    for (let row = 0; row < rows; row++) {
      const start = row * components * features;
      for (let f = start; f < start + features; f++) {
        const gate = sigmoid(x![f]!);
        let sum = 0;
        for (let m = 0; m < components; m++) {
          const at = f + m * features;
          sum += dy![at]! * x![at]!;
          out[at] = gate * dy![at]!;
        }
        out[f]! += gate * (1 - gate) * sum;
      }
    }
  },
);

/** A thread a row and feature. */
function gateProgram([rows = 0, components = 1, features = 1]: number[], work: string) {
  return {
    outputShape: [rows, components, features],
    key: `${components}_${features}`,
    workgroups: Math.ceil((rows * features) / 64),
    body: `
  if (index >= uniforms.size / ${components}) { return; }
  let first = ${quotient('index', features)} * ${components * features} + ${remainder('index', features)};
  let end = first + ${components * features};
  let gate = 1.0 / (1.0 + exp(-x[first]));
  ${work}`,
  };
}

registerGpuKernel(GATE, ['x'], ([x = []]) =>
  gateProgram(x, `for (var at = first; at < end; at += ${x[2]}) { result[at] = gate * x[at]; }`),
);

registerGpuKernel(GRADIENT, ['x', 'dy'], ([x = []]) =>
  gateProgram(
    x,
    `
  var sum = 0.0;
  for (var at = first; at < end; at += ${x[2]}) {
    sum += dy[at] * x[at];
    if (at > first) { result[at] = gate * dy[at]; }
  }
  result[first] = gate * (dy[first] + (1.0 - gate) * sum);`,
  ),
);

tf.registerGradient({
  kernelName: GATE,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => tf.engine().runKernel(GRADIENT, { x: x!, dy: dy as tf.Tensor }) as tf.Tensor,
  }),
});

/** @param x [rows, (L + 1)², features] @returns the same shape. */
export function siluByScalar(x: tf.Tensor3D): tf.Tensor3D {
  return tf.engine().runKernel(GATE, { x }) as tf.Tensor3D;
}
