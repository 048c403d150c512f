/**
 * The gradient of a convolution's kernel as two WGSL programs: every thread sums x·dy over a part of the rows of
 * outputs, for up to 3 neighbouring kernel positions × 4 input × 8 output channels; then the parts are added in order.
 */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { type GpuProgram, runProgram } from '../program/gpuKernel';
import { type ConvGeometry, geometryKey, kernelShape } from './geometry';
import { declareVectors, lanes, lengthOf, load4, range, store4 } from './wgsl';

/** Threads to aim for, and the most parts a sum is split into: more would make adding them up the slow part. */
const THREADS = 8192;
const MAX_PARTS = 256;
const MAX_TAPS = 3;

/** Inputs `x` and `dy`; output [parts, values of the kernel]. */
export function kernelGradientProgram(g: ConvGeometry): GpuProgram {
  const last = g.input.length - 1;
  const outer = range(last);
  const { inChannels, outChannels } = g;
  const lanesIn = lanes(inChannels);
  const lanesOut = lanes(outChannels);
  const channelTile = outChannels > 4 ? 8 : 4;
  const vectors = range(channelTile / 4);
  const groups = Math.ceil(g.kernel[last]! / MAX_TAPS);
  const taps = range(Math.ceil(g.kernel[last]! / groups));
  const outerTaps = sizeOf(g.kernel.slice(0, -1));
  const tiles = Math.ceil(outChannels / channelTile) * (inChannels / lanesIn) * groups * outerTaps;

  const rows = g.batch * sizeOf(g.output.slice(0, -1));
  const wanted = Math.min(rows, MAX_PARTS, Math.ceil(THREADS / tiles));
  const parts = Math.ceil(rows / Math.ceil(rows / wanted));
  const input = (axis: number) => lengthOf('x', axis + 1);
  const output = (axis: number) => lengthOf('dy', axis + 1);
  const zero = lanesIn === 4 ? 'vec4f(0.0)' : '0.0';
  const sums = taps.flatMap((t) => range(lanesIn).flatMap((q) => vectors.map((j) => [t, q, j] as const)));

  /** With neighbouring taps a stride apart, all inputs of an output but the last are those of the one before. */
  const kept = g.stride[last] === g.dilation[last] ? taps.length - 1 : 0;
  const loadInput = (tap: number, o: string) => `
      let i${tap}x = ${o} * ${g.stride[last]} + (first + ${tap}) * ${g.dilation[last]} - ${g.padding[last]};
      var x${tap} = select(${zero}, x[(xRow + clamp(i${tap}x, 0, ${input(last)} - 1)) * steps + c],
        i${tap}x >= 0 && i${tap}x < ${input(last)});`;

  return {
    outputShape: [parts, sizeOf(kernelShape(g))],
    key: `${geometryKey(g)}_${channelTile}`,
    workgroups: Math.ceil((tiles * parts) / 64),
    components: { inputs: [lanesIn, lanesOut], output: lanesOut },
    body: () => `
  let channels = ${lengthOf('dy', last + 2)};
  let inChannels = ${lengthOf('x', last + 2)};
  let steps = inChannels / ${lanesIn};
  let channelTiles = (channels + ${channelTile - 1}) / ${channelTile};
  let parts = ${lengthOf('out', 0)};
  let rows = ${[lengthOf('dy', 0), ...outer.map(output)].join(' * ')};
  let channel = (index % channelTiles) * ${channelTile};
  ${declareVectors(vectors, lanesOut)}
  var rest = index / channelTiles;
  let c = rest % steps; rest /= steps;
  let first = (rest % ${groups}) * ${taps.length}; rest /= ${groups};
  let outerTap = rest % ${outerTaps};
  let part = rest / ${outerTaps};
  if (part >= parts) { return; }
  let firstRow = part * ((rows + parts - 1) / parts);
  let endRow = min(rows, firstRow + (rows + parts - 1) / parts);
  rest = outerTap;
  ${outer
    .toReversed()
    .map((a) => `let k${a} = rest % ${g.kernel[a]}; rest /= ${g.kernel[a]};`)
    .join('\n  ')}
  ${sums.map(([t, q, j]) => `var s${t}_${q}_${j} = vec4f(0.0);`).join(' ')}
  for (var row = firstRow; row < endRow; row++) {
    rest = row;
    ${outer
      .toReversed()
      .map(
        (
          a,
        ) => `let i${a} = (rest % ${output(a)}) * ${g.stride[a]} + k${a} * ${g.dilation[a]} - ${g.padding[a]};
    rest /= ${output(a)};`,
      )
      .join('\n    ')}
    ${outer.map((a) => `if (i${a} < 0 || i${a} >= ${input(a)}) { continue; }`).join(' ')}
    let xRow = ${outer.reduce((sum, a) => `(${sum} * ${input(a)} + i${a})`, 'rest')} * ${input(last)};
    ${taps
      .slice(0, kept)
      .map((t) => loadInput(t, '0'))
      .join('\n    ')}
    for (var o = 0; o < ${output(last)}; o++) {
      ${vectors.map((j) => `let d${j} = ${load4('dy', `row * ${output(last)} + o`, j, lanesOut)};`).join(' ')}
      ${taps
        .slice(kept)
        .map((t) => loadInput(t, 'o'))
        .join('\n      ')}
      ${sums.map(([t, q, j]) => `s${t}_${q}_${j} += x${t}${lanesIn === 4 ? `[${q}]` : ''} * d${j};`).join(' ')}
      ${taps
        .slice(0, kept)
        .map((t) => `x${t} = x${t + 1};`)
        .join(' ')}
    }
  }
  let base = (part * ${outerTaps} + outerTap) * ${g.kernel[last]} + first;
  ${taps
    .map(
      (t) =>
        `if (first + ${t} < ${g.kernel[last]}) { ${sums
          .filter(([tap]) => tap === t)
          .map(([, q, j]) =>
            store4(`(base + ${t}) * inChannels + c * ${lanesIn} + ${q}`, j, lanesOut, `s${t}_${q}_${j}`),
          )
          .join(' ')} }`,
    )
    .join('\n  ')}`,
  };
}

/** Adds the rows of `parts` [count, values] in order, as a tensor of the shape; disposes of the parts. */
export function addParts(backend: tf.KernelBackend, parts: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  if (parts.shape[0] === 1) return { ...parts, shape };
  const total = runProgram(backend, 'AnnealAddParts', [['parts', parts]], addPartsProgram(shape));
  backend.disposeData(parts.dataId);
  return total;
}

function addPartsProgram(shape: number[]): GpuProgram {
  const size = sizeOf(shape);
  const width = lanes(size);
  return {
    outputShape: shape,
    key: '',
    workgroups: Math.ceil(size / width / 64),
    components: { inputs: [width], output: width },
    body: `
  if (index >= uniforms.size) { return; }
  var sum = parts[index];
  for (var part = 1; part < uniforms.partsShape.x; part++) { sum += parts[part * uniforms.size + index]; }
  result[index] = sum;`,
  };
}
