/**
 * Segmentation losses of every sample from the sums of `segmentationSums.ts`. Losses of overlap are all of one form:
 * with I = Σp·t, P = Σp, S = Σp², T = Σt of a foreground class,
 * u = 1 − (a·I + s)/(b·I + c·P + d·S + e·T + s), and the loss is u^power, averaged over the foreground classes.
 * Losses of pixels are divided by the number of pixels. Two dispatches forward and two back, whatever the recipe.
 */
import * as tf from '@tensorflow/tfjs';
import { type GpuProgram, registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';
import { overlapColumns, type PixelLoss, SUMS, SUMS_GRADIENT, type SumAttributes } from './segmentationSums';
import './segmentationSumsGpu';
import './segmentationSumsHost';

export type OverlapLoss = {
  /** a. */
  intersection: number;
  /** b, c, d, e. */
  denominator: { intersection: number; predicted: number; squared: number; truth: number };
  /** s, which keeps empty masks defined. */
  smooth: number;
  power: number;
};

export interface SegmentationLosses {
  overlaps: OverlapLoss[];
  pixelLosses: PixelLoss[];
}

type Attributes = {
  overlaps: OverlapLoss[];
  pixelLosses: number;
  pixels: number;
};

const VALUES = 'AnnealSegmentationLosses';
const SLOPES = 'AnnealSegmentationSlopes';

/** u counts as this at least, in float32's reach of 1: a root of it then has a finite slope. */
const SMALLEST_LOSS = 1e-7;

/** A sample's sums: columns of overlaps, four a class, then one for each pixel loss. */
function shapesOf([batch = 0, parts = 0, columns = 0]: number[], { overlaps, pixelLosses }: Attributes) {
  const first = columns - pixelLosses;
  return {
    batch,
    parts,
    columns,
    first,
    classes: first / overlapColumns.length,
    losses: overlaps.length + pixelLosses,
  };
}

const literal = (value: number) => `f32(${value})`;

/** `sumOf(sample, column)` adds the parts in order; with overlaps, `I`, `P`, `S`, `T` follow from a class's column. */
const sumOf = (parts: number, columns: number) => `
fn sumOf(sample: i32, column: i32) -> f32 {
  var sum = 0.0;
  for (var part = 0; part < ${parts}; part++) { sum += sums[(sample * ${parts} + part) * ${columns} + column]; }
  return sum;
}`;
const classSums = overlapColumns
  .map((_, kind) => `let ${'IPST'[kind]} = sumOf(sample, at + ${kind});`)
  .join(' ');

const fractionWgsl = ({ intersection, denominator, smooth }: OverlapLoss) => `
      let above = ${literal(intersection)} * I + ${literal(smooth)};
      let below = ${literal(denominator.intersection)} * I + ${literal(denominator.predicted)} * P
        + ${literal(denominator.squared)} * S + ${literal(denominator.truth)} * T + ${literal(smooth)};
      let loss = 1.0 - above / below;`;

function valuesProgram(shape: number[], attributes: Attributes): GpuProgram {
  const { batch, parts, columns, first, classes, losses } = shapesOf(shape, attributes);
  const cases = attributes.overlaps.map(
    (overlap, j) => `
    case ${j}: {${fractionWgsl(overlap)}
      value += ${overlap.power === 1 ? 'loss' : `pow(max(loss, ${literal(SMALLEST_LOSS)}), ${literal(overlap.power)})`};
    }`,
  );
  return {
    outputShape: [batch, losses],
    key: `${shape}_${JSON.stringify(attributes)}`,
    declarations: sumOf(parts, columns),
    body: `
  if (index >= ${batch * losses}) { return; }
  let sample = index / ${losses};
  let which = index % ${losses};
  if (which >= ${cases.length}) {
    result[index] = sumOf(sample, ${first - cases.length} + which) / ${literal(attributes.pixels)};
    return;
  }
  var value = 0.0;
  for (var at = 0; at < ${first}; at += 4) {
    ${classSums}
    switch which {${cases.join('')}
    default: {}
    }
  }
  result[index] = value / ${literal(Math.max(1, classes))};`,
  };
}

function slopesProgram(shape: number[], attributes: Attributes): GpuProgram {
  const { batch, parts, columns, first, classes, losses } = shapesOf(shape, attributes);
  const slopes = attributes.overlaps.map((overlap, j) => {
    const { intersection, denominator, power } = overlap;
    const outer =
      power === 1
        ? '1.0'
        : `${literal(power)} * pow(max(loss, ${literal(SMALLEST_LOSS)}), ${literal(power - 1)})`;
    return `
  {${fractionWgsl(overlap)}
      let numerators = array<f32, 4>(
        above * ${literal(denominator.intersection)} - below * ${literal(intersection)},
        above * ${literal(denominator.predicted)}, above * ${literal(denominator.squared)}, 0.0);
      slope += dy[sample * ${losses} + ${j}] * ${outer} * numerators[kind] / below / below;
  }`;
  });
  return {
    outputShape: [batch, columns],
    key: `${shape}_${JSON.stringify(attributes)}`,
    declarations: sumOf(parts, columns),
    body: `
  if (index >= ${batch * columns}) { return; }
  let sample = index / ${columns};
  let column = index % ${columns};
  if (column >= ${first}) {
    result[index] = dy[sample * ${losses} + ${slopes.length - first} + column] / ${literal(attributes.pixels)};
    return;
  }
  let kind = column % 4;
  let at = column - kind;
  ${classSums}
  var slope = 0.0;${slopes.join('')}
  result[index] = slope / ${literal(Math.max(1, classes))};`,
  };
}

registerGpuKernel<Attributes>(VALUES, ['sums'], ([shape = []], attributes) =>
  valuesProgram(shape, attributes),
);
registerGpuKernel<Attributes>(SLOPES, ['sums', 'dy'], ([shape = []], attributes) =>
  slopesProgram(shape, attributes),
);

type Values = Float32Array | Int32Array;

/** The fraction of one class, whose four sums begin at `at`; on the host a sample has a single part. */
function fractionOf({ intersection, denominator, smooth }: OverlapLoss, sums: Values, at: number) {
  const [i, p, s, t] = [sums[at]!, sums[at + 1]!, sums[at + 2]!, sums[at + 3]!];
  const above = intersection * i + smooth;
  const below =
    denominator.intersection * i +
    denominator.predicted * p +
    denominator.squared * s +
    denominator.truth * t +
    smooth;
  return { above, below, loss: 1 - above / below };
}

registerHostKernel<Attributes>(
  VALUES,
  ['sums'],
  ([shape = []], attributes) => {
    const { batch, losses } = shapesOf(shape, attributes);
    return [batch, losses];
  },
  (out, [sums], [shape], attributes) => {
    const { columns, first, classes, losses } = shapesOf(shape!, attributes);
    const { overlaps, pixels } = attributes;
    for (let index = 0; index < out.length; index++) {
      const row = Math.floor(index / losses) * columns;
      const which = index % losses;
      const overlap = overlaps[which];
      if (!overlap) {
        out[index] = sums![row + first + which - overlaps.length]! / pixels;
        continue;
      }
      let value = 0;
      for (let c = 0; c < classes; c++) {
        const { loss } = fractionOf(overlap, sums!, row + 4 * c);
        value += overlap.power === 1 ? loss : Math.max(loss, SMALLEST_LOSS) ** overlap.power;
      }
      out[index] = value / classes;
    }
  },
);

registerHostKernel<Attributes>(
  SLOPES,
  ['sums', 'dy'],
  ([shape = []], attributes) => {
    const { batch, columns } = shapesOf(shape, attributes);
    return [batch, columns];
  },
  (out, [sums, dy], [shape], attributes) => {
    const { columns, first, classes, losses } = shapesOf(shape!, attributes);
    const { overlaps, pixels } = attributes;
    for (let index = 0; index < out.length; index++) {
      const sample = Math.floor(index / columns);
      const column = index % columns;
      if (column >= first) {
        out[index] = dy![sample * losses + overlaps.length + column - first]! / pixels;
        continue;
      }
      let slope = 0;
      overlaps.forEach((overlap, j) => {
        const { above, below, loss } = fractionOf(overlap, sums!, index - (column % 4));
        const { intersection, denominator, power } = overlap;
        const outer = power === 1 ? 1 : power * Math.max(loss, SMALLEST_LOSS) ** (power - 1);
        const numerators = [
          above * denominator.intersection - below * intersection,
          above * denominator.predicted,
          above * denominator.squared,
          0,
        ];
        slope += (dy![sample * losses + j]! * outer * numerators[column % 4]!) / below / below;
      });
      out[index] = slope / classes;
    }
  },
);

type Save = (tensors: tf.Tensor[]) => void;

/**
 * @param logits float32 [batch, height, width, K]: K = 1 for one foreground class, else one for every class.
 * @param labels int32 [batch, height, width]: class indices, 0 the background, below max(2, K).
 * @param losses at least one; class weights are max(2, K) long.
 * @returns float32 [batch, overlaps + pixelLosses], in that order, with a first-order gradient for the logits.
 */
export function segmentationLosses(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  { overlaps, pixelLosses }: SegmentationLosses,
): tf.Tensor2D {
  const [, height, width] = logits.shape;
  const ofSums: SumAttributes = { overlaps: overlaps.length > 0, pixelLosses };
  const ofLosses: Attributes = { overlaps, pixelLosses: pixelLosses.length, pixels: height * width };
  const run = (name: string, inputs: tf.NamedTensorMap, attributes: SumAttributes | Attributes) =>
    tf.engine().runKernel(name, inputs, { ...attributes }) as tf.Tensor;
  const operation = tf.customGrad((...args) => {
    const [z, save] = args as [tf.Tensor, Save];
    const sums = run(SUMS, { logits: z, labels }, ofSums);
    save([z, labels, sums]);
    return {
      value: run(VALUES, { sums }, ofLosses),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [zSaved, labelsSaved, sumsSaved] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const slopes = run(SLOPES, { sums: sumsSaved, dy }, ofLosses);
        return [run(SUMS_GRADIENT, { logits: zSaved, labels: labelsSaved, slopes }, ofSums)];
      },
    };
  });
  return operation(logits) as tf.Tensor2D;
}
