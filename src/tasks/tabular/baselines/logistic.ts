/**
 * Multinomial logistic regression with an L2 penalty, in float64, by L-BFGS (Nocedal and Wright, Numerical Optimization,
 * algorithm 7.5). The loss is Σ log loss + ½ λ Σ w², biases free, as scikit-learn has it with C = 1/λ.
 */
import { applyLinear, type LinearMap, softmaxInPlace } from './linearMap';

export interface LabelledRows {
  /** [rows × inputs], standardised. */
  inputs: Float32Array;
  /** Class indices. */
  labels: ArrayLike<number>;
  /** Which of them count. */
  rows: Uint32Array;
}

const MEMORY = 10;

/**
 * @param start where to begin, such as the solution of a neighbouring λ.
 * @param steps at most so many iterations.
 */
export function fitLogistic(
  data: LabelledRows,
  [inputs, classes]: [number, number],
  penalty: number,
  start: LinearMap | null = null,
  steps = 500,
): LinearMap {
  const count = inputs * classes;
  const point = new Float64Array(count + classes);
  if (start) point.set([...start.kernel, ...start.bias]);
  const measure = (at: Float64Array) => lossAndGradient(data, inputs, classes, penalty, at);
  const found = minimise(measure, point, steps, 1e-6 * data.rows.length ** 0.5);
  return { kernel: [...found.subarray(0, count)], bias: [...found.subarray(count)] };
}

/** Mean log loss of rows. */
export function logLoss(map: LinearMap, { inputs, labels, rows }: LabelledRows): number {
  const classes = map.bias.length;
  const width = map.kernel.length / classes;
  const scores = new Float64Array(classes);
  let sum = 0;
  for (const row of rows) {
    applyLinear(map, inputs, row * width, scores, 0);
    softmaxInPlace(scores, 0, classes);
    sum -= Math.log(Math.max(scores[labels[row]!]!, 1e-300));
  }
  return sum / rows.length;
}

interface Measured {
  loss: number;
  gradient: Float64Array;
}

function lossAndGradient(
  { inputs: values, labels, rows }: LabelledRows,
  inputs: number,
  classes: number,
  penalty: number,
  point: Float64Array,
): Measured {
  const gradient = new Float64Array(point.length);
  const scores = new Float64Array(classes);
  const biases = inputs * classes;
  let loss = 0;
  for (let k = 0; k < biases; k++) {
    loss += (penalty / 2) * point[k]! ** 2;
    gradient[k] = penalty * point[k]!;
  }
  for (const row of rows) {
    const at = row * inputs;
    for (let c = 0; c < classes; c++) scores[c] = point[biases + c]!;
    for (let i = 0, k = 0; i < inputs; i++, k += classes) {
      const value = values[at + i]!;
      for (let c = 0; c < classes; c++) scores[c]! += value * point[k + c]!;
    }
    softmaxInPlace(scores, 0, classes);
    const label = labels[row]!;
    loss -= Math.log(Math.max(scores[label]!, 1e-300));
    scores[label]! -= 1;
    for (let c = 0; c < classes; c++) gradient[biases + c]! += scores[c]!;
    for (let i = 0, k = 0; i < inputs; i++, k += classes) {
      const value = values[at + i]!;
      for (let c = 0; c < classes; c++) gradient[k + c]! += value * scores[c]!;
    }
  }
  return { loss, gradient };
}

/** From `start` until no component of the gradient is larger than `tolerance`. */
function minimise(
  measure: (at: Float64Array) => Measured,
  start: Float64Array,
  steps: number,
  tolerance: number,
): Float64Array {
  let at = start;
  let here = measure(at);
  const pairs: { moved: Float64Array; changed: Float64Array; product: number }[] = [];
  for (let step = 0; step < steps; step++) {
    if (here.gradient.every((value) => Math.abs(value) <= tolerance)) break;
    const direction = descent(here.gradient, pairs);
    const slope = dot(direction, here.gradient);
    let length = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(here.gradient, here.gradient))) : 1;
    let next = moved(at, direction, length);
    let there = measure(next);
    // Armijo's condition; the loss is convex, so that halving finds it, up to rounding at the bottom.
    for (let halvings = 0; there.loss > here.loss + 1e-4 * length * slope && halvings < 40; halvings++) {
      length /= 2;
      next = moved(at, direction, length);
      there = measure(next);
    }
    if (!(there.loss < here.loss)) break;
    const delta = next.map((value, i) => value - at[i]!);
    const changed = there.gradient.map((value, i) => value - here.gradient[i]!);
    const product = dot(delta, changed);
    if (product > 1e-12 * dot(changed, changed)) pairs.push({ moved: delta, changed, product });
    if (pairs.length > MEMORY) pairs.shift();
    [at, here] = [next, there];
  }
  return at;
}

/** The two loops: −H·gradient. */
function descent(
  gradient: Float64Array,
  pairs: readonly { moved: Float64Array; changed: Float64Array; product: number }[],
): Float64Array {
  const q = gradient.map((value) => -value);
  const factors: number[] = [];
  for (const { moved: delta, changed, product } of pairs.toReversed()) {
    const factor = dot(delta, q) / product;
    factors.unshift(factor);
    for (let i = 0; i < q.length; i++) q[i]! -= factor * changed[i]!;
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.product / dot(last.changed, last.changed);
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  pairs.forEach(({ moved: delta, changed, product }, n) => {
    const factor = factors[n]! - dot(changed, q) / product;
    for (let i = 0; i < q.length; i++) q[i]! += factor * delta[i]!;
  });
  return q;
}

function moved(from: Float64Array, direction: Float64Array, length: number): Float64Array {
  return from.map((value, i) => value + length * direction[i]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
