/** Transforms of a session's arrays by the names that VisionCore gives them, as settings: what is done, in which order. */
import { z } from 'zod';

const count = z.number().int().positive();

export const transformOpSchema = z.discriminatedUnion('name', [
  /** (x − 127) / 255. */
  z.strictObject({ name: z.literal('pixelnorm') }),
  /** An axis of length one, which changes no value. */
  z.strictObject({ name: z.literal('unsqueeze') }),
  /** Difference to the bin before; 0 in the first. */
  z.strictObject({ name: z.literal('diff') }),
  /** x / max|x|. */
  z.strictObject({ name: z.literal('maxnorm') }),
  /** sign(x) · ln(1 + |x|). */
  z.strictObject({ name: z.literal('symlog') }),
  /** Each value becomes its products with raised cosines over time. */
  z.strictObject({
    name: z.literal('temporalBasis'),
    numCosines: count.max(64).default(10),
    historyBins: count.max(1024).default(32),
    spacing: z.enum(['linear', 'log']).default('log'),
    peakRangeMs: z.tuple([z.number(), z.number()]).default([5, 100]),
    binSizeMs: z.number().positive().default(5),
    numDeltas: z.number().int().min(0).default(0),
    causal: z.boolean().default(true),
  }),
  /** max(x, 0), and beside it max(−x, 0). */
  z.strictObject({ name: z.literal('splitRelu') }),
  /** Gaussian over time; its width in bins. */
  z.strictObject({ name: z.literal('smooth'), sigma: z.number().positive().default(1) }),
  /** The spectrum times f · exp(−(f / f0)ⁿ), f in cycles a sample. */
  z.strictObject({
    name: z.literal('fftWhitening'),
    f0: z.number().positive().default(0.4),
    n: z.number().positive().default(4),
  }),
  z.strictObject({ name: z.literal('mul'), factor: z.number() }),
  z.strictObject({ name: z.literal('cast'), type: z.enum(['float32', 'int32', 'uint8', 'bool']) }),
  /** Of the last axis, by position. */
  z.strictObject({ name: z.literal('selectUnits'), indices: z.array(z.number().int().min(0)).min(1) }),
]);
export type TransformOp = z.infer<typeof transformOpSchema>;

const fields = {
  source: z.string().min(1),
  ops: z.array(transformOpSchema),
  exposeAs: z.enum(['stim', 'behavior']),
};

/** What is made of an array of the session, and what of a sample it becomes. */
export const transformSchema = z.strictObject({
  ...fields,
  /** Whether it stands beside others of the same name. */
  concatenate: z.boolean().default(false),
});
export type Transform = z.infer<typeof transformSchema>;

/** The same in a session's own settings: what is not said is as in the dataset's. */
export const ownTransformSchema = z.strictObject({ ...fields, concatenate: z.boolean() }).partial();

/**
 * VisionCore's 42 values of behaviour: the eye's velocity through ten acausal raised cosines, positive and negative
 * parts apart, and its position as it is.
 */
export const eyeBehavior: Record<string, Transform> = {
  eyeVelocity: {
    source: 'eyepos',
    ops: [
      { name: 'diff' },
      { name: 'maxnorm' },
      { name: 'symlog' },
      {
        name: 'temporalBasis',
        numCosines: 10,
        historyBins: 50,
        spacing: 'linear',
        peakRangeMs: [30, 200],
        binSizeMs: 5,
        numDeltas: 0,
        causal: false,
      },
      { name: 'splitRelu' },
    ],
    exposeAs: 'behavior',
    concatenate: true,
  },
  eyePosition: { source: 'eyepos', ops: [], exposeAs: 'behavior', concatenate: true },
};
