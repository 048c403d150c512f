/**
 * The three operations of convolutions as kernels on every backend, in any number of spatial axes: the convolution,
 * its transpose (which is the gradient of its input, and the transposed convolution) and the gradient of its kernel.
 * Each is linear in both of its inputs and their gradients are one another, so they can be differentiated repeatedly.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { withFloats } from '../../tfjs/hostMemory';
import { registerGpuKernel, runProgram } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { convolveFrames, convolveTransposedFrames, kernelGradientFrames } from './framesWasm';
import { type ConvGeometry, kernelShape } from './geometry';
import { convProgram } from './gpu';
import { convolve, convolveKernelGradient, convolveTransposed } from './host';
import { addParts, kernelGradientProgram } from './kernelGradientGpu';
import { kernelGradientDirectly } from './kernelGradientWasm';
import { convolveDirectly, convolveTransposedDirectly } from './wasm';
import type { ConvActivation } from './wgsl';
import { convolveTransposedWindows } from './windowsWasm';

type Attributes = ConvGeometry & { activation: ConvActivation };

/** Inputs `x`, `kernel`; the `BIAS` ones also `bias`, and apply the activation. */
const CONVOLUTION = 'AnnealConvolution';
const TRANSPOSED = 'AnnealConvolutionTransposed';
const BIAS = 'Bias';
/** Inputs `x`, `dy`. */
const KERNEL_GRADIENT = 'AnnealConvolutionKernelGradient';
/** dy where the output `y` of a ReLU is positive, else 0. */
const RELU_GRADIENT = 'AnnealReluGradient';

/** The operations on the active backend, for kernels that replace TensorFlow.js' own. */
export function runConvolution(
  inputs: { x: tf.TensorInfo; kernel: tf.TensorInfo; bias?: tf.TensorInfo },
  geometry: ConvGeometry,
  { transposed = false, activation = 'none' as ConvActivation } = {},
): tf.TensorInfo {
  const { x, kernel, bias } = inputs;
  const backend = tf.backend();
  if (tf.getBackend() === 'webgpu') {
    const named = [
      ['x', x] as const,
      ['kernel', kernel] as const,
      ...(bias ? [['bias', bias] as const] : []),
    ];
    const program = convProgram(geometry, transposed, bias !== undefined, activation);
    return runProgram(backend, transposed ? TRANSPOSED : CONVOLUTION, named, program);
  }
  const direct = transposed ? convolveTransposedDirectly : convolveDirectly;
  const done = direct(x, kernel, geometry, { bias, activation });
  if (done) return done;
  const overFrames = transposed ? convolveTransposedFrames : convolveFrames;
  const output =
    overFrames(x, kernel, geometry, (a, b, g) => runConvolution({ x: a, kernel: b }, g, { transposed })) ??
    (transposed ? convolveTransposedWindows(x, kernel, geometry) : null) ??
    (transposed ? convolveTransposed : convolve)(x, kernel, geometry);
  if (bias) withFloats([output, bias], (values, shift) => addBias(values, shift, activation));
  return output;
}

/** As `runConvolution`, the gradient of the kernel. */
export function runKernelGradient(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  if (tf.getBackend() !== 'webgpu') {
    return (
      kernelGradientDirectly(x, dy, geometry) ??
      kernelGradientFrames(x, dy, geometry, runKernelGradient) ??
      convolveKernelGradient(x, dy, geometry)
    );
  }
  const backend = tf.backend();
  const named = [['x', x] as const, ['dy', dy] as const];
  const parts = runProgram(backend, KERNEL_GRADIENT, named, kernelGradientProgram(geometry));
  return addParts(backend, parts, kernelShape(geometry));
}

function addBias(values: Float32Array, bias: Float32Array, activation: ConvActivation): void {
  for (let start = 0; start < values.length; start += bias.length) {
    for (let c = 0; c < bias.length; c++) {
      const value = values[start + c]! + bias[c]!;
      values[start + c] = activation === 'relu' && value < 0 ? 0 : value;
    }
  }
}

for (const backendName of ['cpu', 'wasm', 'webgpu']) {
  for (const transposed of [false, true]) {
    for (const suffix of ['', BIAS]) {
      tf.registerKernel({
        kernelName: (transposed ? TRANSPOSED : CONVOLUTION) + suffix,
        backendName,
        kernelFunc: ({ inputs, attrs }) => {
          const { activation, ...geometry } = attrs as unknown as Attributes;
          const named = inputs as unknown as Parameters<typeof runConvolution>[0];
          return runConvolution(named, geometry, { transposed, activation });
        },
      });
    }
  }
  tf.registerKernel({
    kernelName: KERNEL_GRADIENT,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      runKernelGradient(
        inputs.x as tf.TensorInfo,
        inputs.dy as tf.TensorInfo,
        attrs as unknown as ConvGeometry,
      ),
  });
}

