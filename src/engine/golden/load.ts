/**
 * The golden vectors that tests compare with: PyTorch's float64 results for optimizers, schedules, losses, layers
 * and one whole training run. Read from the file that ANNEAL_GOLDEN names, else from the copy beside this file.
 * Each section is checked on its own, so a file that lacks one fails exactly the tests that need it.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const vector = z.array(z.number());
const matrix = z.array(vector);

const optimizers = z.object({
  p0: vector,
  grads: matrix,
  cases: z.record(
    z.string(),
    z.object({
      /** By PyTorch's names: lr, momentum, weight_decay, betas ... */
      settings: z.record(z.string(), z.union([z.number(), z.boolean(), vector])),
      clip_norm: z.number().nullable(),
      /** Parameters after each step. */
      params: matrix,
      'ema_0.99': matrix,
      /** Before clipping; empty when `clip_norm` is null. */
      grad_norms: vector,
    }),
  ),
});

const schedules = z.object({
  base_lr: z.number(),
  plateau_metric: vector,
  cases: z.record(
    z.string(),
    z.object({
      settings: z.record(z.string(), z.union([z.number(), z.string(), vector])),
      lr: vector,
    }),
  ),
});

const lossAndGradient = z.object({ loss: z.number(), grad: matrix });

/** Channels last: [batch][height][width][channels]. */
const images = z.array(z.array(matrix));
const maskLoss = z.object({ loss: z.number(), grad: images });

const losses = z.object({
  logits: images,
  /** Ones and zeros. */
  mask: images,
  bce: maskLoss,
  bce_pos_weight_3: maskLoss,
  'focal_g2_a0.25': maskLoss,
  dice: maskLoss,
  dice_squared: maskLoss,
  jaccard: maskLoss,
  'tversky_a0.3_b0.7': maskLoss,
  'combined_0.7_dice_0.3_bce': maskLoss,
  regression: z.object({
    target: matrix,
    pred: matrix,
    mse: lossAndGradient,
    mae: lossAndGradient,
    huber_delta1: lossAndGradient,
    'smooth_l1_beta0.5': lossAndGradient,
  }),
  gated_mse: z.object({
    target: matrix,
    pred: z.array(matrix),
    loss: z.number(),
    grad: z.array(matrix),
  }),
  cross_entropy: lossAndGradient.extend({
    labels: z.array(z.number().int()),
    logits: matrix,
    'smoothed_0.1': lossAndGradient,
  }),
});

const activation = z.object({ x: matrix, cotangent: matrix, out: matrix, dx: matrix });

const imageLayer = z.object({ x: images, cotangent: images, out: images, dx: images });
const imageNorm = imageLayer.extend({ gamma: vector, beta: vector, eps: z.number() });
/** Channels last; kernels are [height, width, in, out], of transposed convolutions [height, width, out, in]. */
const convolution = imageLayer.extend({
  settings: z.object({
    stride: z.number(),
    padding: z.number(),
    dilation: z.number(),
    transpose: z.boolean(),
  }),
  w: images,
  b: vector,
  dw: images,
  db: vector,
});

const layers = z.object({
  conv3x3_same: convolution,
  conv3x3_stride2: convolution,
  conv3x3_dilation2: convolution,
  conv1x1: convolution,
  conv5x5_valid: convolution,
  conv_transpose2x2_stride2: convolution,
  group_norm_2: imageNorm,
  batch_norm_train: imageNorm,
  max_pool2: imageLayer,
  avg_pool2: imageLayer,
  upsample_bilinear2: imageLayer,
  upsample_nearest2: imageLayer,
  layer_norm: activation.extend({ gamma: vector, beta: vector, eps: z.number() }),
  gelu_erf: activation,
  gelu_tanh: activation,
  silu: activation,
  softplus: activation,
});

/** Kernels are [in, out] matrices; biases, gains and shifts are vectors. */
const namedParameters = z.record(z.string(), z.union([vector, matrix]));

const trainingRun = z.object({
  model: z.object({
    input: z.number(),
    hidden: z.number(),
    blocks: z.number(),
    outputs: z.number(),
    dropout: z.number(),
    activation: z.literal('gelu (erf)'),
    norm_eps: z.number(),
  }),
  optimizer: z.object({
    name: z.literal('adamw'),
    lr: z.number(),
    weight_decay: z.number(),
    decay_applies_to: z.literal('every parameter'),
    betas: z.tuple([z.number(), z.number()]),
    eps: z.number(),
    clip_norm: z.number(),
  }),
  x: matrix,
  y: matrix,
  init: namedParameters,
  /** Loss and gradient norm of every step. */
  losses: vector,
  grad_norms: vector,
  final: namedParameters,
});

type SectionName = 'optimizers' | 'schedules' | 'losses' | 'layers' | 'training_run';

const path = process.env.ANNEAL_GOLDEN ?? fileURLToPath(new URL('./pytorch.golden.json', import.meta.url));

/** @throws Error naming the file when it cannot be read, is no JSON, or lacks a part of the section. */
function section<T>(name: SectionName, schema: z.ZodType<T>): T {
  const file = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')));
  const parsed = schema.safeParse(file[name]);
  if (!parsed.success) throw new Error(`${path}: section ${name}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export const goldenOptimizers = () => section('optimizers', optimizers);
export const goldenSchedules = () => section('schedules', schedules);
export const goldenLosses = () => section('losses', losses);
export const goldenLayers = () => section('layers', layers);
export const goldenTrainingRun = () => section('training_run', trainingRun);

/** The entry of a section's `cases`, or an error that lists what is there. */
export function goldenCase<T>(cases: Record<string, T>, name: string): T {
  const found = cases[name];
  if (found === undefined) {
    throw new Error(`${path}: no case "${name}"; it has ${Object.keys(cases).join(', ')}`);
  }
  return found;
}
