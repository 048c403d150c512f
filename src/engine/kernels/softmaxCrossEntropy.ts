/**
 * Softmax cross-entropy of every sample from logits z and its class y, in one pass over its row:
 * L = −Σ_c q_c w_c log p_c with p = softmax(z), q_c = (1 − ε)·[c = y] + ε/classes and class weights w, which is
 * Σ_c q_c w_c · (log Σ_k e^{z_k − m} − (z_c − m)) with m = max z. ∂L/∂z_c = p_c·Σ_k q_k w_k − q_c w_c.
 * PyTorch: cross_entropy with weight and label_smoothing. First-order gradient only.
 */
import * as tf from '@tensorflow/tfjs';
import { type GpuProgram, registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';

interface Attributes {
  /** ε. */
  smoothing: number;
}

type Values = Float32Array | Int32Array;

interface Row {
  /** Largest logit, log Σ e^{z − max}, and Σ q·w. */
  max: number;
  logSum: number;
  mass: number;
  loss: number;
}

/** q_c·w_c. */
type Target = (c: number) => number;

function targetOf(
  labels: Values,
  row: number,
  weights: Values | undefined,
  classes: number,
  { smoothing }: Attributes,
): Target {
  const label = labels[row]!;
  return (c) => ((c === label ? 1 - smoothing : 0) + smoothing / classes) * (weights ? weights[c]! : 1);
}

function rowOf(logits: Values, start: number, classes: number, target: Target): Row {
  let max = logits[start]!;
  for (let c = 1; c < classes; c++) max = Math.max(max, logits[start + c]!);
  let sum = 0;
  let mass = 0;
  let product = 0;
  for (let c = 0; c < classes; c++) {
    const z = logits[start + c]! - max;
    sum += Math.exp(z);
    mass += target(c);
    product += target(c) * z;
  }
  const logSum = Math.log(sum);
  return { max, logSum, mass, loss: mass * logSum - product };
}

/** Rows longer than this are shared by the 64 threads of a workgroup; shorter ones have a thread each. */
const LONG = 64;

/** `sumOver` and `maxOver` what the threads of a row have found; one thread adds, in order. */
const sharedRow = /* wgsl */ `
var<workgroup> parts: array<f32, 64>;
fn share(part: f32) {
  workgroupBarrier();
  parts[localIndex] = part;
  workgroupBarrier();
}
fn sumOver(part: f32) -> f32 {
  share(part);
  var sum = 0.0;
  for (var i = 0; i < 64; i++) { sum += parts[i]; }
  return sum;
}
fn maxOver(part: f32) -> f32 {
  share(part);
  var top = parts[0];
  for (var i = 1; i < 64; i++) { top = max(top, parts[i]); }
  return top;
}`;
const ownRow = /* wgsl */ `
fn sumOver(part: f32) -> f32 { return part; }
fn maxOver(part: f32) -> f32 { return part; }`;

/**
 * @param store statements that see `row`, `start`, `top` = max z, `logSum`, `mass` = Σ q·w, `product` = Σ q·w·(z − top),
 *   the thread's first class `lane`, and q_c·w_c as `target`; classes are `lanes` apart.
 */
function rowProgram(
  logits: number[],
  { smoothing }: Attributes,
  weighted: boolean,
  outputShape: number[],
  store: (classes: number, lanes: number, target: string) => string,
): GpuProgram {
  const [rows = 0, classes = 0] = logits;
  const lanes = classes > LONG ? 64 : 1;
  const share = `select(f32(${smoothing / classes}), f32(${1 - smoothing + smoothing / classes}), c == label)`;
  const target = weighted ? `${share} * classWeights[c]` : share;
  return {
    outputShape,
    key: `${classes}_${rows}_${smoothing}_${weighted}`,
    fixedShapes: true,
    workgroups: Math.ceil((rows * lanes) / 64),
    declarations: lanes > 1 ? sharedRow : ownRow,
    body: `
  let row = index / ${lanes};
  let lane = index % ${lanes};
  let label = labels[row];
  let start = row * ${classes};
  var most = logits[start + lane];
  for (var c = lane; c < ${classes}; c += ${lanes}) { most = max(most, logits[start + c]); }
  let top = maxOver(most);
  var exponentials = 0.0;
  var targets = 0.0;
  var products = 0.0;
  for (var c = lane; c < ${classes}; c += ${lanes}) {
    let z = logits[start + c] - top;
    let part = ${target};
    exponentials += exp(z);
    targets += part;
    products += part * z;
  }
  let logSum = log(sumOver(exponentials));
  let mass = sumOver(targets);
  let product = sumOver(products);
  // The last workgroups may lie beyond the rows; no thread returns before the barriers.
  if (row < ${rows}) { ${store(classes, lanes, target)} }`,
  };
}

/** Kernels take their inputs by name and cannot do without one: one pair with class weights, one without. */
function register(weighted: boolean): (inputs: tf.NamedTensorMap, attributes: Attributes) => tf.Tensor1D {
  const forward = weighted ? 'AnnealWeightedSoftmaxCrossEntropy' : 'AnnealSoftmaxCrossEntropy';
  const backward = `${forward}Gradient`;
  const optional = weighted ? ['classWeights'] : [];
  const names = ['logits', 'labels', ...optional];

  registerHostKernel<Attributes>(
    forward,
    names,
    ([logits = []]) => [logits[0] ?? 0],
    (out, [logits, labels, weights], [shape], attributes) => {
      const classes = shape![1]!;
      for (let row = 0; row < out.length; row++) {
        const target = targetOf(labels!, row, weights, classes, attributes);
        out[row] = rowOf(logits!, row * classes, classes, target).loss;
      }
    },
  );
  registerHostKernel<Attributes>(
    backward,
    ['logits', 'labels', 'dy', ...optional],
    ([logits = []]) => logits,
    (out, [logits, labels, dy, weights], [shape], attributes) => {
      const classes = shape![1]!;
      for (let row = 0; row < dy!.length; row++) {
        const start = row * classes;
        const target = targetOf(labels!, row, weights, classes, attributes);
        const { max, logSum, mass } = rowOf(logits!, start, classes, target);
        for (let c = 0; c < classes; c++) {
          const p = Math.exp(logits![start + c]! - max - logSum);
          out[start + c] = dy![row]! * (p * mass - target(c));
        }
      }
    },
  );
  registerGpuKernel<Attributes>(forward, names, ([logits = []], attributes) =>
    rowProgram(
      logits,
      attributes,
      weighted,
      [logits[0] ?? 0],
      () => 'if (lane == 0) { result[row] = mass * logSum - product; }',
    ),
  );
  registerGpuKernel<Attributes>(
    backward,
    ['logits', 'labels', 'dy', ...optional],
    ([logits = []], attributes) =>
      rowProgram(
        logits,
        attributes,
        weighted,
        logits,
        (classes, lanes, target) => `
  for (var c = lane; c < ${classes}; c += ${lanes}) {
    result[start + c] = dy[row] * (exp(logits[start + c] - top - logSum) * mass - ${target});
  }`,
      ),
  );
  tf.registerGradient({
    kernelName: forward,
    inputsToSave: names,
    gradFunc: (dy, [logits, labels, classWeights], attributes) => ({
      logits: () =>
        tf.engine().runKernel(
          backward,
          {
            logits: logits!,
            labels: labels!,
            dy: dy as tf.Tensor,
            ...(weighted && { classWeights: classWeights! }),
          },
          attributes,
        ) as tf.Tensor,
    }),
  });
  return (inputs, attributes) => tf.engine().runKernel(forward, inputs, { ...attributes }) as tf.Tensor1D;
}

const plain = register(false);
const weighted = register(true);

/**
 * @param logits float32 [samples, classes].
 * @param labels int32 [samples], each in [0, classes); another label has no true class.
 * @param smoothing ε, in [0, 1).
 * @param classWeights float32 [classes], not differentiated, or null for ones.
 * @returns [samples].
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
  classWeights: tf.Tensor1D | null,
): tf.Tensor1D {
  return classWeights
    ? weighted({ logits, labels, classWeights }, { smoothing })
    : plain({ logits, labels }, { smoothing });
}
