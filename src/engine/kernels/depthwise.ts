/**
 * The gradients of tf.depthwiseConv2d that TensorFlow.js' WASM backend lacks, channels last: every input channel has
 * `multiplier` kernels of its own, output channel c·multiplier + m.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { sizeOf } from '../arrays';
import { liveFloats } from '../backends/hostMemory';
import type { ConvGeometry } from './convGeometry';
import { forEachTap } from './convHost';
import { allocate } from './hostKernel';

type Shape4 = [number, number, number, number];

interface Attributes {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function depthwiseGeometry(input: number[], filter: number[], attributes: Attributes): ConvGeometry {
  const info = tf.backend_util.computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    attributes.strides,
    attributes.dilations,
    attributes.pad,
    attributes.dimRoundingMode,
    true,
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

/** Visits what belongs together, as starts of channels in input, kernel and output. */
function forEachContact(g: ConvGeometry, visit: (x: number, kernel: number, y: number) => void): void {
  const taps = sizeOf(g.kernel);
  let step = 0;
  forEachTap(g, 0, g.batch * sizeOf(g.output), (source) => {
    if (source >= 0) {
      visit(source * g.inChannels, (step % taps) * g.outChannels, Math.floor(step / taps) * g.outChannels);
    }
    step++;
  });
}

tf.registerKernel({
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', tf.TensorInfo>;
    const attributes = attrs as unknown as Attributes & { filterShape: Shape4 };
    const g = depthwiseGeometry(x!.shape, attributes.filterShape, attributes);
    const output = allocate(attributes.filterShape);
    const [out, values, gradient] = [liveFloats(output), liveFloats(x!), liveFloats(dy!)];
    const multiplier = g.outChannels / g.inChannels;
    out.fill(0);
    forEachContact(g, (xAt, kernelAt, yAt) => {
      for (let c = 0; c < g.outChannels; c++) {
        out[kernelAt + c]! += values[xAt + Math.floor(c / multiplier)]! * gradient[yAt + c]!;
      }
    });
    return output;
  },
});

tf.registerKernel({
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', tf.TensorInfo>;
    const attributes = attrs as unknown as Attributes & { inputShape: Shape4 };
    const g = depthwiseGeometry(attributes.inputShape, filter!.shape, attributes);
    const output = allocate(attributes.inputShape);
    const [out, gradient, kernel] = [liveFloats(output), liveFloats(dy!), liveFloats(filter!)];
    const multiplier = g.outChannels / g.inChannels;
    out.fill(0);
    forEachContact(g, (xAt, kernelAt, yAt) => {
      for (let c = 0; c < g.outChannels; c++) {
        out[xAt + Math.floor(c / multiplier)]! += kernel[kernelAt + c]! * gradient[yAt + c]!;
      }
    });
    return output;
  },
});
