/**
 * The gradient of a convolution's kernel as two WGSL programs: every thread sums x·dy over a part of the rows of
 * outputs, for up to 3 neighbouring kernel positions × 4 input × 8 output channels; then the parts are added in order.
 */
import { sizeOf } from '../arrays';
import { type ConvGeometry, geometryKey, kernelShape } from './convGeometry';
import { lanes, load4, range, store4 } from './convGpu';
import type { GpuProgram } from './gpuKernel';

/** Threads to aim for, and the most parts a sum is split into: more would make adding them up the slow part. */
const THREADS = 8192;
const MAX_PARTS = 256;
const MAX_TAPS = 3;

/** Inputs `x` and `dy`; output [parts, values of the kernel], or the gradient itself when one part is enough. */
export function kernelGradientProgram(g: ConvGeometry): { program: GpuProgram; parts: number } {
  const last = g.input.length - 1;
  const outer = range(last);
  const { inChannels, outChannels } = g;
  const lanesIn = lanes(inChannels);
  const steps = inChannels / lanesIn;
  const channelTile = outChannels > 4 ? 8 : 4;
  const channelTiles = Math.ceil(outChannels / channelTile);
  const vectors = range(channelTile / 4);
  const groups = Math.ceil(g.kernel[last]! / MAX_TAPS);
  const taps = range(Math.ceil(g.kernel[last]! / groups));
  const outerTaps = sizeOf(g.kernel.slice(0, -1));
  const tiles = channelTiles * steps * groups * outerTaps;

  const rows = g.batch * sizeOf(g.output.slice(0, -1));
  const wanted = Math.min(rows, MAX_PARTS, Math.ceil(THREADS / tiles));
  const rowsEach = Math.ceil(rows / wanted);
  const parts = Math.ceil(rows / rowsEach);
  const zero = lanesIn === 4 ? 'vec4f(0.0)' : '0.0';
  const sums = taps.flatMap((t) => range(lanesIn).flatMap((q) => vectors.map((j) => [t, q, j] as const)));

  const program: GpuProgram = {
    outputShape: parts === 1 ? kernelShape(g) : [parts, sizeOf(kernelShape(g))],
    key: geometryKey(g),
    workgroups: Math.ceil((tiles * parts) / 64),
    components: { inputs: [lanesIn, lanes(outChannels)], output: lanes(outChannels) },
    body: `
  if (index >= ${tiles * parts}) { return; }
  let channel = (index % ${channelTiles}) * ${channelTile};
  var rest = index / ${channelTiles};
  let c = rest % ${steps}; rest /= ${steps};
  let first = (rest % ${groups}) * ${taps.length}; rest /= ${groups};
  let outerTap = rest % ${outerTaps};
  let part = rest / ${outerTaps};
  rest = outerTap;
  ${outer
    .toReversed()
    .map((a) => `let k${a} = rest % ${g.kernel[a]}; rest /= ${g.kernel[a]};`)
    .join('\n  ')}
  ${sums.map(([t, q, j]) => `var s${t}_${q}_${j} = vec4f(0.0);`).join(' ')}
  for (var row = part * ${rowsEach}; row < min(${rows}, (part + 1) * ${rowsEach}); row++) {
    rest = row;
    ${outer
      .toReversed()
      .map(
        (
          a,
        ) => `let i${a} = (rest % ${g.output[a]}) * ${g.stride[a]} + k${a} * ${g.dilation[a]} - ${g.padding[a]};
    rest /= ${g.output[a]};`,
      )
      .join('\n    ')}
    ${outer.map((a) => `if (i${a} < 0 || i${a} >= ${g.input[a]}) { continue; }`).join(' ')}
    let xRow = ${outer.reduce((sum, a) => `(${sum} * ${g.input[a]} + i${a})`, 'rest')} * ${g.input[last]};
    for (var o = 0; o < ${g.output[last]}; o++) {
      ${vectors.map((j) => `let d${j} = ${load4('dy', `row * ${g.output[last]} + o`, `channel + ${4 * j}`, outChannels)};`).join(' ')}
      ${taps
        .map(
          (
            t,
          ) => `let i_${t} = o * ${g.stride[last]} + (first + ${t}) * ${g.dilation[last]} - ${g.padding[last]};
      let x${t} = select(${zero}, x[(xRow + clamp(i_${t}, 0, ${g.input[last]! - 1})) * ${steps} + c], i_${t} >= 0 && i_${t} < ${g.input[last]});`,
        )
        .join('\n      ')}
      ${sums.map(([t, q, j]) => `s${t}_${q}_${j} += x${t}${lanesIn === 4 ? `[${q}]` : ''} * d${j};`).join(' ')}
    }
  }
  let base = (part * ${outerTaps} + outerTap) * ${g.kernel[last]} + first;
  ${taps
    .map(
      (t) =>
        `if (first + ${t} < ${g.kernel[last]}) { ${sums
          .filter(([tap]) => tap === t)
          .map(([, q, j]) =>
            store4(
              `(base + ${t}) * ${inChannels} + c * ${lanesIn} + ${q}`,
              `channel + ${4 * j}`,
              outChannels,
              `s${t}_${q}_${j}`,
            ),
          )
          .join(' ')} }`,
    )
    .join('\n  ')}`,
  };
  return { program, parts };
}

/** Input `parts` [count, ...]: adds the parts in order. */
export function addPartsProgram(shape: number[], count: number): GpuProgram {
  const size = sizeOf(shape);
  const width = lanes(size);
  return {
    outputShape: shape,
    key: `${size}_${count}`,
    workgroups: Math.ceil(size / width / 64),
    components: { inputs: [width], output: width },
    body: `
  if (index >= ${size / width}) { return; }
  var sum = parts[index];
  for (var part = 1; part < ${count}; part++) { sum += parts[part * ${size / width} + index]; }
  result[index] = sum;`,
  };
}
