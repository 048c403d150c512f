/**
 * A convolution, or its transpose, as one WGSL program. Each thread keeps a tile of `wide` neighbouring positions × up
 * to 8 output channels in registers and sums over kernel positions and input channels in order.
 */
import { sizeOf } from '../../../formats/arrays';
import type { GpuProgram } from '../program/gpuKernel';
import { activeTiles } from '../program/tileChoice';
import { type ConvGeometry, geometryKey, inputShape, outputShape } from './geometry';
import { sharedConvProgram } from './panelsGpu';
import {
  activated,
  type ConvActivation,
  declareVectors,
  lanes,
  lengthOf,
  load4,
  range,
  store4,
} from './wgsl';

/** Above this many different input positions a thread, they are loaded anew for every kernel position. */
const MAX_WINDOW = 16;

interface Variant {
  transposed: boolean;
  bias: boolean;
  activation: ConvActivation;
  /** Distance of a thread's positions along the last axis. */
  apart: number;
  /** Positions a thread. */
  wide: number;
  channelTile: number;
  lanesIn: number;
  lanesOut: number;
}

/** A transpose without a stride is a convolution with the kernel turned around. */
const isTurned = (g: ConvGeometry, transposed: boolean) =>
  transposed && g.stride.every((stride) => stride === 1);

/** Input positions along the last axis that a thread reads, from its first one. */
function windowOf({ kernel, stride, dilation }: ConvGeometry, wide: number): number[] {
  const last = kernel.length - 1;
  const offsets = range(wide).flatMap((p) =>
    range(kernel[last]!).map((k) => p * stride[last]! + k * dilation[last]!),
  );
  return [...new Set(offsets)];
}

/** Whether the kernel positions along the last axis are the innermost sum, inside that over channels. */
const isUnrolled = (g: ConvGeometry, strided: boolean, wide: number) =>
  !strided && windowOf(g, wide).length <= MAX_WINDOW;

/**
 * The transpose with stride 1 is a convolution with the kernel turned around. With a stride, output positions of one
 * residue modulo the stride meet the same kernel positions, so a thread's positions lie a stride apart.
 *
 * Kernel size, stride, dilation and padding are written into the source; images and channels are read when it runs, so
 * that the layers of a network share few pipelines: compiling one takes up to seconds.
 * Inputs: `x`, `kernel` and, with `bias`, `bias`. `x` is the convolution's input, or its output if `transposed`.
 */
export function convProgram(
  g: ConvGeometry,
  transposed: boolean,
  bias: boolean,
  activation: ConvActivation,
): GpuProgram {
  const lengths = transposed ? g.input : g.output;
  const columns = lengths.at(-1)!;
  const [inChannels, outChannels] = transposed
    ? [g.outChannels, g.inChannels]
    : [g.inChannels, g.outChannels];
  const strided = transposed && !isTurned(g, transposed);
  const apart = strided ? g.stride.at(-1)! : 1;
  const wide = columns % (8 * apart) === 0 ? 8 : 4;
  const channelTile = outChannels > 4 ? 8 : 4;
  const [lanesIn, lanesOut] = [lanes(inChannels), lanes(outChannels)];
  const channelTiles = Math.ceil(outChannels / channelTile);
  const columnTiles = apart * Math.ceil(Math.ceil(columns / apart) / wide);
  if (activeTiles().convolution === 'shared' && isUnrolled(g, strided, wide)) {
    const shared = sharedConvProgram(g, { transposed, bias, activation });
    if (shared) return shared;
  }
  return {
    outputShape: transposed ? inputShape(g) : outputShape(g),
    key: [geometryKey(g), transposed, bias, activation, wide, channelTile].join('_'),
    workgroups: Math.ceil((channelTiles * columnTiles * sizeOf(lengths.slice(0, -1)) * g.batch) / 64),
    components: {
      inputs: [lanesIn, transposed ? lanesIn : lanesOut, ...(bias ? [lanesOut] : [])],
      output: lanesOut,
    },
    body: () => convSource(g, { transposed, bias, activation, apart, wide, channelTile, lanesIn, lanesOut }),
  };
}

