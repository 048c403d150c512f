/**
 * 2-D convolution with bias and activation, and this project's convolutions in place of TensorFlow.js' own: its kernel
 * gradient walks the whole batch in one thread a weight, its WASM backend has none, and dilated ones throw.
 */
import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../program/replaceKernel';
import {
  biasedConvolution,
  convolutionKernelGradient,
  runConvolution,
  runKernelGradient,
  transposedConvolution,
} from './convolution';
import { type ConvGeometry, type ConvOptions, convGeometry } from './geometry';
import type { ConvActivation } from './wgsl';

/**
 * activation(x ∗ kernel + bias), one dispatch on WebGPU.
 * @param x [batch, height, width, inChannels]
 * @param kernel [kernelHeight, kernelWidth, inChannels, outChannels]
 * @param bias [outChannels]
 * @param options stride and dilation default to 1, padding to 0, activation to none.
 * @throws config-invalid when the shapes do not fit.
 */
export function conv2dBiasActivation(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  options: ConvOptions & { activation?: ConvActivation } = {},
): tf.Tensor4D {
  const geometry = convGeometry(x.shape, kernel.shape, options);
  return biasedConvolution(x, kernel, bias, geometry, { activation: options.activation }) as tf.Tensor4D;
}

/** What TensorFlow.js gives to the kernels of its 2-D convolutions; not all to each. */
interface StockAttributes {
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dataFormat: 'NHWC' | 'NCHW';
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  inputShape?: Shape4;
  filterShape?: Shape4;
  activation?: string;
}

type Shape4 = [number, number, number, number];
type Inputs = Record<'x' | 'dy' | 'filter' | 'bias' | 'preluActivationWeights', tf.TensorInfo | undefined>;

/** Null for what these kernels do not do: channels first. */
function stockGeometry(input: number[], filter: number[], attributes: StockAttributes): ConvGeometry | null {
  if (attributes.dataFormat !== 'NHWC') return null;
  const info = tf.backend_util.computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    input: [info.inHeight, info.inWidth],
    kernel: [info.filterHeight, info.filterWidth],
    output: [info.outHeight, info.outWidth],
    stride: [info.strideHeight, info.strideWidth],
    dilation: [info.dilationHeight, info.dilationWidth],
    padding: [info.padInfo.top, info.padInfo.left],
    inChannels: info.inChannels,
    outChannels: info.outChannels,
  };
}

/** @param compute null leaves the call to the stock kernel, where there is one. */
function replaceConvolution(
  kernelName: string,
  backendName: 'webgpu' | 'wasm',
  compute: (inputs: Inputs, attributes: StockAttributes) => tf.TensorInfo | null,
): void {
  replaceKernel(
    kernelName,
    backendName,
    ({ inputs, attrs }) => compute(inputs as Inputs, attrs as unknown as StockAttributes),
    () => {
      throw new Error(`${kernelName} on ${backendName} takes channels last only.`);
    },
  );
}

replaceConvolution('Conv2D', 'webgpu', ({ x, filter }, attributes) => {
  const geometry = stockGeometry(x!.shape, filter!.shape, attributes);
  return geometry && runConvolution({ x: x!, kernel: filter! }, geometry);
});

replaceConvolution('FusedConv2D', 'webgpu', ({ x, filter, bias, preluActivationWeights }, attributes) => {
  const geometry = stockGeometry(x!.shape, filter!.shape, attributes);
  const activation = activationNamed(attributes.activation);
  const fits = !preluActivationWeights && activation && (bias || activation === 'none');
  return geometry && fits ? runConvolution({ x: x!, kernel: filter!, bias }, geometry, { activation }) : null;
});

function activationNamed(name: string | undefined): ConvActivation | null {
  if (name === undefined || name === 'linear') return 'none';
  return name === 'relu' ? 'relu' : null;
}

replaceConvolution('Conv2DBackpropInput', 'webgpu', ({ dy, filter }, attributes) => {
  const geometry = stockGeometry(attributes.inputShape!, filter!.shape, attributes);
  return geometry && runConvolution({ x: dy!, kernel: filter! }, geometry, { transposed: true });
});

for (const backendName of ['webgpu', 'wasm'] as const) {
  replaceConvolution('Conv2DBackpropFilter', backendName, ({ x, dy }, attributes) => {
    const geometry = stockGeometry(x!.shape, attributes.filterShape!, attributes);
    return geometry && runKernelGradient(x!, dy!, geometry);
  });
}

const stockGradient = tf.getGradient('Conv2D');
tf.unregisterGradient('Conv2D');
tf.registerGradient({
  ...stockGradient,
  kernelName: 'Conv2D',
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved;
    const geometry = stockGeometry(x!.shape, filter!.shape, attributes as unknown as StockAttributes);
    if (!geometry) return stockGradient.gradFunc(dy, saved, attributes);
    return {
      x: () => transposedConvolution(dy as tf.Tensor, filter!, geometry),
      filter: () => convolutionKernelGradient(x!, dy as tf.Tensor, geometry),
    };
  },
});
