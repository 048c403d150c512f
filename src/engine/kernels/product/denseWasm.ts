/** A dense layer and its gradients on WASM, in products of our own. */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { allocate } from '../program/hostKernel';
import { addressOf } from '../program/wasmKernel';
import { type DenseActivation, hostActivations } from './denseActivation';
import { matrixOf, multiplyDirectly, productMemory } from './wasm';

/** @returns y = act(x·W + b), or null where these products do not apply. */
export function denseDirectly(
  [x, kernel, bias]: tf.TensorInfo[],
  activation: DenseActivation,
): tf.TensorInfo | null {
  const [k = 0, n = 0] = kernel!.shape;
  const [m = 0] = x!.shape;
  const memory = productMemory(m, n, k);
  if (!memory) return null;
  const y = allocate([m, n]);
  multiplyDirectly(memory, {
    m,
    n,
    k,
    a: matrixOf(addressOf(x!), k),
    b: matrixOf(addressOf(kernel!), n),
    c: addressOf(y),
    bias: addressOf(bias!),
    relu: activation === 'relu',
  });
  if (activation === 'none' || activation === 'relu') return y;
  const { value } = hostActivations[activation];
  withFloats([y], (values) => {
    for (let i = 0; i < values.length; i++) values[i] = value(values[i]!);
  });
  return y;
}

/**
 * Of a layer with these `x`, `kernel` and `dz`.
 * @returns dW and db if `parameters`, then dx if `input`; null where these products do not apply.
 */
export function denseGradientsDirectly(
  [x, kernel, dz]: tf.TensorInfo[],
  { inputActivation, parameters, input }: GradientAttributes,
): tf.TensorInfo[] | null {
  const [inputs = 0, n = 0] = kernel!.shape;
  const [batch = 0] = x!.shape;
  const memory = productMemory(inputs, n, batch);
  if (!memory) return null;
  const outputs: tf.TensorInfo[] = [];
  if (parameters) {
    const [dw, db] = [allocate([inputs, n]), allocate([n])];
    const a = matrixOf(addressOf(x!), inputs, true);
    const b = matrixOf(addressOf(dz!), n);
    multiplyDirectly(memory, { m: inputs, n, k: batch, a, b, c: addressOf(dw), bias: null, relu: false });
    withFloats([dz!, db], addRows);
    outputs.push(dw, db);
  }
  if (input) {
    const dx = inputGradient(dz!, kernel!);
    if (inputActivation !== 'none') {
      withFloats([dx, x!], (slopes, values) => multiplyBySlopes(slopes, values, inputActivation));
    }
    outputs.push(dx);
  }
  return outputs;
}

interface GradientAttributes {
  inputActivation: DenseActivation;
  parameters: boolean;
  input: boolean;
}

/** dx = dz·Wᵀ. */
function inputGradient(dz: tf.TensorInfo, kernel: tf.TensorInfo): tf.TensorInfo {
  const [inputs = 0, n = 0] = kernel.shape;
  const [batch = 0] = dz.shape;
  const dx = allocate([batch, inputs]);
  const memory = productMemory(batch, inputs, n);
  if (memory) {
    const a = matrixOf(addressOf(dz), n);
    const b = matrixOf(addressOf(kernel), n, true);
    multiplyDirectly(memory, { m: batch, n: inputs, k: n, a, b, c: addressOf(dx), bias: null, relu: false });
    return dx;
  }
  withFloats([dx, dz, kernel], (out, slopes, weights) => {
    for (let i = 0; i < out.length; i++) {
      const [row, input] = [Math.floor(i / inputs) * n, (i % inputs) * n];
      let sum = 0;
      for (let j = 0; j < n; j++) sum += slopes[row + j]! * weights[input + j]!;
      out[i] = sum;
    }
  });
  return dx;
}

function multiplyBySlopes(dx: Float32Array, x: Float32Array, activation: DenseActivation): void {
  const { slope } = hostActivations[activation];
  for (let i = 0; i < dx.length; i++) dx[i] = slope(dx[i]!, x[i]!);
}

function addRows(rows: Float32Array, out: Float32Array): void {
  const sums = new Float64Array(out.length);
  for (let start = 0; start < rows.length; start += out.length) {
    for (let j = 0; j < out.length; j++) sums[j]! += rows[start + j]!;
  }
  out.set(sums);
}