function convSource(
  g: ConvGeometry,
  { transposed, bias, activation, apart, wide, channelTile, lanesIn, lanesOut }: Variant,
): string {
  const axes = g.input.length;
  const last = axes - 1;
  const turned = isTurned(g, transposed);
  const strided = transposed && !turned;
  const padding = turned
    ? g.padding.map((zeros, axis) => g.dilation[axis]! * (g.kernel[axis]! - 1) - zeros)
    : g.padding;
  const from = (axis: number) => lengthOf('x', axis + 1);
  const to = (axis: number) => lengthOf('out', axis + 1);
  const vectors = range(channelTile / 4);
  const positions = range(wide);
  const zero = lanesIn === 4 ? 'vec4f(0.0)' : '0.0';

  const stride = g.stride[last]!;
  const taps = g.kernel[last]!;
  const offsets = windowOf(g, wide);
  const unrolled = isUnrolled(g, strided, wide);

  const weights = (tap: string) =>
    transposed
      ? range(channelTile)
          .map(
            (n) => `let t${n} = kernel[(${tap} * channels + min(channel + ${n}, channels - 1)) * steps + c];`,
          )
          .join(' ') +
        range(lanesIn)
          .flatMap((q) =>
            vectors.map(
              (j) =>
                `let w${q}_${j} = vec4f(${range(4).map((n) => `t${4 * j + n}${lanesIn === 4 ? `[${q}]` : ''}`)});`,
            ),
          )
          .join(' ')
      : range(lanesIn)
          .flatMap((q) =>
            vectors.map(
              (j) =>
                `let w${q}_${j} = ${load4('kernel', `${tap} * inChannels + c * ${lanesIn} + ${q}`, j, lanesOut)};`,
            ),
          )
          .join(' ');
  const multiply = (window: (p: number) => string) =>
    positions
      .flatMap((p) =>
        vectors.map(
          (j) =>
            `s${p}_${j} += ${range(lanesIn)
              .map((q) => `${window(p)}${lanesIn === 4 ? `[${q}]` : ''} * w${q}_${j}`)
              .join(' + ')};`,
        ),
      )
      .join(' ');
  /** Addresses outside the loop over channels; positions beyond the edge read the nearest one and count as zero. */
  const address = (name: string, column: string) => `
      let at${name} = (row + clamp(${column}, 0, ${from(last)} - 1)) * steps;
      let in${name} = ${column} >= 0 && ${column} < ${from(last)};`;
  const load = (name: string) => `let x${name} = select(${zero}, x[at${name} + c], in${name});`;
  const tapOf = (k: string, axis: number) => (turned ? `(${g.kernel[axis]! - 1} - ${k})` : k);

  const alongLast = unrolled
    ? `
      let start = q * ${stride} - ${padding[last]};
      ${offsets.map((offset) => address(`${offset}`, `(start + ${offset})`)).join('')}
      for (var c = 0; c < steps; c++) {
        ${offsets.map((offset) => load(`${offset}`)).join(' ')}
        ${range(taps)
          .map(
            (k) => `{ ${weights(`(tapRow + ${turned ? taps - 1 - k : k})`)}
        ${multiply((p) => `x${p * stride + k * g.dilation[last]!}`)} }`,
          )
          .join('\n        ')}
      }`
    : `
      for (var k = 0; k < ${taps}; k++) {
      ${
        strided
          ? `let t = residue + ${padding[last]} - k * ${g.dilation[last]};
      if (t % ${stride} != 0) { continue; }
      let start = t / ${stride} + q;`
          : `let start = q * ${stride} + k * ${g.dilation[last]} - ${padding[last]};`
      }
      ${positions.map((p) => address(`${p}`, `(start + ${strided ? p : p * stride})`)).join('')}
      let tap = tapRow + ${tapOf('k', last)};
      for (var c = 0; c < steps; c++) {
        ${positions.map((p) => load(`${p}`)).join(' ')}
        ${weights('tap')}
        ${multiply((p) => `x${p}`)}
      }
      }`;

  const outer = range(last);
  const enter = outer.map(
    (a) => `
    for (var k${a} = 0; k${a} < ${g.kernel[a]}; k${a}++) {
      ${
        strided
          ? `let t${a} = o${a} + ${padding[a]} - k${a} * ${g.dilation[a]};
      let i${a} = t${a} / ${g.stride[a]};
      if (t${a} < 0 || t${a} % ${g.stride[a]} != 0 || i${a} >= ${from(a)}) { continue; }`
          : `let i${a} = o${a} * ${g.stride[a]} + k${a} * ${g.dilation[a]} - ${padding[a]};
      if (i${a} < 0 || i${a} >= ${from(a)}) { continue; }`
      }`,
  );
  /** Row-major index of the outer axes, times the length of the last one. */
  const rowOf = (start: string, coordinate: (axis: number) => string, length: (axis: number) => string) =>
    outer.reduce((sum, a) => `(${sum} * ${length(a)} + ${coordinate(a)})`, start);

  return `
  let channels = ${lengthOf('out', axes + 1)};
  let inChannels = ${lengthOf('x', axes + 1)};
  let steps = inChannels / ${lanesIn};
  let channelTiles = (channels + ${channelTile - 1}) / ${channelTile};
  let columnTiles = (${to(last)} + ${apart * wide - 1}) / ${apart * wide} * ${apart};
  let channel = (index % channelTiles) * ${channelTile};
  ${declareVectors(vectors, lanesOut)}
  var rest = index / channelTiles;
  let residue = (rest % columnTiles) % ${apart};
  let q = (rest % columnTiles) / ${apart} * ${wide};
  rest /= columnTiles;
  ${outer
    .toReversed()
    .map((a) => `let o${a} = rest % ${to(a)}; rest /= ${to(a)};`)
    .join('\n  ')}
  let sample = rest;
  if (sample >= ${lengthOf('out', 0)}) { return; }
  ${positions.flatMap((p) => vectors.map((j) => `var s${p}_${j} = vec4f(0.0);`)).join(' ')}
  ${enter.join('')}
      let row = ${rowOf('sample', (a) => `i${a}`, from)} * ${from(last)};
      let tapRow = ${rowOf(
        '0',
        (a) => tapOf(`k${a}`, a),
        (a) => String(g.kernel[a]),
      )} * ${taps};
      ${alongLast}
  ${'}'.repeat(last)}
  ${vectors.map((j) => `let shift${j} = ${bias ? load4('bias', '0', j, lanesOut) : 'vec4f(0.0)'};`).join(' ')}
  let base = ${rowOf('sample', (a) => `o${a}`, to)} * ${to(last)};
  ${positions
    .map(
      (p) =>
        `{ let o = residue + ${apart} * (q + ${p}); if (o < ${to(last)}) { ${vectors
          .map(
            (j) => `let y${j} = s${p}_${j} + shift${j}; ${activated(activation, j)}
    ${store4('base + o', j, lanesOut, `v${j}`)}`,
          )
          .join('\n    ')} } }`,
    )
    .join('\n  ')}`;
}
