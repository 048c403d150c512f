/**
 * Segmentation losses of every sample from the sums of `maskSums.ts`, and the gradient of the sums. Losses of overlap
 * are all of one form: with I = Σp·t, P = Σp, S = Σp², T = Σt of a foreground class, u = 1 − (a·I + s)/(b·I + c·P +
 * d·S + e·T + s), and the loss is u^power, averaged over the foreground classes.
 */
import { type GpuProgram, registerGpuKernel } from '../../../engine/kernels/program/gpuKernel';
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';
import { overlapColumns } from './maskSums';

export type OverlapLoss = {
  /** a. */
  intersection: number;
  /** b, c, d, e. */
  denominator: { intersection: number; predicted: number; squared: number; truth: number };
  /** s, which keeps empty masks defined. */
  smooth: number;
  power: number;
};

export type ValueAttributes = {
  overlaps: OverlapLoss[];
  /** How many losses of pixels there are. */
  pixelLosses: number;
};

/** Input `sums` [batch, parts, columns]; output [batch, losses], those of pixels divided by the number of pixels that count. */
export const VALUES = 'AnnealMaskLosses';
/** Inputs `sums` and `dy` [batch, losses]; output [batch, columns]. */
export const SLOPES = 'AnnealMaskSlopes';

/** u counts as this at least, in float32's reach of 1: a root of it then has a finite slope. */
const SMALLEST_LOSS = 1e-7;

/** A sample's sums: columns of overlaps, four a class, then one for each pixel loss. */
function shapesOf([batch = 0, parts = 0, columns = 0]: number[], { overlaps, pixelLosses }: ValueAttributes) {
  // The last column counts pixels, where losses need it.
  const first = columns - pixelLosses - (pixelLosses > 0 ? 1 : 0);
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

function valuesProgram(shape: number[], attributes: ValueAttributes): GpuProgram {
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
    result[index] = sumOf(sample, ${first - cases.length} + which) / max(1.0, sumOf(sample, ${columns - 1}));
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

function slopesProgram(shape: number[], attributes: ValueAttributes): GpuProgram {
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
    // How many pixels count depends on no logit.
    let which = min(${slopes.length - first} + column, ${losses - 1});
    let slope = dy[sample * ${losses} + which] / max(1.0, sumOf(sample, ${columns - 1}));
    result[index] = select(slope, 0.0, column >= ${first + attributes.pixelLosses});
    return;
  }
  let kind = column % 4;
  let at = column - kind;
  ${classSums}
  var slope = 0.0;${slopes.join('')}
  result[index] = slope / ${literal(Math.max(1, classes))};`,
  };
}

registerGpuKernel<ValueAttributes>(VALUES, ['sums'], ([shape = []], attributes) =>
  valuesProgram(shape, attributes),
);
registerGpuKernel<ValueAttributes>(SLOPES, ['sums', 'dy'], ([shape = []], attributes) =>
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

registerHostKernel<ValueAttributes>(
  VALUES,
  ['sums'],
  ([shape = []], attributes) => {
    const { batch, losses } = shapesOf(shape, attributes);
    return [batch, losses];
  },
  (out, [sums], [shape], attributes) => {
    const { columns, first, classes, losses } = shapesOf(shape!, attributes);
    const { overlaps } = attributes;
    for (let index = 0; index < out.length; index++) {
      const row = Math.floor(index / losses) * columns;
      const which = index % losses;
      const overlap = overlaps[which];
      if (!overlap) {
        out[index] = sums![row + first + which - overlaps.length]! / Math.max(1, sums![row + columns - 1]!);
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

registerHostKernel<ValueAttributes>(
  SLOPES,
  ['sums', 'dy'],
  ([shape = []], attributes) => {
    const { batch, columns } = shapesOf(shape, attributes);
    return [batch, columns];
  },
  (out, [sums, dy], [shape], attributes) => {
    const { columns, first, classes, losses } = shapesOf(shape!, attributes);
    const { overlaps, pixelLosses } = attributes;
    for (let index = 0; index < out.length; index++) {
      const sample = Math.floor(index / columns);
      const column = index % columns;
      if (column >= first) {
        const own = dy![sample * losses + overlaps.length + column - first]!;
        // How many pixels count depends on no logit.
        out[index] = column < first + pixelLosses ? own / Math.max(1, sums![(sample + 1) * columns - 1]!) : 0;
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