registerHostKernel(
  RELU_GRADIENT,
  ['y', 'dy'],
  ([y = []]) => y,
  (out, [y, dy]) => {
    for (let i = 0; i < out.length; i++) out[i] = y![i]! > 0 ? dy![i]! : 0;
  },
);

registerGpuKernel(RELU_GRADIENT, ['y', 'dy'], ([y = []]) => ({
  outputShape: y,
  key: '',
  body: `
  if (index < uniforms.size) { result[index] = select(0.0, dy[index], y[index] > 0.0); }`,
}));

tf.registerGradient({
  kernelName: RELU_GRADIENT,
  inputsToSave: ['y'],
  gradFunc: (dy, [y]) => ({
    y: () => tf.zerosLike(y!),
    dy: () => reluGradient(y!, dy as tf.Tensor),
  }),
});

function reluGradient(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel(RELU_GRADIENT, { y, dy }) as tf.Tensor;
}

/** The convolution of x [batch, ...input, inChannels], with no bias. */
export function convolution(x: tf.Tensor, kernel: tf.Tensor, geometry: ConvGeometry): tf.Tensor {
  return tf.engine().runKernel(CONVOLUTION, { x, kernel }, { ...geometry, activation: 'none' }) as tf.Tensor;
}

/** The transposed convolution of x [batch, ...output, outChannels], with no bias. */
export function transposedConvolution(x: tf.Tensor, kernel: tf.Tensor, geometry: ConvGeometry): tf.Tensor {
  return tf.engine().runKernel(TRANSPOSED, { x, kernel }, { ...geometry, activation: 'none' }) as tf.Tensor;
}

/** The gradient of Σ dy · convolution(x, kernel) for the kernel. */
export function convolutionKernelGradient(x: tf.Tensor, dy: tf.Tensor, geometry: ConvGeometry): tf.Tensor {
  return tf.engine().runKernel(KERNEL_GRADIENT, { x, dy }, geometry) as tf.Tensor;
}

/** activation(convolution(x, kernel) + bias) in one dispatch, or of the transposed convolution. */
export function biasedConvolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  geometry: ConvGeometry,
  { transposed = false, activation = 'none' as ConvActivation } = {},
): tf.Tensor {
  const name = (transposed ? TRANSPOSED : CONVOLUTION) + BIAS;
  return tf.engine().runKernel(name, { x, kernel, bias }, { ...geometry, activation }) as tf.Tensor;
}

/** Gradients for the two inputs of a convolution or of its transpose. */
function gradients(
  transposed: boolean,
  x: tf.Tensor,
  kernel: tf.Tensor,
  dy: tf.Tensor,
  geometry: ConvGeometry,
) {
  return transposed
    ? {
        x: () => convolution(dy, kernel, geometry),
        kernel: () => convolutionKernelGradient(dy, x, geometry),
      }
    : {
        x: () => transposedConvolution(dy, kernel, geometry),
        kernel: () => convolutionKernelGradient(x, dy, geometry),
      };
}

for (const transposed of [false, true]) {
  const name = transposed ? TRANSPOSED : CONVOLUTION;
  tf.registerGradient({
    kernelName: name,
    inputsToSave: ['x', 'kernel'],
    gradFunc: (dy, [x, kernel], attributes) => {
      const { activation: _, ...geometry } = attributes as unknown as Attributes;
      return gradients(transposed, x!, kernel!, dy as tf.Tensor, geometry);
    },
  });
  tf.registerGradient({
    kernelName: name + BIAS,
    inputsToSave: ['x', 'kernel'],
    outputsToSave: [true],
    gradFunc: (dy, [x, kernel, y], attributes) => {
      const { activation, ...geometry } = attributes as unknown as Attributes;
      const inner = activation === 'relu' ? reluGradient(y!, dy as tf.Tensor) : (dy as tf.Tensor);
      return {
        ...gradients(transposed, x!, kernel!, inner, geometry),
        bias: () => tf.sum(inner.reshape([-1, inner.shape.at(-1)!]), 0),
      };
    },
  });
}

tf.registerGradient({
  kernelName: KERNEL_GRADIENT,
  inputsToSave: ['x', 'dy'],
  gradFunc: (cotangent, [x, dy], attributes) => {
    const geometry = attributes as unknown as ConvGeometry;
    return {
      x: () => transposedConvolution(dy!, cotangent as tf.Tensor, geometry),
      dy: () => convolution(x!, cotangent as tf.Tensor, geometry),
    };
  },
});
