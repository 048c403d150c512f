/**
 * What metrics want of the points and of the atoms of each molecule, in one pass over them: sums, then largest values. No
 * gradients: nothing of this is in a loss. Rows of a molecule lie side by side, and padding after all of them.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../../../engine/kernels/program/gpuKernel';
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';

const POINTS = 'AnnealMoleculePoints';
const ATOMS = 'AnnealMoleculeAtoms';

/**
 * Of predictions p and references t of points with shares s: Σ s·|p − t|, Σ s·(p − t)², Σ s·(p − t), Σ s·p, Σ s·p², Σ s·t,
 * Σ s·t², and √ of the second.
 */
export const pointSums = [
  ...['esp_abs', 'esp_square', 'esp_error', 'esp_pred', 'esp_pred_square', 'esp_target', 'esp_target_square'],
  'esp_rmse',
] as const;
/** Of points with a share: the largest p, and the largest −p. */
export const pointMaxima = ['esp_max', 'esp_negative_max'] as const;
/** Of charges q and references t of atoms: Σ |q − t|, Σ (q − t)², both zero without a reference; Σ q, Σ q². */
export const atomSums = ['mono_abs', 'mono_square', 'mono_sum', 'mono_sum_square'] as const;
/** The largest q, and the largest −q. */
export const atomMaxima = ['mono_max', 'mono_negative_max'] as const;

/** In place of a largest value where there is none. */
const NOTHING = -1e30;

const POINT_COLUMNS = pointSums.length + pointMaxima.length;
const ATOM_COLUMNS = atomSums.length + atomMaxima.length;

registerHostKernel(
  POINTS,
  ['predicted', 'reference', 'shares', 'offsets'],
  ([, , , offsets = []]) => [offsets[0]! - 1, POINT_COLUMNS],
  (out, [predicted, reference, shares, offsets]) => {
    out.fill(0);
    for (let molecule = 0; molecule + 1 < offsets!.length; molecule++) {
      const sums = new Array<number>(pointSums.length).fill(0);
      let [most, least] = [NOTHING, NOTHING];
      for (let point = offsets![molecule]!; point < offsets![molecule + 1]!; point++) {
        const [p, t, s] = [predicted![point]!, reference![point]!, shares![point]!];
        const error = p - t;
        sums[0]! += s * Math.abs(error);
        sums[1]! += s * error * error;
        sums[2]! += s * error;
        sums[3]! += s * p;
        sums[4]! += s * p * p;
        sums[5]! += s * t;
        sums[6]! += s * t * t;
        if (s > 0) [most, least] = [Math.max(most, p), Math.max(least, -p)];
      }
      sums[7] = Math.sqrt(sums[1]!);
      out.set([...sums, most, least], molecule * POINT_COLUMNS);
    }
  },
);

registerHostKernel(
  ATOMS,
  ['charges', 'reference', 'known', 'offsets'],
  ([, , , offsets = []]) => [offsets[0]! - 1, ATOM_COLUMNS],
  (out, [charges, reference, known, offsets]) => {
    for (let molecule = 0; molecule + 1 < offsets!.length; molecule++) {
      let [absolute, square, sum, sumSquare, most, least] = [0, 0, 0, 0, NOTHING, NOTHING];
      for (let atom = offsets![molecule]!; atom < offsets![molecule + 1]!; atom++) {
        const q = charges![atom]!;
        const error = known![molecule]! * (q - reference![atom]!);
        absolute += Math.abs(error);
        square += error * error;
        sum += q;
        sumSquare += q * q;
        [most, least] = [Math.max(most, q), Math.max(least, -q)];
      }
      out.set([absolute, square, sum, sumSquare, most, least], molecule * ATOM_COLUMNS);
    }
  },
);

/** The points of a molecule are shared among so many threads: few, since software adapters take long for each at a barrier. */
const THREADS = 16;

