/**
 * The Lovász extension of the Jaccard loss: with a row's errors in falling order, e_1 ≥ e_2 ≥ …, and J_k the Jaccard
 * loss of a prediction that is wrong at the first k, it is Σ_k max(e_k, 0)·(J_k − J_{k−1}); J_0 = 0. The weights J_k −
 * J_{k−1} are constant until the order changes, so they are also its slopes.
 */
import * as tf from '@tensorflow/tfjs';
import { runProgram } from '../../../engine/kernels/program/gpuKernel';
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';
import { gridStride } from '../../../engine/kernels/program/wgsl';
import { fallingOrder, paddedLength, sortPairs } from '../../../engine/kernels/reduce/sort';
import { AnnealError } from '../../../protocol/errors';

const WEIGHTS = 'AnnealLovaszWeights';

/** Payloads of the sort are ±(index + 1), exact in float32 up to here. */
const MAX_PIXELS = 2 ** 24;
/** Sorted values that one thread passes. */
const RUN = 64;

registerHostKernel(
  WEIGHTS,
  ['errors', 'truth'],
  ([shape = []]) => shape,
  (out, [errors, truth], [shape]) => {
    const [rows = 0, pixels = 0] = shape!;
    for (let row = 0; row < rows; row++) {
      const start = row * pixels;
      const mask = truth!.subarray(start, start + pixels);
      let inMask = 0;
      for (const t of mask) inMask += t;
      let [found, either] = [0, inMask];
      for (const i of fallingOrder(Float32Array.from(errors!.subarray(start, start + pixels)))) {
        if (mask[i] === 1) {
          out[start + i] = 1 / either;
          found++;
        } else {
          out[start + i] = either === 0 ? 1 : (inMask - found) / (either * (either + 1));
          either++;
        }
      }
    }
  },
);

/** Keys are errors; the payload's sign says whether the pixel is in the mask. Padding sorts last. */
function pairsOf(backend: tf.KernelBackend, errors: tf.TensorInfo, truth: tf.TensorInfo): tf.TensorInfo {
  const [rows = 0, pixels = 0] = errors.shape;
  const length = paddedLength(pixels);
  const { workgroups, loop } = gridStride(rows * length, 'i');
  return runProgram(
    backend,
    'AnnealLovaszPairs',
    [
      ['errors', errors],
      ['truth', truth],
    ],
    {
      outputShape: [rows, length, 2],
      key: `${rows}_${pixels}`,
      workgroups,
      body: `
  ${loop} {
    let at = i % ${length};
    var key = -3.4e38;
    var payload = 0.0;
    if (at < ${pixels}) {
      let pixel = (i / ${length}) * ${pixels} + at;
      key = errors[pixel];
      payload = select(-1.0, 1.0, truth[pixel] == 1.0) * f32(at + 1);
    }
    result[2 * i] = key;
    result[2 * i + 1] = payload;
  }`,
    },
  );
}

/** Pixels of the mask in every run of sorted pairs, [rows, runs]. */
function countRuns(backend: tf.KernelBackend, pairs: tf.TensorInfo): tf.TensorInfo {
  const [rows = 0, length = 0] = pairs.shape;
  const run = Math.min(RUN, length);
  const outputShape = [rows, length / run];
  return runProgram(backend, 'AnnealLovaszRuns', [['pairs', pairs]], {
    outputShape,
    key: `${rows}_${length}`,
    body: `
  if (index >= uniforms.size) { return; }
  var count = 0.0;
  for (var i = 0; i < ${run}; i++) { count += select(0.0, 1.0, pairs[2 * (index * ${run} + i) + 1] > 0.0); }
  result[index] = count;`,
  });
}

/** A thread passes its run in order and writes each weight to the pixel that it belongs to. */
function weightsOf(
  backend: tf.KernelBackend,
  pairs: tf.TensorInfo,
  counts: tf.TensorInfo,
  pixels: number,
): tf.TensorInfo {
  const [rows = 0, runs = 0] = counts.shape;
  const run = pairs.shape[1]! / runs;
  const named = [['pairs', pairs] as const, ['counts', counts] as const];
  return runProgram(backend, 'AnnealLovaszWeights', named, {
    outputShape: [rows, pixels],
    key: `${rows}_${runs}_${run}_${pixels}`,
    workgroups: Math.ceil((rows * runs) / 64),
    body: `
  if (index >= ${rows * runs}) { return; }
  let row = index / ${runs};
  var found = 0.0;
  var inMask = 0.0;
  for (var i = row * ${runs}; i < (row + 1) * ${runs}; i++) {
    found += select(0.0, counts[i], i < index);
    inMask += counts[i];
  }
  var others = f32((index % ${runs}) * ${run}) - found;
  for (var i = index * ${run}; i < (index + 1) * ${run}; i++) {
    let payload = pairs[2 * i + 1];
    if (payload == 0.0) { return; }
    let at = row * ${pixels} + i32(abs(payload)) - 1;
    let either = inMask + others;
    if (payload > 0.0) {
      result[at] = 1.0 / either;
      found += 1.0;
    } else {
      result[at] = select((inMask - found) / (either * (either + 1.0)), 1.0, either == 0.0);
      others += 1.0;
    }
  }`,
  });
}

tf.registerKernel({
  kernelName: WEIGHTS,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const { errors, truth } = inputs as Record<'errors' | 'truth', tf.TensorInfo>;
    const kernelBackend = backend as tf.KernelBackend;
    const sorted = sortPairs(kernelBackend, pairsOf(kernelBackend, errors, truth));
    const counts = countRuns(kernelBackend, sorted);
    const weights = weightsOf(kernelBackend, sorted, counts, errors.shape[1]!);
    for (const { dataId } of [sorted, counts]) kernelBackend.disposeData(dataId);
    return weights;
  },
});

type Save = (tensors: tf.Tensor[]) => void;

/**
 * They are taken in closed form, since the difference of float32 values of J keeps few digits: with G pixels in the
 * mask, F of them and N others before k, a pixel of the mask has 1/(G + N), another one (G − F)/((G + N)(G + N + 1)),
 * or 1 where G + N is 0.
 * @param errors float32 [rows, pixels] @param truth float32 [rows, pixels], 0 or 1; gets no gradient
 * @returns [rows], with a first-order gradient for the errors; none flows where an error is not above 0.
 * @throws config-invalid for rows of more than 2^24 pixels.
 */
export function lovaszExtension(errors: tf.Tensor2D, truth: tf.Tensor2D): tf.Tensor1D {
  if (errors.shape[1] > MAX_PIXELS) {
    throw new AnnealError('config-invalid', 'The Lovász loss sorts at most 2^24 pixels of an image.', {
      place: 'loss.lovasz.weight',
      received: `${errors.shape[1]} pixels`,
      remedy: 'Train on smaller crops, or give this part the weight 0.',
    });
  }
  const operation = tf.customGrad((...args) => {
    const [e, save] = args as [tf.Tensor, Save];
    const weights = tf.engine().runKernel(WEIGHTS, { errors: e, truth }) as tf.Tensor;
    const slopes = tf.mul(weights, tf.step(e));
    save([slopes]);
    return {
      value: tf.sum(tf.mul(weights, tf.relu(e)), 1),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [tf.mul(saved[0]!, tf.expandDims(dy, 1))],
    };
  });
  return operation(errors) as tf.Tensor1D;
}
