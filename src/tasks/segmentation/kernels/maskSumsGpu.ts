/** The sums of segmentation losses and their gradient in WGSL. */
import { type GpuProgram, registerGpuKernel } from '../../../engine/kernels/program/gpuKernel';
import { gridStride } from '../../../engine/kernels/program/wgsl';
import {
  IGNORED,
  type Layout,
  overlapColumns,
  type PixelLoss,
  SMALLEST_MISS,
  SUMS,
  SUMS_GRADIENT,
  type SumAttributes,
  sumLayout,
} from './maskSums';

/** Pixels that a thread adds, where the sample is small enough. */
const PIXELS = 8;
const MAX_PARTS = 64;
/** Sums that a workgroup adds at a time; its memory holds 64 values of each. */
const CHUNK = 8;

/** Workgroups that share a sample. */
function partsOf({ batch, pixels }: Layout): number {
  const wanted = Math.ceil(pixels / (64 * PIXELS));
  return Math.max(1, Math.min(MAX_PARTS, wanted, Math.floor(65535 / Math.max(1, batch))));
}

// WGSL. Statements see the pixel's number over the whole batch as `pixel`.

const literal = (value: number) => `f32(${value})`;
const weightTables = (losses: readonly PixelLoss[]) =>
  losses
    .map(
      ({ classWeights }, j) =>
        `const weights${j} = array<f32, ${classWeights.length}>(${classWeights.map(literal).join(', ')});`,
    )
    .join('\n');

/**
 * `label`, `hit` = p_y, `miss` = 1 − p_y, `surprise` = −ln p_y, and probabilities: `p` with one logit; with several,
 * that of class c is exp(logits[start + c] − top)/total.
 */
const pixelWgsl = (logits: number) =>
  logits === 1
    ? `
    let label = i32(labels[pixel]);
    let z = logits[pixel];
    let small = exp(-abs(z));
    let p = select(small, 1.0, z >= 0.0) / (1.0 + small);
    let towards = select(-z, z, label == 1);
    let hit = select(small, 1.0, towards >= 0.0) / (1.0 + small);
    let miss = select(1.0, small, towards >= 0.0) / (1.0 + small);
    let surprise = max(-towards, 0.0) + log(1.0 + small);`
    : `
    let label = i32(labels[pixel]);
    let start = pixel * ${logits};
    var top = logits[start];
    for (var c = 1; c < ${logits}; c++) { top = max(top, logits[start + c]); }
    var others = 0.0;
    for (var c = 0; c < ${logits}; c++) { others += select(exp(logits[start + c] - top), 0.0, c == label); }
    let own = logits[start + label] - top;
    let total = others + exp(own);
    let hit = exp(own) / total;
    let miss = others / total;
    let surprise = log(total) - own;`;

const power = (gamma: number, exponent: number) =>
  gamma === 0 ? '1.0' : `pow(max(miss, ${literal(SMALLEST_MISS)}), ${literal(exponent)})`;

