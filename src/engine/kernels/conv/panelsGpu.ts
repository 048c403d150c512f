/**
 * A convolution with its operands in workgroup memory, for hardware: 64 threads load, for four input channels and all
 * kernel positions along the last axis, the values of their output positions and the weights of their output channels,
 * and each sums for 8 positions × 8 channels.
 */
import { sizeOf } from '../../../formats/arrays';
import type { GpuProgram } from '../program/gpuKernel';
import { type ConvGeometry, geometryKey, inputShape, outputShape } from './geometry';
import { activated, type ConvActivation, declareVectors, lengthOf, range, store4 } from './wgsl';

const THREADS = 64;
/** Positions, and channels, of a thread. */
const TILE = 8;
/** Bytes of workgroup memory that every device has. */
const MEMORY = 16_384;

interface Options {
  transposed: boolean;
  bias: boolean;
  activation: ConvActivation;
}

/**
 * It adds in the order of `gpu.ts`, kernel positions of the outer axes, then channels by fours, then kernel
 * positions along the last axis, so both give the same bits.
 * @param options `transposed`: only with stride 1, the kernel turned around.
 * @returns null where it would gain nothing, or has no room: few channels, channels that do not divide by four, kernels
 *   that are one wide or very wide.
 */
export function sharedConvProgram(g: ConvGeometry, options: Options): GpuProgram | null {
  const { transposed, bias, activation } = options;
  const lengths = transposed ? g.input : g.output;
  const [inChannels, outChannels] = transposed
    ? [g.outChannels, g.inChannels]
    : [g.inChannels, g.outChannels];
  const taps = g.kernel.at(-1)!;
  /** Threads side by side along the channels, a power of two; the others lie along the positions. */
  const across = outChannels > 32 ? 8 : outChannels > 16 ? 4 : 2;
  const positions = (THREADS / across) * TILE;
  const channels = across * TILE;
  const fits = 16 * taps * (positions + channels) + 8 * positions <= MEMORY;
  if (outChannels <= TILE || outChannels % 4 !== 0 || inChannels % 4 !== 0 || taps < 2 || !fits) return null;
  const all = g.batch * sizeOf(lengths);
  return {
    outputShape: transposed ? inputShape(g) : outputShape(g),
    key: ['shared', geometryKey(g), transposed, bias, activation, across].join('_'),
    workgroups: Math.ceil(all / positions) * Math.ceil(outChannels / channels),
    components: { inputs: [4, 4, ...(bias ? [4] : [])], output: 4 },
    declarations: `
var<workgroup> xPanel: array<vec4f, ${taps * positions}>;
var<workgroup> wPanel: array<vec4f, ${taps * channels}>;
var<workgroup> rows: array<i32, ${positions}>;
var<workgroup> starts: array<i32, ${positions}>;`,
    body: () => source(g, options, { taps, across, positions, channels }),
  };
}

