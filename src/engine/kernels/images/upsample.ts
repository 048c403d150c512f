/**
 * Enlarging images by a whole factor, by the nearest pixel or bilinearly between pixel centres (PyTorch's
 * `align_corners=False`); TensorFlow.js' bilinear gradient knows no half-pixel centres. Output o lies at (o +
 * ½)/factor − ½, held inside the image.
 */
import * as tf from '@tensorflow/tfjs';
import { lanes } from '../conv/wgsl';
import { type GpuProgram, registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { enlargeByStock, type Reached, reduceDirectly } from './upsampleWasm';

export type Interpolation = 'nearest' | 'bilinear';

interface Attributes {
  factor: number;
  mode: Interpolation;
}

const UPSAMPLE = 'AnnealUpsample';
const UPSAMPLE_GRADIENT = 'AnnealUpsampleGradient';

/** Along one axis of `length` input pixels: the two that output `o` is mixed from, and the share of the second. */
function mix(o: number, length: number, { factor, mode }: Attributes): [number, number, number] {
  if (mode === 'nearest') return [Math.floor(o / factor), Math.floor(o / factor), 0];
  const position = Math.max(0, (o + 0.5) / factor - 0.5);
  const first = Math.floor(position);
  return [first, Math.min(first + 1, length - 1), position - first];
}

/** The same as `fn mix2(o, length)`, and the share that input pixel `i` has in output `o` as `fn share(i, o, length)`. */
const mixWgsl = ({ factor, mode }: Attributes) => /* wgsl */ `
struct Mix { first: i32, second: i32, part: f32 }
fn mix2(o: i32, length: i32) -> Mix {
  ${
    mode === 'nearest'
      ? `return Mix(o / ${factor}, 0, 0.0);`
      : `let position = max(0.0, (f32(o) + 0.5) / ${factor}.0 - 0.5);
  let first = i32(floor(position));
  return Mix(first, min(first + 1, length - 1), position - f32(first));`
  }
}
fn share(i: i32, o: i32, length: i32) -> f32 {
  let m = mix2(o, length);
  return select(0.0, 1.0 - m.part, m.first == i) + select(0.0, m.part, m.second == i);
}`;

/** How many outputs before an input pixel's own `factor` ones it reaches, and as many after. */
const reach = ({ factor, mode }: Attributes) => (mode === 'nearest' ? 0 : Math.ceil(factor / 2));

const enlarge = ([batch = 0, height = 0, width = 0, channels = 0]: number[], factor: number) => [
  batch,
  height * factor,
  width * factor,
  channels,
];
const reduce = ([batch = 0, height = 0, width = 0, channels = 0]: number[], factor: number) => [
  batch,
  height / factor,
  width / factor,
  channels,
];

/** One thread a value of `shape`, or four values; `body` sees y, x, c and sets `value`. */
function pixelProgram(
  shape: number[],
  attributes: Attributes,
  body: (type: string, steps: number) => string,
): GpuProgram {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  const components = lanes(channels);
  const steps = channels / components;
  const type = components === 4 ? 'vec4f' : 'f32';
  const threads = batch * height * width * steps;
  return {
    outputShape: shape,
    key: [...shape, attributes.factor, attributes.mode].join('_'),
    workgroups: Math.ceil(threads / 64),
    components: { inputs: [components], output: components },
    declarations: mixWgsl(attributes),
    body: `
  if (index >= ${threads}) { return; }
  let c = index % ${steps};
  let x = (index / ${steps}) % ${width};
  let y = (index / ${steps * width}) % ${height};
  let sample = index / ${steps * width * height};
  var value = ${type}(0.0);
  ${body(type, steps)}
  result[index] = value;`,
  };
}

registerGpuKernel<Attributes>(UPSAMPLE, ['pixels'], ([input = []], attributes) =>
  pixelProgram(enlarge(input, attributes.factor), attributes, (_, steps) => {
    const [height, width] = [input[1]!, input[2]!];
    const pixel = (row: string, column: string) =>
      `pixels[((sample * ${height} + ${row}) * ${width} + ${column}) * ${steps} + c]`;
    if (attributes.mode === 'nearest') {
      return `value = ${pixel(`y / ${attributes.factor}`, `x / ${attributes.factor}`)};`;
    }
    return `
  let v = mix2(y, ${height});
  let h = mix2(x, ${width});
  value = mix(mix(${pixel('v.first', 'h.first')}, ${pixel('v.first', 'h.second')}, h.part),
    mix(${pixel('v.second', 'h.first')}, ${pixel('v.second', 'h.second')}, h.part), v.part);`;
  }),
);

registerGpuKernel<Attributes>(UPSAMPLE_GRADIENT, ['dy'], ([output = []], attributes) => {
  const { factor } = attributes;
  const shape = reduce(output, factor);
  const [height, width] = [output[1]!, output[2]!];
  const more = reach(attributes);
  return pixelProgram(
    shape,
    attributes,
    (_, steps) => `
  for (var oy = max(0, y * ${factor} - ${more}); oy < min(${height}, (y + 1) * ${factor} + ${more}); oy++) {
    let vertical = share(y, oy, ${shape[1]});
    for (var ox = max(0, x * ${factor} - ${more}); ox < min(${width}, (x + 1) * ${factor} + ${more}); ox++) {
      value += vertical * share(x, ox, ${shape[2]}) * dy[((sample * ${height} + oy) * ${width} + ox) * ${steps} + c];
    }
  }`,
  );
});

/**
 * Visits the rows of the enlarged images with the two rows of the images that each is mixed from, all as indices of their
 * first value, and the share of the second.
 */
function forEachRow(
  [batch = 0, height = 0, width = 0, channels = 0]: number[],
  attributes: Attributes,
  visit: (row: number, first: number, second: number, share: number) => void,
): void {
  const { factor } = attributes;
  for (let sample = 0; sample < batch; sample++) {
    for (let y = 0; y < height * factor; y++) {
      const [first, second, share] = mix(y, height, attributes);
      const at = (row: number) => (sample * height + row) * width * channels;
      const row = (sample * height * factor + y) * width * factor * channels;
      visit(row, at(first), at(second), share);
    }
  }
}

registerHostKernel<Attributes>(
  UPSAMPLE,
  ['pixels'],
  ([shape = []], { factor }) => enlarge(shape, factor),
  (out, [pixels], [shape], attributes) => {
    const [width, channels] = [shape![2]!, shape![3]!];
    const mixed = new Float64Array(width * channels);
    const columns = Array.from({ length: width * attributes.factor }, (_, x) => mix(x, width, attributes));
    forEachRow(shape!, attributes, (row, first, second, share) => {
      for (let i = 0; i < mixed.length; i++) {
        mixed[i] = (1 - share) * pixels![first + i]! + share * pixels![second + i]!;
      }
      let at = row;
      for (const [left, right, part] of columns) {
        for (let c = 0; c < channels; c++) {
          out[at++] = (1 - part) * mixed[left * channels + c]! + part * mixed[right * channels + c]!;
        }
      }
    });
  },
  (_, [pixels], { factor, mode }) => {
    const [, height = 0, width = 0] = enlarge(pixels!.shape, factor);
    return enlargeByStock(pixels!, [height, width], mode);
  },
);

registerHostKernel<Attributes>(
  UPSAMPLE_GRADIENT,
  ['dy'],
  ([shape = []], { factor }) => reduce(shape, factor),
  (out, [dy], [shape], attributes) => {
    const small = reduce(shape!, attributes.factor);
    const [width, channels] = [small[2]!, small[3]!];
    const sums = new Float64Array(width * channels);
    const columns = Array.from({ length: width * attributes.factor }, (_, x) => mix(x, width, attributes));
    out.fill(0);
    forEachRow(small, attributes, (row, first, second, share) => {
      sums.fill(0);
      let at = row;
      for (const [left, right, part] of columns) {
        for (let c = 0; c < channels; c++) {
          const value = dy![at++]!;
          sums[left * channels + c]! += (1 - part) * value;
          sums[right * channels + c]! += part * value;
        }
      }
      for (let i = 0; i < sums.length; i++) {
        out[first + i]! += (1 - share) * sums[i]!;
        out[second + i]! += share * sums[i]!;
      }
    });
  },
  (memory, [dy], attributes) => {
    const [, height = 0, width = 0, channels = 0] = reduce(dy!.shape, attributes.factor);
    if (channels % 4 !== 0) return null;
    return reduceDirectly(memory, dy!, reached(height, attributes), reached(width, attributes));
  },
);

/** Along one axis of `length` input pixels: the outputs that each reaches. */
function reached(length: number, attributes: Attributes): Reached[] {
  const all = Array.from({ length }, () => new Map<number, number>());
  for (let output = 0; output < length * attributes.factor; output++) {
    const [first, second, part] = mix(output, length, attributes);
    for (const [pixel, share] of [[first, 1 - part] as const, [second, part] as const]) {
      if (share > 0) all[pixel]!.set(output, (all[pixel]!.get(output) ?? 0) + share);
    }
  }
  return all.map((outputs) => Array.from(outputs, ([output, share]) => ({ output, share })));
}

for (const { name, input, adjoint, adjointInput } of [
  { name: UPSAMPLE, input: 'pixels', adjoint: UPSAMPLE_GRADIENT, adjointInput: 'dy' },
  { name: UPSAMPLE_GRADIENT, input: 'dy', adjoint: UPSAMPLE, adjointInput: 'pixels' },
]) {
  tf.registerGradient({
    kernelName: name,
    gradFunc: (dy, _saved, attributes) => ({
      [input]: () =>
        tf.engine().runKernel(adjoint, { [adjointInput]: dy as tf.Tensor }, attributes) as tf.Tensor,
    }),
  });
}

/**
 * The gradient gathers, for every input pixel, from the outputs it reaches; both are linear and each other's gradient,
 * so they can be differentiated repeatedly.
 * @param pixels [batch, height, width, channels] @param factor a whole number, at least 1
 * @returns [batch, height·factor, width·factor, channels]
 */
export function upsample(pixels: tf.Tensor4D, factor: number, mode: Interpolation): tf.Tensor4D {
  return tf.engine().runKernel(UPSAMPLE, { pixels }, { factor, mode }) as tf.Tensor4D;
}
