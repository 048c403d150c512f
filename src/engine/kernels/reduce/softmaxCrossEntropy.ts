/**
 * Softmax cross-entropy of every sample from logits z and its class y, in one pass over its row: L = −Σ_c q_c w_c log
 * p_c with p = softmax(z), q_c = (1 − ε)·[c = y] + ε/classes and class weights w, which is Σ_c q_c w_c · (log Σ_k
 * e^{z_k − m} − (z_c − m)) with m = max z. ∂L/∂z_c = p_c·Σ_k q_k w_k − q_c w_c.
 */
import * as tf from '@tensorflow/tfjs';
import { detached } from '../../tfjs/tape';
import { type GpuProgram, registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { quotient, remainder } from '../program/wgsl';
import { type Attributes, rowOf, SCORES, scoresOf, targetOf } from './softmaxRow';

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

/**
 * @param store statements that see `row`, `start`, `label`, `top` = max z, `logSum`, `mass` = Σ q·w, `product` = Σ q·w·(z − top),
 *   `before`, the classes before the label with the largest logit, the thread's first class `lane`, and q_c·w_c as
 *   `target`; classes are `lanes` apart.
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
  const shared = lanes > 1;
  const over = (all: 'sumOver' | 'maxOver', part: string) => (shared ? `${all}(${part})` : part);
  const share = `select(f32(${smoothing / classes}), f32(${1 - smoothing + smoothing / classes}), c == label)`;
  const target = weighted ? `${share} * classWeights[c]` : share;
  return {
    outputShape,
    key: `${classes}_${rows}_${smoothing}_${weighted}`,
    fixedShapes: true,
    workgroups: Math.ceil((rows * lanes) / 64),
    declarations: shared ? sharedRow : '',
    body: `
  let row = ${quotient('index', lanes)};
  let lane = ${remainder('index', lanes)};
  let label = labels[row];
  let start = row * ${classes};
  var most = logits[start + lane];
  for (var c = lane; c < ${classes}; c += ${lanes}) { most = max(most, logits[start + c]); }
  let top = ${over('maxOver', 'most')};
  var exponentials = 0.0;
  var targets = 0.0;
  var products = 0.0;
  var larger = 0.0;
  for (var c = lane; c < ${classes}; c += ${lanes}) {
    let z = logits[start + c] - top;
    let part = ${target};
    exponentials += exp(z);
    targets += part;
    products += part * z;
    larger += select(0.0, 1.0, c < label && z == 0.0);
  }
  let logSum = log(${over('sumOver', 'exponentials')});
  let mass = ${over('sumOver', 'targets')};
  let product = ${over('sumOver', 'products')};
  let before = ${over('sumOver', 'larger')};
  // The last workgroups may lie beyond the rows; no thread returns before the barriers.
  if (row < ${rows}) { ${store(classes, lanes, target)} }`,
  };
}

/** Stores the loss and the scores of a row, as `scoresOf` has them. */
function scoreWgsl(classes: number, weighted: boolean): string {
  return `
  if (lane > 0) { return; }
  let loss = mass * logSum - product;
  result[row] = loss;
  let known = label >= 0 && label < ${classes};
  let own = clamp(label, 0, ${classes - 1});
  let z = logits[start + own] - top;
  let at = row * ${SCORES};
  scores[at] = 1.0;
  scores[at + 1] = loss;
  scores[at + 2] = ${weighted ? 'select(0.0, classWeights[own], known)' : '1.0'};
  scores[at + 3] = select(0.0, 1.0, known && z == 0.0 && before == 0.0);
  scores[at + 4] = select(0.0, logSum - z, known);`;
}

/** Kernels take their inputs by name and cannot do without one: one pair with class weights, one without. */
function register(weighted: boolean): (inputs: tf.NamedTensorMap, attributes: Attributes) => tf.Tensor[] {
  const forward = weighted ? 'AnnealWeightedSoftmaxCrossEntropy' : 'AnnealSoftmaxCrossEntropy';
  const backward = `${forward}Gradient`;
  const optional = weighted ? ['classWeights'] : [];
  const names = ['logits', 'labels', ...optional];

  registerHostOutputs<Attributes>(
    forward,
    names,
    ([logits = []]) => [[logits[0] ?? 0], [logits[0] ?? 0, SCORES]],
    ([losses, scores], [logits, labels, weights], [shape], attributes) => {
      const classes = shape![1]!;
      for (let row = 0; row < losses!.length; row++) {
        const start = row * classes;
        const target = targetOf(labels!, row, weights, classes, attributes);
        const found = rowOf(logits!, start, classes, target);
        losses![row] = found.loss;
        scores!.set(scoresOf(logits!, start, classes, labels![row]!, weights, found), row * SCORES);
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
  registerGpuKernel<Attributes>(forward, names, ([logits = []], attributes) => ({
    ...rowProgram(logits, attributes, weighted, [logits[0] ?? 0], (classes) => scoreWgsl(classes, weighted)),
    moreOutputs: [{ name: 'scores', shape: [logits[0] ?? 0, SCORES], components: 1 }],
  }));
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
    gradFunc: (dys, [logits, labels, classWeights], attributes) => ({
      logits: () =>
        tf.engine().runKernel(
          backward,
          {
            logits: logits!,
            labels: labels!,
            dy: (dys as tf.Tensor[])[0]!,
            ...(weighted && { classWeights: classWeights! }),
          },
          attributes,
        ) as tf.Tensor,
    }),
  });
  return (inputs, attributes) => tf.engine().runKernel(forward, inputs, { ...attributes }) as tf.Tensor[];
}

const plain = register(false);
const weighted = register(true);

/**
 * PyTorch: cross_entropy with weight and label_smoothing. First-order gradient only. The same pass scores the sample.
 * @param logits float32 [samples, classes].
 * @param labels int32 [samples], each in [0, classes); another label has no true class.
 * @param smoothing ε, in [0, 1).
 * @param classWeights float32 [classes], not differentiated, or null for ones.
 * @returns values [samples], and scores [samples, 5] without a gradient: 1, the value, the weight of the sample's class,
 *   1 where the class is predicted, and −log p_y, neither weighted nor smoothed.
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
  classWeights: tf.Tensor1D | null,
): { values: tf.Tensor1D; scores: tf.Tensor2D } {
  const [values, scores] = classWeights
    ? weighted({ logits, labels, classWeights }, { smoothing })
    : plain({ logits, labels }, { smoothing });
  return { values: values as tf.Tensor1D, scores: detached(scores as tf.Tensor2D) };
}
