/**
 * What is measured, without a framework: initial parameters and one batch, as plain arrays. Every contender builds the
 * same model from them. Images are NHWC and kernels HWIO, transposed kernels [height, width, outputs, inputs].
 */
import { randomStream } from '../../src/engine/random';
import type { KernelName } from './kernels/names';

export interface Block {
  shape: number[];
  values: Float32Array<ArrayBuffer>;
}

interface Model {
  /** By dotted name, in the order of the forward pass. */
  parameters: Record<string, Block>;
  /** AdamW on a gradient whose norm is at most `clipNorm`; Adam where absent. */
  update?: { weightDecay: number; clipNorm: number };
}

/** Dense layers `layer0` … with ReLU between them, softmax cross-entropy. */
export interface MlpProblem extends Model {
  kind: 'mlp';
  layers: number;
  /** [batch, inputs]. */
  x: Block;
  labels: Int32Array<ArrayBuffer>;
  classes: number;
}

/** Segmentation of discs: mean sigmoid cross-entropy plus 1 − Dice over the batch. */
export interface UnetProblem extends Model {
  kind: 'unet';
  levels: number;
  /** Both [batch, size, size, 1]. */
  images: Block;
  masks: Block;
}

/** Continuous-filter message passing (SchNet) over fully connected molecules of one size, mean squared error. */
export interface MessagesProblem extends Model {
  kind: 'messages';
  blocks: number;
  molecules: number;
  atoms: number;
  /** Radial basis of every edge, [edges, basis]. */
  radial: Block;
  /** Atom indices of every edge; `receivers` ascend, and each occurs atoms − 1 times. */
  senders: Int32Array<ArrayBuffer>;
  receivers: Int32Array<ArrayBuffer>;
  /** Of every atom: its element, and its molecule. */
  species: Int32Array<ArrayBuffer>;
  moleculeOf: Int32Array<ArrayBuffer>;
  /** [molecules, 1]. */
  energies: Block;
}

/**
 * DCMNet of degree 2: point charges that make up for the potential around molecules. The loss is a mean over molecules of
 * `lossWeights.potential`·½·(mean square error of the potential) + `lossWeights.monopoles`·½·(that of the atoms' charges)
 * + (total charge)². Two forms of the same molecules: padded as files have them, and flat as networks take them.
 */
export interface DcmnetProblem extends Model {
  kind: 'dcmnet';
  features: number;
  basis: number;
  iterations: number;
  nDcm: number;
  /** Å. */
  cutoff: number;
  /** Clebsch-Gordan coefficients, [9, 9, 9]. */
  couplings: Block;
  lossWeights: { potential: number; monopoles: number };
  /** Atoms of each molecule. */
  counts: Int32Array<ArrayBuffer>;
  /** [molecules, most atoms], 0 for padding. */
  padded: { numbers: Indices; positions: Block; monopoles: Block };
  /** Å and Hartree/e, [molecules, points, 3] and [molecules, points]. */
  grid: Block;
  potential: Block;
  /** [atoms], [atoms, 3] in Å, [atoms] in e. */
  flat: { numbers: Int32Array<ArrayBuffer>; positions: Block; monopoles: Block };
  moleculeOf: Int32Array<ArrayBuffer>;
  /** Pairs below the cutoff; `receivers` ascend. */
  senders: Int32Array<ArrayBuffer>;
  receivers: Int32Array<ArrayBuffer>;
}

/**
 * Sessions of neurons that share a core: clips of the newest `lags` frames, filters over time, filters in space under a Hann
 * window, split ReLU, FiLM by behaviour; of each session a Gaussian window and weights of channels for each unit, softplus.
 * The loss is the mean over sessions of their masked mean of rate − count · ln(rate + 1e-8).
 */
export interface NeuronsProblem extends Model {
  kind: 'neurons';
  lags: number;
  /** Side of a frame. */
  pixels: number;
  /** Filters over time; filters in space and their side. */
  temporal: number;
  filters: number;
  kernel: number;
  windowPower: number;
  sessions: NeuronsSession[];
}

export interface NeuronsSession {
  name: string;
  units: number;
  bins: number;
  /** [bins, pixels, pixels] */
  stim: Uint8Array<ArrayBuffer>;
  /** [bins, units]: counts, and 1 where they count, else 0. */
  robs: Block;
  dfs: Block;
  /** [bins, behaviours] */
  behavior: Block;
  /** Bins of the batch. */
  rows: Int32Array<ArrayBuffer>;
}

/** Whole numbers: labels, rows, segments. */
export interface Indices {
  shape: number[];
  indices: Int32Array<ArrayBuffer>;
}

/** One operation, alone or with its gradients. */
export interface KernelProblem {
  kind: 'kernel';
  name: KernelName;
  inputs: Record<string, Block | Indices>;
  /** Floating-point operations of one call; null where memory is what it costs. */
  flops: number | null;
}

export type ModelProblem = MlpProblem | UnetProblem | MessagesProblem | DcmnetProblem | NeuronsProblem;
export type Problem = ModelProblem | KernelProblem;

export function isKernel(problem: Problem): problem is KernelProblem {
  return problem.kind === 'kernel';
}

/** Normal values with the deviation given. @param name of the random stream. */
export function normalBlock(name: string, shape: number[], deviation: number): Block {
  const random = randomStream(1, name);
  const length = shape.reduce((product, side) => product * side, 1);
  return { shape, values: Float32Array.from({ length }, () => deviation * random.normal()) };
}

export function zeroBlock(shape: number[]): Block {
  return { shape, values: new Float32Array(shape.reduce((product, side) => product * side, 1)) };
}

/** Whole numbers in [0, bound), evenly. @param name of the random stream. */
export function randomIndices(name: string, length: number, bound: number): Indices {
  const random = randomStream(1, name);
  return { shape: [length], indices: Int32Array.from({ length }, () => random.below(bound)) };
}
