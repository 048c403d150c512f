/** Softmax cross-entropy of one row of logits in plain arithmetic, for WASM and CPU; its WGSL twin is in `softmaxCrossEntropy.ts`. */

export interface Attributes {
  /** ε. */
  smoothing: number;
}

/** What a sample adds to the sums of a batch: 1, its loss, the weight of its class, [z is largest at y], −log p_y. */
export const SCORES = 5;

export type Values = Float32Array | Int32Array;

interface Row {
  /** Largest logit, log Σ e^{z − max}, and Σ q·w. */
  max: number;
  logSum: number;
  mass: number;
  loss: number;
}

/** q_c·w_c. */
type Target = (c: number) => number;

export function targetOf(
  labels: Values,
  row: number,
  weights: Values | undefined,
  classes: number,
  { smoothing }: Attributes,
): Target {
  const label = labels[row]!;
  return (c) => ((c === label ? 1 - smoothing : 0) + smoothing / classes) * (weights ? weights[c]! : 1);
}

export function rowOf(logits: Values, start: number, classes: number, target: Target): Row {
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

/** Of equal logits the first one is the largest. A label outside of the classes has no weight of its own, and is wrong. */
export function scoresOf(
  logits: Values,
  start: number,
  classes: number,
  label: number,
  weights: Values | undefined,
  { max, logSum, loss }: Row,
): number[] {
  if (label < 0 || label >= classes) return [1, loss, weights ? 0 : 1, 0, 0];
  const z = logits[start + label]!;
  const first = logits.subarray(start, start + classes).indexOf(max);
  return [1, loss, weights ? weights[label]! : 1, first === label ? 1 : 0, logSum - (z - max)];
}