registerGpuKernel(POINTS, ['predicted', 'reference', 'shares', 'offsets'], ([, , , offsets = []]) => ({
  outputShape: [offsets[0]! - 1, POINT_COLUMNS],
  key: '',
  threads: THREADS,
  workgroups: offsets[0]! - 1,
  declarations: `
var<workgroup> partsA: array<vec4f, ${THREADS}>;
var<workgroup> partsB: array<vec3f, ${THREADS}>;
var<workgroup> extremes: array<vec2f, ${THREADS}>;`,
  body: `
  let lane = i32(localIndex);
  var a = vec4f();
  var b = vec3f();
  var most = vec2f(${NOTHING});
  for (var point = offsets[workgroup] + lane; point < offsets[workgroup + 1]; point += ${THREADS}) {
    let p = predicted[point];
    let t = reference[point];
    let s = shares[point];
    let error = p - t;
    a += s * vec4f(abs(error), error * error, error, p);
    b += s * vec3f(p * p, t, t * t);
    if (s > 0.0) { most = max(most, vec2f(p, -p)); }
  }
  partsA[lane] = a;
  partsB[lane] = b;
  extremes[lane] = most;
  workgroupBarrier();
  if (lane == 0) {
    for (var i = 1; i < ${THREADS}; i++) {
      a += partsA[i];
      b += partsB[i];
      most = max(most, extremes[i]);
    }
    let all = array<f32, ${POINT_COLUMNS}>(a.x, a.y, a.z, a.w, b.x, b.y, b.z, sqrt(a.y), most.x, most.y);
    for (var i = 0; i < ${POINT_COLUMNS}; i++) { result[workgroup * ${POINT_COLUMNS} + i] = all[i]; }
  }`,
}));

registerGpuKernel(ATOMS, ['charges', 'reference', 'known', 'offsets'], ([, , , offsets = []]) => ({
  outputShape: [offsets[0]! - 1, ATOM_COLUMNS],
  key: '',
  workgroups: Math.ceil((offsets[0]! - 1) / 64),
  body: `
  if (index >= uniforms.size / ${ATOM_COLUMNS}) { return; }
  var a = vec4f();
  var most = vec2f(${NOTHING});
  for (var atom = offsets[index]; atom < offsets[index + 1]; atom++) {
    let q = charges[atom];
    let error = known[index] * (q - reference[atom]);
    a += vec4f(abs(error), error * error, q, q * q);
    most = max(most, vec2f(q, -q));
  }
  let all = array<f32, ${ATOM_COLUMNS}>(a.x, a.y, a.z, a.w, most.x, most.y);
  for (var i = 0; i < ${ATOM_COLUMNS}; i++) { result[index * ${ATOM_COLUMNS} + i] = all[i]; }`,
}));

/**
 * @param predicted [points] @param reference [points] @param shares of the points, [points]
 * @param offsets int32 [molecules + 1]: the points of a molecule are those from its offset up to the next.
 * @returns [molecules, `pointSums` and `pointMaxima`]
 */
export function tallyPoints(
  predicted: tf.Tensor1D,
  reference: tf.Tensor1D,
  shares: tf.Tensor1D,
  offsets: tf.Tensor1D,
): tf.Tensor2D {
  return tf.engine().runKernel(POINTS, { predicted, reference, shares, offsets }) as tf.Tensor2D;
}

/**
 * @param charges [atoms] @param reference [atoms] @param known of each molecule, 1 where it has references, else 0.
 * @param offsets int32 [molecules + 1], as for the points.
 * @returns [molecules, `atomSums` and `atomMaxima`]
 */
export function tallyAtoms(
  charges: tf.Tensor1D,
  reference: tf.Tensor1D,
  known: tf.Tensor1D,
  offsets: tf.Tensor1D,
): tf.Tensor2D {
  return tf.engine().runKernel(ATOMS, { charges, reference, known, offsets }) as tf.Tensor2D;
}
