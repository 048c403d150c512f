/**
 * The gradients of tf.depthwiseConv2d in place of TensorFlow.js' own, which WASM lacks, which throw for dilated ones,
 * and which on WebGPU walk the whole batch in one thread a weight. Channels last: every input channel has `multiplier`
 * kernels of its own, output channel c·multiplier + m.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { type GpuProgram, runProgram } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { removeKernel } from '../program/replaceKernel';
import { type ConvGeometry, geometryKey, inputShape } from './geometry';
import { forEachTap } from './host';
import { addParts } from './kernelGradientGpu';

const KERNEL_GRADIENT = 'DepthwiseConv2dNativeBackpropFilter';
const INPUT_GRADIENT = 'DepthwiseConv2dNativeBackpropInput';

/** Threads to aim for, and the most parts a sum is split into. */
const THREADS = 8192;
const MAX_PARTS = 256;

type Shape4 = [number, number, number, number];

interface Attributes {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type KernelAttributes = Attributes & { filterShape: number[] };
type InputAttributes = Attributes & { inputShape: number[] };

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

/** WGSL: the lengths that both programs work with. */
const lengths = (g: ConvGeometry) => `
  let multiplier = ${g.outChannels / g.inChannels};
  let channels = ${g.outChannels};`;

for (const kernelName of [KERNEL_GRADIENT, INPUT_GRADIENT])
  removeKernel(kernelName, ['cpu', 'wasm', 'webgpu']);

registerHostKernel<KernelAttributes>(
  KERNEL_GRADIENT,
  ['x', 'dy'],
  (_, { filterShape }) => filterShape,
  (out, [x, dy], [shape], attributes) => {
    const g = depthwiseGeometry(shape!, attributes.filterShape, attributes);
    const multiplier = g.outChannels / g.inChannels;
    out.fill(0);
    forEachContact(g, (xAt, kernelAt, yAt) => {
      for (let c = 0; c < g.outChannels; c++) {
        out[kernelAt + c]! += x![xAt + Math.floor(c / multiplier)]! * dy![yAt + c]!;
      }
    });
  },
);

registerHostKernel<InputAttributes>(
  INPUT_GRADIENT,
  ['dy', 'filter'],
  (_, attributes) => attributes.inputShape,
  (out, [dy, filter], [, shape], attributes) => {
    const g = depthwiseGeometry(attributes.inputShape, shape!, attributes);
    const multiplier = g.outChannels / g.inChannels;
    out.fill(0);
    forEachContact(g, (xAt, kernelAt, yAt) => {
      for (let c = 0; c < g.outChannels; c++) {
        out[xAt + Math.floor(c / multiplier)]! += filter![kernelAt + c]! * dy![yAt + c]!;
      }
    });
  },
);

function inputProgram(g: ConvGeometry): GpuProgram {
  const contact = (a: number) => `
    let t${a} = i${a} + ${g.padding[a]} - k${a} * ${g.dilation[a]};
    let o${a} = t${a} / ${g.stride[a]};
    if (t${a} < 0 || t${a} % ${g.stride[a]} != 0 || o${a} >= ${g.output[a]}) { continue; }`;
  return {
    outputShape: inputShape(g),
    key: `${geometryKey(g)}_${inputShape(g)}_${g.outChannels}`,
    body: `
  if (index >= uniforms.size) { return; }
  ${lengths(g)}
  let c = index % ${g.inChannels};
  let i1 = index / ${g.inChannels} % ${g.input[1]};
  let i0 = index / ${g.inChannels * g.input[1]!} % ${g.input[0]};
  let sample = index / ${g.inChannels * sizeOf(g.input)};
  var sum = 0.0;
  for (var k0 = 0; k0 < ${g.kernel[0]}; k0++) { ${contact(0)}
  for (var k1 = 0; k1 < ${g.kernel[1]}; k1++) { ${contact(1)}
    let dyAt = ((sample * ${g.output[0]} + o0) * ${g.output[1]} + o1) * channels + c * multiplier;
    let kernelAt = (k0 * ${g.kernel[1]} + k1) * channels + c * multiplier;
    for (var m = 0; m < multiplier; m++) { sum += dy[dyAt + m] * kernel[kernelAt + m]; }
  } }
  result[index] = sum;`,
  };
}

/** Every thread sums one value of the kernel over a part of the rows of outputs. */
function kernelPartsProgram(g: ConvGeometry): GpuProgram {
  const size = sizeOf(g.kernel) * g.outChannels;
  const rows = g.batch * g.output[0]!;
  const each = Math.ceil(rows / Math.min(rows, MAX_PARTS, Math.ceil(THREADS / size)));
  const parts = Math.ceil(rows / each);
  return {
    outputShape: [parts, size],
    key: `${geometryKey(g)}_${[g.batch, g.input, g.output, g.inChannels, g.outChannels].join('_')}`,
    body: `
  if (index >= uniforms.size) { return; }
  ${lengths(g)}
  let c = index % channels;
  let k1 = index / channels % ${g.kernel[1]};
  let k0 = index / (channels * ${g.kernel[1]}) % ${g.kernel[0]};
  let part = index / ${size};
  var sum = 0.0;
  for (var row = part * ${each}; row < min(${rows}, (part + 1) * ${each}); row++) {
    let i0 = (row % ${g.output[0]}) * ${g.stride[0]} + k0 * ${g.dilation[0]} - ${g.padding[0]};
    if (i0 < 0 || i0 >= ${g.input[0]}) { continue; }
    let xRow = (row / ${g.output[0]} * ${g.input[0]} + i0) * ${g.input[1]};
    for (var o1 = 0; o1 < ${g.output[1]}; o1++) {
      let i1 = o1 * ${g.stride[1]} + k1 * ${g.dilation[1]} - ${g.padding[1]};
      if (i1 < 0 || i1 >= ${g.input[1]}) { continue; }
      sum += x[(xRow + i1) * ${g.inChannels} + c / multiplier] * dy[(row * ${g.output[1]} + o1) * channels + c];
    }
  }
  result[index] = sum;`,
  };
}

tf.registerKernel({
  kernelName: INPUT_GRADIENT,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', tf.TensorInfo>;
    const attributes = attrs as unknown as InputAttributes;
    const g = depthwiseGeometry(attributes.inputShape, filter!.shape, attributes);
    // `filter` is a reserved word in WGSL.
    const named = [['dy', dy!] as const, ['kernel', filter!] as const];
    return runProgram(backend as tf.KernelBackend, INPUT_GRADIENT, named, inputProgram(g));
  },
});

tf.registerKernel({
  kernelName: KERNEL_GRADIENT,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', tf.TensorInfo>;
    const attributes = attrs as unknown as KernelAttributes;
    const g = depthwiseGeometry(x!.shape, attributes.filterShape, attributes);
    const kernelBackend = backend as tf.KernelBackend;
    const named = [['x', x!] as const, ['dy', dy!] as const];
    return addParts(
      kernelBackend,
      runProgram(kernelBackend, KERNEL_GRADIENT, named, kernelPartsProgram(g)),
      attributes.filterShape,
    );
  },
});

tf.unregisterGradient('DepthwiseConv2dNative');
tf.registerGradient({
  kernelName: 'DepthwiseConv2dNative',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, [x, filter], attributes) => {
    const gradient = dy as tf.Tensor;
    const run = (name: string, inputs: tf.NamedTensorMap, shape: { [name: string]: number[] }) =>
      tf.engine().runKernel(name, inputs, { ...attributes, ...shape }) as tf.Tensor;
    return {
      x: () => run(INPUT_GRADIENT, { dy: gradient, filter: filter! }, { inputShape: x!.shape }),
      filter: () => run(KERNEL_GRADIENT, { x: x!, dy: gradient }, { filterShape: filter!.shape }),
    };
  },
});