function sumsProgram(shape: number[], attributes: SumAttributes): GpuProgram {
  const layout = sumLayout(shape, attributes);
  const { batch, pixels, logits, classes, columns } = layout;
  const parts = partsOf(layout);
  const first = classes * overlapColumns.length;
  const addClass = (p: string, t: string, at: string) => `
      sums[${at}] += ${p} * ${t};
      sums[${at} + 1] += ${p};
      sums[${at} + 2] += ${p} * ${p};
      sums[${at} + 3] += ${t};`;
  const addOverlaps =
    logits === 1
      ? `
      let t = select(0.0, 1.0, label == 1);${addClass('p', 't', '0')}`
      : `
    for (var c = 1; c < ${logits}; c++) {
      let p = exp(logits[start + c] - top) / total;
      let t = select(0.0, 1.0, label == c);
      let at = 4 * (c - 1);${addClass('p', 't', 'at')}
    }`;
  const addPixelLosses = attributes.pixelLosses.map(
    ({ gamma }, j) =>
      `
    sums[${first + j}] += weights${j}[label] * ${power(gamma, gamma)} * surprise;`,
  );
  const chunks = Array.from({ length: Math.ceil(columns / CHUNK) }, (_, i) => ({
    from: i * CHUNK,
    width: Math.min(CHUNK, columns - i * CHUNK),
  }));
  return {
    outputShape: [batch, parts, columns],
    key: `${shape}_${JSON.stringify(attributes)}`,
    workgroups: batch * parts,
    declarations: `
${weightTables(attributes.pixelLosses)}
var<workgroup> found: array<f32, ${64 * CHUNK}>;`,
    // Neighbouring threads read neighbouring pixels.
    body: `
  let group = index / 64;
  let lane = i32(localIndex);
  let sample = group / ${parts};
  var sums: array<f32, ${columns}>;
  for (var i = (group % ${parts}) * 64 + lane; i < ${pixels}; i += ${64 * parts}) {
    let pixel = sample * ${pixels} + i;
    if (i32(labels[pixel]) == ${IGNORED}) { continue; }${pixelWgsl(logits)}${classes > 0 ? addOverlaps : ''}${addPixelLosses.join('')}${
      addPixelLosses.length > 0
        ? `
    sums[${columns - 1}] += 1.0;`
        : ''
    }
  }
  ${chunks
    .map(
      ({ from, width }) => `
  ${from > 0 ? 'workgroupBarrier();' : ''}
  for (var j = 0; j < ${width}; j++) { found[j * 64 + lane] = sums[${from} + j]; }
  workgroupBarrier();
  if (lane < ${width}) {
    var sum = 0.0;
    for (var i = 0; i < 64; i++) { sum += found[lane * 64 + i]; }
    result[group * ${columns} + ${from} + lane] = sum;
  }`,
    )
    .join('')}`,
  };
}

function gradientProgram(shape: number[], attributes: SumAttributes): GpuProgram {
  const { batch, pixels, logits, classes, columns } = sumLayout(shape, attributes);
  const first = classes * overlapColumns.length;
  const { workgroups, loop } = gridStride(batch * pixels, 'pixel');
  const pull = attributes.pixelLosses
    .map(
      ({ gamma }, j) => `
    pull -= slopes[row + ${first + j}] * weights${j}[label] * ${
      gamma === 0 ? '1.0' : `${power(gamma, gamma - 1)} * (${literal(gamma)} * hit * surprise + miss)`
    };`,
    )
    .join('');
  const ofClass = (p: string, t: string, at: string) =>
    `slopes[row + ${at}] * ${t} + slopes[row + ${at} + 1] + 2.0 * slopes[row + ${at} + 2] * ${p}`;
  const one = `
    let t = select(0.0, 1.0, label == 1);
    let overlap = ${classes > 0 ? `(${ofClass('p', 't', '0')}) * hit * miss` : '0.0'};
    result[pixel] = overlap + select(-pull, pull, label == 1) * miss;`;
  const several = `
    var mean = 0.0;
    for (var c = 1; c < ${classes + 1}; c++) {
      let p = exp(logits[start + c] - top) / total;
      let t = select(0.0, 1.0, label == c);
      let at = 4 * (c - 1);
      mean += p * (${ofClass('p', 't', 'at')});
    }
    for (var c = 0; c < ${logits}; c++) {
      let p = exp(logits[start + c] - top) / total;
      let t = select(0.0, 1.0, label == c);
      let at = 4 * (c - 1);
      var own = 0.0;
      ${classes > 0 ? `if (c > 0) { own = ${ofClass('p', 't', 'at')}; }` : ''}
      result[start + c] = p * (own - mean) + pull * select(-p, miss, label == c);
    }`;
  return {
    outputShape: shape,
    key: `${shape}_${JSON.stringify(attributes)}`,
    workgroups,
    declarations: weightTables(attributes.pixelLosses),
    body: `
  ${loop} {
    if (i32(labels[pixel]) == ${IGNORED}) {
      for (var c = 0; c < ${logits}; c++) { result[pixel * ${logits} + c] = 0.0; }
      continue;
    }
    let row = (pixel / ${pixels}) * ${columns};${pixelWgsl(logits)}
    var pull = 0.0;${pull}${logits === 1 ? one : several}
  }`,
  };
}

registerGpuKernel<SumAttributes>(SUMS, ['logits', 'labels'], ([shape = []], attributes) =>
  sumsProgram(shape, attributes),
);
registerGpuKernel<SumAttributes>(SUMS_GRADIENT, ['logits', 'labels', 'slopes'], ([shape = []], attributes) =>
  gradientProgram(shape, attributes),
);
