/**
 * The gradients of tf.maxPool and tf.avgPool in place of TensorFlow.js' own, which are wrong for the maximum on WASM
 * and for padded averages (tfjs 4.22), and slow on WebGPU and CPU. The maximum's goes to the first of equal values.
 * Every input value gathers from the windows it lies in, so the sums have a fixed order.
 */
import * as tf from '@tensorflow/tfjs';
import { lanes } from '../conv/wgsl';
import { type GpuProgram, registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { removeKernel } from '../program/replaceKernel';
import { maxPoolGradientDirectly } from './poolingWasm';

interface Attributes {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computePool2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const MAXIMUM = 'MaxPoolGrad';
const AVERAGE = 'AvgPoolGrad';

function windowsOf(shape: number[], attributes: Attributes) {
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attributes.filterSize,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    input: [info.inHeight, info.inWidth] as const,
    output: [info.outHeight, info.outWidth] as const,
    size: [info.filterHeight, info.filterWidth] as const,
    stride: [info.strideHeight, info.strideWidth] as const,
    padding: [info.padInfo.top, info.padInfo.left] as const,
  };
}

type Windows = ReturnType<typeof windowsOf>;

/**
 * Visits every window with the part of it that lies inside the image: [fromY, toY) × [fromX, toX).
 * @param visit gets where the window's channels begin in the output, and where its sample begins in the input.
 */
function forEachWindow(
  { batch, channels, input, output, size, stride, padding }: Windows,
  visit: (window: number, sample: number, fromY: number, toY: number, fromX: number, toX: number) => void,
): void {
  for (let window = 0; window < batch * output[0] * output[1]; window++) {
    const left = (window % output[1]) * stride[1] - padding[1];
    const top = (Math.floor(window / output[1]) % output[0]) * stride[0] - padding[0];
    visit(
      window * channels,
      Math.floor(window / (output[0] * output[1])) * input[0] * input[1] * channels,
      Math.max(0, top),
      Math.min(input[0], top + size[0]),
      Math.max(0, left),
      Math.min(input[1], left + size[1]),
    );
  }
}

/** WGSL: the windows that hold the thread's input value, and the part of each inside the image. */
function gatherProgram(
  shape: number[],
  attributes: Attributes,
  inputs: number,
  fromWindow: (type: string, at: string) => string,
): GpuProgram {
  const windows = windowsOf(shape, attributes);
  const { batch, channels, input, output, size, stride, padding } = windows;
  const width = lanes(channels);
  const steps = channels / width;
  const type = width === 4 ? 'vec4f' : 'f32';
  const threads = batch * input[0] * input[1] * steps;
  const axes = [0, 1] as const;
  return {
    outputShape: shape,
    key: [...shape, ...size, ...stride, ...padding, ...output].join('_'),
    workgroups: Math.ceil(threads / 64),
    components: { inputs: new Array<number>(inputs).fill(width), output: width },
    body: `
  if (index >= ${threads}) { return; }
  let c = index % ${steps};
  let i1 = (index / ${steps}) % ${input[1]};
  let i0 = (index / ${steps * input[1]}) % ${input[0]};
  let sample = index / ${steps * input[1] * input[0]};
  var sum = ${type}(0.0);
  ${axes
    .map(
      (a) => `
  let first${a} = max(0, i${a} + ${padding[a]} - ${size[a] - 1} + ${stride[a] - 1}) / ${stride[a]};
  let last${a} = min(${output[a] - 1}, (i${a} + ${padding[a]}) / ${stride[a]});
  for (var o${a} = first${a}; o${a} <= last${a}; o${a}++) {
    let from${a} = max(0, o${a} * ${stride[a]} - ${padding[a]});
    let to${a} = min(${input[a]}, o${a} * ${stride[a]} - ${padding[a]} + ${size[a]});`,
    )
    .join('')}
    let window = ((sample * ${output[0]} + o0) * ${output[1]} + o1) * ${steps} + c;
    ${fromWindow(type, `((sample * ${input[0]} + y) * ${input[1]} + x) * ${steps} + c`)}
  } }
  result[index] = sum;`,
  };
}

for (const kernelName of [MAXIMUM, AVERAGE]) removeKernel(kernelName, ['cpu', 'wasm', 'webgpu']);

registerGpuKernel<Attributes>(MAXIMUM, ['dy', 'input', 'output'], ([, shape = []], attributes) =>
  gatherProgram(
    shape,
    attributes,
    3,
    (type, at) => `
    var open = ${type === 'f32' ? 'true' : 'vec4<bool>(true)'};
    for (var y = from0; y < to0; y++) { for (var x = from1; x < to1; x++) {
      let hit = open & (input[${at}] == output[window]);
      if (y == i0 && x == i1) { sum += select(${type}(0.0), dy[window], hit); }
      open = open & !hit;
    } }`,
  ),
);

// The input gives the shape alone; naming it keeps it in the automatic bind group layout.
registerGpuKernel<Attributes>(AVERAGE, ['dy', 'input'], ([, shape = []], attributes) =>
  gatherProgram(
    shape,
    attributes,
    2,
    () => '_ = &input; sum += dy[window] / f32((to0 - from0) * (to1 - from1));',
  ),
);

registerHostKernel<Attributes>(
  MAXIMUM,
  ['dy', 'input', 'output'],
  ([, shape = []]) => shape,
  (out, [dy, input, output], [, shape], attributes) => {
    const windows = windowsOf(shape!, attributes);
    out.fill(0);
    forEachWindow(windows, (at, start, fromY, toY, fromX, toX) => {
      for (let c = 0; c < windows.channels; c++) {
        const maximum = output![at + c]!;
        search: for (let y = fromY; y < toY; y++) {
          for (let x = fromX; x < toX; x++) {
            const i = start + (y * windows.input[1] + x) * windows.channels + c;
            if (input![i] !== maximum) continue;
            out[i]! += dy![at + c]!;
            break search;
          }
        }
      }
    });
  },
  (memory, inputs, attributes) => {
    const { input, output, size, stride, padding, channels } = windowsOf(inputs[1]!.shape, attributes);
    const fills = [0, 1].every(
      (axis) =>
        size[axis] === 2 && stride[axis] === 2 && padding[axis] === 0 && input[axis] === 2 * output[axis]!,
    );
    return fills && channels % 4 === 0 ? maxPoolGradientDirectly(memory, inputs) : null;
  },
);

registerHostKernel<Attributes>(
  AVERAGE,
  ['dy', 'input'],
  ([, shape = []]) => shape,
  (out, [dy], [, shape], attributes) => {
    const windows = windowsOf(shape!, attributes);
    out.fill(0);
    forEachWindow(windows, (at, start, fromY, toY, fromX, toX) => {
      const share = 1 / ((toY - fromY) * (toX - fromX));
      for (let y = fromY; y < toY; y++) {
        for (let x = fromX; x < toX; x++) {
          const i = start + (y * windows.input[1] + x) * windows.channels;
          for (let c = 0; c < windows.channels; c++) out[i + c]! += dy![at + c]! * share;
        }
      }
    });
  },
);
