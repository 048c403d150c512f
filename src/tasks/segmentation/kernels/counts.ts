/**
 * Pixels that a segmentation gets right and wrong, and the sums behind its metrics, in two dispatches without a
 * readback: a workgroup counts a chunk of an image, then one thread a sum goes over the batch in order. Counts are whole
 * numbers, which integer atomics add to the same result in any order.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../../../engine/kernels/program/gpuKernel';
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';
import { IGNORED } from './maskSums';
import { overlapNames, overlapScores } from './overlapScores';

/** What is summed for every foreground class, in order: pixels, then scores of single images. */
export const sumsPerClass = ['tp', 'fp', 'fn', 'tn', ...overlapNames, 'hd95', 'hd95 count'] as const;

/** Columns of a chunk: pixels with the right class, then three of each foreground class: hit, predicted, true; last, how many count. */
const COUNTS = 'AnnealMaskCounts';
const SUMS = 'AnnealMaskCountSums';
const width = sumsPerClass.length;

/** Pixels that a workgroup of 64 threads counts, unless there would be too many chunks for the second pass. */
const CHUNK = 4096;
const MAX_CHUNKS = 32;

const foregroundOf = (outputs: number) => Math.max(1, outputs - 1);
const columnsOf = (foreground: number) => 2 + 3 * foreground;

function chunksOf(logits: readonly number[]) {
  const [batch = 1, height = 1, rowPixels = 1, outputs = 1] = logits;
  const pixels = height * rowPixels;
  const chunk = Math.max(CHUNK, Math.ceil(pixels / MAX_CHUNKS));
  return { batch, pixels, outputs, chunk, chunks: Math.ceil(pixels / chunk) };
}

/** → [batch, chunks, columns]. */
registerGpuKernel(COUNTS, ['logits', 'labels'], ([logits = []]) => {
  const { batch, pixels, outputs, chunk, chunks } = chunksOf(logits);
  const columns = columnsOf(foregroundOf(outputs));
  const guess =
    outputs === 1
      ? 'let guess = select(0, 1, logits[pixel] >= 0.0);'
      : `
    var guess = 0;
    for (var c = 1; c < ${outputs}; c++) {
      if (logits[pixel * ${outputs} + c] > logits[pixel * ${outputs} + guess]) { guess = c; }
    }`;
  return {
    outputShape: [batch, chunks, columns],
    key: `${batch}_${pixels}_${outputs}`,
    workgroups: batch * chunks,
    declarations: `var<workgroup> counts: array<atomic<u32>, ${columns}>;`,
    // Workgroup memory starts at zero. Each thread counts for itself first: atomics on one word wait for each other.
    body: `
  let group = index / 64;
  let first = (group % ${chunks}) * ${chunk};
  let image = (group / ${chunks}) * ${pixels};
  var own: array<u32, ${columns}>;
  for (var i = first + i32(localIndex); i < min(first + ${chunk}, ${pixels}); i += 64) {
    let pixel = image + i;
    let truth = labels[pixel];
    if (truth == ${IGNORED}) { continue; }
    own[${columns - 1}]++;
    ${guess}
    if (guess == truth) { own[0]++; }
    if (guess > 0) { own[3 * guess - 1]++; }
    if (truth > 0 && truth <= ${foregroundOf(outputs)}) {
      own[3 * truth]++;
      if (guess == truth) { own[3 * truth - 2]++; }
    }
  }
  for (var column = 0; column < ${columns}; column++) {
    if (own[column] > 0) { atomicAdd(&counts[column], own[column]); }
  }
  workgroupBarrier();
  for (var column = i32(localIndex); column < ${columns}; column += 64) {
    result[group * ${columns} + column] = f32(atomicLoad(&counts[column]));
  }`,
  };
});

// One chunk an image: chunks are what WebGPU needs threads for.
registerHostKernel(
  COUNTS,
  ['logits', 'labels'],
  ([logits = []]) => [logits[0] ?? 1, 1, columnsOf(foregroundOf(logits[3] ?? 1))],
  (out, [logits, labels], [shape]) => {
    const { pixels, outputs } = chunksOf(shape!);
    const foreground = foregroundOf(outputs);
    const columns = columnsOf(foreground);
    out.fill(0);
    for (let pixel = 0; pixel < labels!.length; pixel++) {
      const start = Math.floor(pixel / pixels) * columns;
      const truth = labels![pixel]!;
      if (truth === IGNORED) continue;
      out[start + columns - 1]! += 1;
      const guess = guessOf(logits!, pixel, outputs);
      if (guess === truth) out[start]! += 1;
      if (guess > 0) out[start + 3 * guess - 1]! += 1;
      if (truth > 0 && truth <= foreground) {
        out[start + 3 * truth]! += 1;
        if (guess === truth) out[start + 3 * truth - 2]! += 1;
      }
    }
  },
);