function source(
  g: ConvGeometry,
  { transposed, bias, activation }: Options,
  group: { taps: number; across: number; positions: number; channels: number },
): string {
  const { taps, across } = group;
  const last = g.input.length - 1;
  const outer = range(last);
  const padding = transposed
    ? g.padding.map((zeros, axis) => g.dilation[axis]! * (g.kernel[axis]! - 1) - zeros)
    : g.padding;
  const from = (axis: number) => lengthOf('x', axis + 1);
  const to = (axis: number) => lengthOf('out', axis + 1);
  const down = THREADS / across;
  const own = range(TILE);
  const quads = range(TILE / 4);
  const tapOf = (k: string, axis: number) => (transposed ? `(${g.kernel[axis]! - 1} - ${k})` : k);
  const tapRow = outer.reduce((sum, a) => `(${sum} * ${g.kernel[a]} + ${tapOf(`k${a}`, a)})`, '0');

  /** The workgroup's positions: the row of the input that each meets, or −1, and its place there. */
  const locate = `for (var u = lane; u < ${group.positions}; u += ${THREADS}) {
      var rest = min(firstPosition + u, positions - 1);
      starts[u] = rest % ${to(last)} * ${g.stride[last]} - ${padding[last]}; rest /= ${to(last)};
      ${outer
        .toReversed()
        .map(
          (a) =>
            `let i${a} = rest % ${to(a)} * ${g.stride[a]} - ${padding[a]} + k${a} * ${g.dilation[a]}; rest /= ${to(a)};`,
        )
        .join(' ')}
      let inside = ${['true', ...outer.map((a) => `i${a} >= 0 && i${a} < ${from(a)}`)].join(' && ')};
      rows[u] = select(-1, ${outer.reduce((sum, a) => `(${sum} * ${from(a)} + i${a})`, 'rest')} * ${from(last)}, inside);
    }`;
  const loadInput = `for (var u = lane; u < ${taps * group.positions}; u += ${THREADS}) {
      let row = rows[u % ${group.positions}];
      let i = starts[u % ${group.positions}] + u / ${group.positions} * ${g.dilation[last]};
      let value = x[(max(row, 0) + clamp(i, 0, ${from(last)} - 1)) * steps + c];
      xPanel[u] = select(vec4f(0.0), value, row >= 0 && i >= 0 && i < ${from(last)});
    }`;
  /** As they lie in memory: four output channels of an input channel, or turned, four input channels of an output channel. */
  const loadWeights = `for (var u = lane; u < ${taps * group.channels}; u += ${THREADS}) {
      ${
        transposed
          ? `let tap = tapRow + ${taps - 1} - u / ${group.channels};
      let n = min(firstChannel + u % ${group.channels}, channels - 1);
      wPanel[u] = kernel[(tap * channels + n) * steps + c];`
          : `let tap = tapRow + u / ${group.channels};
      let q = u / ${group.channels / 4} % 4;
      let vector = min(firstChannel / 4 + u % ${group.channels / 4}, vectors - 1);
      wPanel[u] = kernel[(tap * inChannels + c * 4 + q) * vectors + vector];`
      }
    }`;
  const weights = transposed
    ? `${own.map((n) => `let t${n} = wPanel[t * ${group.channels} + ownChannel + ${n}];`).join(' ')}
      ${range(4)
        .flatMap((q) =>
          quads.map((j) => `let w${q}_${j} = vec4f(${range(4).map((n) => `t${4 * j + n}[${q}]`)});`),
        )
        .join(' ')}`
    : range(4)
        .flatMap((q) =>
          quads.map(
            (j) =>
              `let w${q}_${j} = wPanel[t * ${group.channels} + ownChannel / 4 + ${(q * group.channels) / 4 + j}];`,
          ),
        )
        .join(' ');
  const multiply = (p: number) =>
    `{ let v = xPanel[t * ${group.positions} + ownPosition + ${p * down}]; ${quads
      .map((j) => `s${p}_${j} += v[0] * w0_${j} + v[1] * w1_${j} + v[2] * w2_${j} + v[3] * w3_${j};`)
      .join(' ')} }`;

  return `
  let channels = ${lengthOf('out', last + 2)};
  let inChannels = ${lengthOf('x', last + 2)};
  let steps = inChannels / 4;
  let positions = ${[lengthOf('out', 0), ...range(last + 1).map(to)].join(' * ')};
  let groups = (channels + ${group.channels - 1}) / ${group.channels};
  let lane = i32(localIndex);
  let firstChannel = (index / ${THREADS}) % groups * ${group.channels};
  let firstPosition = (index / ${THREADS}) / groups * ${group.positions};
  let ownChannel = lane % ${across} * ${TILE};
  let ownPosition = lane / ${across};
  let channel = firstChannel + ownChannel;
  ${declareVectors(quads, 4)}
  ${own.flatMap((p) => quads.map((j) => `var s${p}_${j} = vec4f(0.0);`)).join(' ')}
  for (var outerTap = 0; outerTap < ${sizeOf(g.kernel.slice(0, -1))}; outerTap++) {
    var outerRest = outerTap;
    ${outer
      .toReversed()
      .map((a) => `let k${a} = outerRest % ${g.kernel[a]}; outerRest /= ${g.kernel[a]};`)
      .join(' ')}
    let tapRow = ${tapRow} * ${taps};
    ${locate}
    workgroupBarrier();
    for (var c = 0; c < steps; c++) {
      ${loadInput}
      ${loadWeights}
      workgroupBarrier();
      for (var t = 0; t < ${taps}; t++) {
        ${weights}
        ${own.map(multiply).join('\n        ')}
      }
      workgroupBarrier();
    }
  }
  ${quads.map((j) => `let shift${j} = ${bias ? `bias[vector${j}]` : 'vec4f(0.0)'};`).join(' ')}
  ${own
    .map(
      (p) =>
        `{ let o = firstPosition + ownPosition + ${p * down}; if (o < positions) { ${quads
          .map(
            (j) => `let y${j} = s${p}_${j} + shift${j}; ${activated(activation, j)}
    ${store4('o', j, 4, `v${j}`)}`,
          )
          .join('\n    ')} } }`,
    )
    .join('\n  ')}`;
}
