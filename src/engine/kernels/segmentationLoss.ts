/**
 * The sums that segmentation losses and scores are made of, in one pass over logits z and targets t, with p = σ(z):
 * Dice = (2·Σp·t + s) / (Σp + Σt + s), or with squares below; binary cross-entropy −t·ln p − (1 − t)·ln(1 − p), computed
 * as max(z, 0) − z·t + ln(1 + e^−|z|) so that large logits neither overflow nor lose their gradient (Milletari et al.
 * 2016 for Dice). With G the gradient of the six sums:
 * dz = (G_pt·t + G_p + 2·G_pp·p)·p·(1 − p) + G_bce·(p − t).
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../arrays';
import { type GpuProgram, registerGpuKernel, runProgram } from './gpuKernel';
import { registerHostKernel } from './hostKernel';

/** Columns of the result, in order. */
export const segmentationColumns = ['pt', 'p', 't', 'pp', 'tt', 'bce'] as const;

const COLUMNS = segmentationColumns.length;
const SUMS = 'AnnealSegmentationSums';
const GRADIENT = 'AnnealSegmentationGradient';

const THREADS = 8192;
const MAX_PARTS = 256;

function split([batch = 1, ...rest]: readonly number[]) {
  const values = sizeOf(rest);
  const parts = Math.max(1, Math.min(MAX_PARTS, Math.ceil(THREADS / batch), Math.ceil(values / 8)));
  return { batch, values, parts };
}

const sigmoid = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Inputs `logits`, `targets`; output [batch, parts, 6], or the sums themselves when one part is enough. */
function partsProgram(shape: number[]): GpuProgram {
  const { batch, values, parts } = split(shape);
  return {
    outputShape: parts === 1 ? [batch, COLUMNS] : [batch, parts, COLUMNS],
    key: `${batch}_${values}`,
    workgroups: Math.ceil((batch * parts) / 64),
    // The parts of a sample interleave, so neighbouring threads read neighbouring values.
    body: `
  if (index >= ${batch * parts}) { return; }
  let start = (index / ${parts}) * ${values};
  var sums: array<f32, ${COLUMNS}>;
  for (var i = index % ${parts}; i < ${values}; i += ${parts}) {
    let z = logits[start + i];
    let t = f32(targets[start + i]);
    let small = exp(-abs(z));
    let p = select(small, 1.0, z >= 0.0) / (1.0 + small);
    sums[0] += p * t;
    sums[1] += p;
    sums[2] += t;
    sums[3] += p * p;
    sums[4] += t * t;
    sums[5] += max(z, 0.0) - z * t + log(1.0 + small);
  }
  for (var column = 0; column < ${COLUMNS}; column++) { result[index * ${COLUMNS} + column] = sums[column]; }`,
  };
}

/** Input `parts` [batch, parts, 6]: adds a sample's parts in order. */
function totalProgram(batch: number, parts: number): GpuProgram {
  return {
    outputShape: [batch, COLUMNS],
    key: `${batch}_${parts}`,
    body: `
  if (index >= ${batch * COLUMNS}) { return; }
  var sum = 0.0;
  for (var part = 0; part < ${parts}; part++) {
    sum += parts[(index / ${COLUMNS} * ${parts} + part) * ${COLUMNS} + index % ${COLUMNS}];
  }
  result[index] = sum;`,
  };
}

tf.registerKernel({
  kernelName: SUMS,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const { logits, targets } = inputs as Record<'logits' | 'targets', tf.TensorInfo>;
    const kernelBackend = backend as tf.KernelBackend;
    const { batch, parts } = split(logits!.shape);
    const named = [['logits', logits!] as const, ['targets', targets!] as const];
    const sums = runProgram(kernelBackend, SUMS, named, partsProgram(logits!.shape));
    if (parts === 1) return sums;
    const total = runProgram(kernelBackend, `${SUMS}Total`, [['parts', sums]], totalProgram(batch, parts));
    kernelBackend.disposeData(sums.dataId);
    return total;
  },
});

registerGpuKernel(GRADIENT, ['logits', 'targets', 'dy'], ([shape = []]) => ({
  outputShape: shape,
  key: `${shape}`,
  body: `
  if (index >= uniforms.size) { return; }
  let g = (index / ${split(shape).values}) * ${COLUMNS};
  let z = logits[index];
  let t = f32(targets[index]);
  let small = exp(-abs(z));
  let p = select(small, 1.0, z >= 0.0) / (1.0 + small);
  let slope = small / ((1.0 + small) * (1.0 + small));
  result[index] = (dy[g] * t + dy[g + 1] + 2.0 * dy[g + 3] * p) * slope + dy[g + 5] * (p - t);`,
}));

registerHostKernel(
  SUMS,
  ['logits', 'targets'],
  ([[batch = 1] = []]) => [batch, COLUMNS],
  (out, [logits, targets], [shape]) => {
    const { values } = split(shape!);
    for (let sample = 0; sample * COLUMNS < out.length; sample++) {
      const sums = new Float64Array(COLUMNS);
      for (let i = sample * values; i < (sample + 1) * values; i++) {
        const [z, t] = [logits![i]!, targets![i]!];
        const p = sigmoid(z);
        sums[0]! += p * t;
        sums[1]! += p;
        sums[2]! += t;
        sums[3]! += p * p;
        sums[4]! += t * t;
        sums[5]! += Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z)));
      }
      out.set(sums, sample * COLUMNS);
    }
  },
);

registerHostKernel(
  GRADIENT,
  ['logits', 'targets', 'dy'],
  ([shape = []]) => shape,
  (out, [logits, targets, dy], [shape]) => {
    const { values } = split(shape!);
    for (let i = 0; i < out.length; i++) {
      const g = Math.floor(i / values) * COLUMNS;
      const [z, t] = [logits![i]!, targets![i]!];
      const p = sigmoid(z);
      const slope = p * sigmoid(-z);
      out[i] = (dy![g]! * t + dy![g + 1]! + 2 * dy![g + 3]! * p) * slope + dy![g + 5]! * (p - t);
    }
  },
);

tf.registerGradient({
  kernelName: SUMS,
  inputsToSave: ['logits', 'targets'],
  gradFunc: (dy, [logits, targets]) => ({
    logits: () =>
      tf
        .engine()
        .runKernel(GRADIENT, { logits: logits!, targets: targets!, dy: dy as tf.Tensor }) as tf.Tensor,
  }),
});

/**
 * Σ over each sample: p·t, p, t, p², t² and the binary cross-entropy, as `segmentationColumns` names them.
 * @param logits [batch, ...] @param targets the same shape, 0 to 1; they get no gradient
 * @returns [batch, 6], with a first-order gradient for the logits
 */
export function segmentationSums(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor2D {
  return tf.engine().runKernel(SUMS, { logits, targets }) as tf.Tensor2D;
}