function guessOf(logits: Float32Array | Int32Array, pixel: number, outputs: number): number {
  if (outputs === 1) return logits[pixel]! >= 0 ? 1 : 0;
  const start = pixel * outputs;
  let guess = 0;
  for (let c = 1; c < outputs; c++) if (logits[start + c]! > logits[start + guess]!) guess = c;
  return guess;
}

const outputShape = ([counts = [], components = []]: number[][]) => {
  const foreground = ((counts[2] ?? 2) - 2) / 3;
  return [2 + (components[1] ?? 0) + 1 + width * foreground];
};

registerGpuKernel(SUMS, ['counts', 'components', 'losses'], ([counts = [], components = []]) => {
  const [batch = 1, chunks = 1, columns = 1] = counts;
  const parts = components[1] ?? 0;
  return {
    outputShape: outputShape([counts, components]),
    key: `${batch}_${chunks}_${columns}_${parts}`,
    declarations: `
fn ratio(part: f32, whole: f32) -> f32 {
  // Divided by one rather than zero, since both arms are computed.
  return select(part / max(whole, 1.0), 1.0, whole == 0.0);
}
fn count(image: i32, column: i32) -> f32 {
  var sum = 0.0;
  for (var chunk = 0; chunk < ${chunks}; chunk++) { sum += counts[(image * ${chunks} + chunk) * ${columns} + column]; }
  return sum;
}`,
    body: `
  if (index >= uniforms.size) { return; }
  if (index == 0) { result[0] = ${batch}.0; return; }
  var sum = 0.0;
  for (var image = 0; image < ${batch}; image++) {
    if (index == 1) { sum += losses[image]; continue; }
    if (index < ${2 + parts}) { sum += components[image * ${parts} + index - 2]; continue; }
    if (index == ${2 + parts}) { sum += count(image, 0); continue; }
    let column = 1 + 3 * ((index - ${3 + parts}) / ${width});
    let hits = count(image, column);
    let alarms = count(image, column + 1) - hits;
    let misses = count(image, column + 2) - hits;
    let rest = count(image, ${columns - 1}) - hits - alarms - misses;
    switch (index - ${3 + parts}) % ${width} {
      case 0: { sum += hits; }
      case 1: { sum += alarms; }
      case 2: { sum += misses; }
      case 3: { sum += rest; }
      case 4: { sum += ratio(2.0 * hits, 2.0 * hits + alarms + misses); }
      case 5: { sum += ratio(hits, hits + alarms + misses); }
      case 6: { sum += ratio(hits, hits + misses); }
      case 7: { sum += ratio(rest, rest + alarms); }
      case 8: { sum += ratio(hits, hits + alarms); }
      // Distances are measured on the host.
      default: {}
    }
  }
  result[index] = sum;`,
  };
});

registerHostKernel(
  SUMS,
  ['counts', 'components', 'losses'],
  outputShape,
  (out, [counts, components, losses], [shape, componentShape]) => {
    const [batch = 1, , columns = 1] = shape!;
    const parts = componentShape![1] ?? 0;
    // In float64: one batch may be the whole of a split.
    const sums = new Float64Array(out.length);
    sums[0] = batch;
    for (let image = 0; image < batch; image++) {
      sums[1]! += losses![image]!;
      for (let part = 0; part < parts; part++) sums[2 + part]! += components![image * parts + part]!;
      sums[2 + parts]! += counts![image * columns]!;
      const pixels = counts![(image + 1) * columns - 1]!;
      for (let column = 1; column < columns - 1; column += 3) {
        const [tp = 0, predicted = 0, truth = 0] = counts!.subarray(image * columns + column);
        const [fp, fn] = [predicted - tp, truth - tp];
        const tn = pixels - tp - fp - fn;
        const scores = overlapScores({ tp, fp, fn, tn });
        const start = 3 + parts + width * ((column - 1) / 3);
        [tp, fp, fn, tn, ...overlapNames.map((name) => scores[name])].forEach((value, i) => {
          sums[start + i]! += value;
        });
      }
    }
    out.set(sums);
  },
);

/**
 * A pixel is foreground where its logit is not below zero (probability at least 0.5), with several classes the first of
 * the largest. Labels beyond the classes count as none of them,
 * `IGNORED` ones nowhere.
 * @param logits float32 [b, h, w, K]; K = 1 for background and foreground, else the number of classes.
 * @param labels int32 [b, h, w]: class indices, 0 = background.
 * @param components float32 [b, n]: parts of the loss of each image.
 * @param losses float32 [b]: the loss of each image.
 * @returns float32 [3 + n + 11·F]: batch, Σ losses, Σ components, pixels with the right class, then `sumsPerClass` of
 *   each of F foreground classes. No gradient.
 */
export function maskCountSums(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  components: tf.Tensor2D,
  losses: tf.Tensor1D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const counts = tf.engine().runKernel(COUNTS, { logits, labels }) as tf.Tensor3D;
    return tf.engine().runKernel(SUMS, { counts, components, losses }) as tf.Tensor1D;
  });
}
