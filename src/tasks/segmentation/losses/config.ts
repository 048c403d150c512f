/**
 * Configuration of the segmentation loss: a sum of parts with weights, of which those of weight 0 are not computed, and
 * how the weights move. A preset takes the place of all parts; scheduler and normalisation stay as configured.
 */
import { z } from 'zod';

const weight = (initial: number) => z.number().min(0).default(initial).describe('Weight; 0: not used');
const smooth = z.number().positive().default(1e-6).describe('Smooth: added above and below');
const falsePositives = z.number().min(0).default(0.3).describe('Alpha: weight of false positives');
const falseNegatives = z.number().min(0).default(0.7).describe('Beta: weight of false negatives');

export const segmentationLossPresetNames = [
  'default_segmentation',
  'focal_segmentation',
  'balanced_segmentation',
  'dice_focused',
  'jaccard_based',
] as const;
export type SegmentationLossPreset = (typeof segmentationLossPresetNames)[number];

/** Formulas: `parts.ts`. */
const partSchemas = {
  dice: z.strictObject({
    weight: weight(0.7),
    smooth,
    squared: z.boolean().default(false).describe('Square predictions in the denominator'),
  }),
  bce: z.strictObject({
    weight: weight(0.3),
    positiveWeight: z.number().positive().default(1).describe('Weight of foreground pixels'),
    classWeights: z
      .array(z.number().min(0))
      .default([])
      .describe('Weights of the classes, background first; empty: by the line above'),
  }),
  focal: z.strictObject({
    weight: weight(0),
    gamma: z.number().min(0).max(10).default(2).describe('Gamma: how much less easy pixels count'),
    alpha: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(0.25)
      .describe('Alpha: weight of foreground pixels, 1 − alpha of the others; empty: all alike'),
  }),
  jaccard: z.strictObject({ weight: weight(0), smooth }),
  tversky: z.strictObject({ weight: weight(0), alpha: falsePositives, beta: falseNegatives, smooth }),
  focalTversky: z.strictObject({
    weight: weight(0),
    alpha: falsePositives,
    beta: falseNegatives,
    gamma: z
      .number()
      .min(1)
      .max(10)
      .default(4 / 3)
      .describe('Gamma: the loss is (1 − index)^(1/gamma)'),
    smooth,
  }),
  lovasz: z.strictObject({ weight: weight(0) }),
  boundary: z.strictObject({
    weight: weight(0),
    edgeWidth: z
      .number()
      .int()
      .min(2)
      .max(15)
      .default(3)
      .describe('Theta 0: window that finds edges (pixels)'),
    tolerance: z
      .number()
      .int()
      .min(1)
      .max(63)
      .default(5)
      .describe('Theta: window in which edges match (pixels)'),
  }),
};

const minWeight = z.number().min(0).max(1).default(0.5).describe('Lowest weight of the overlap');
const maxWeight = z.number().min(0).max(1).default(0.9).describe('Highest weight of the overlap');

/** How the weights of the parts move between epochs. Rules: `weightRules.ts`. */
export const lossSchedulerSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({
    name: z.literal('adaptive'),
    raiseAbove: z.number().min(0).max(1).default(0.8).describe('Raise the weight above a Dice of'),
    raiseBy: z.number().min(1).default(1.1).describe('Raise: multiply by'),
    lowerBelow: z.number().min(0).max(1).default(0.4).describe('Lower the weight below a Dice of'),
    lowerBy: z.number().gt(0).max(1).default(0.9).describe('Lower: multiply by'),
    minWeight,
    maxWeight,
  }),
  z.strictObject({
    name: z.literal('cosine'),
    epochs: z.number().int().positive().default(100).describe('Length of the fall, epochs'),
    minWeight,
    maxWeight,
  }),
  z.strictObject({
    name: z.literal('step'),
    everyNEpochs: z.number().int().positive().default(20).describe('Every so many epochs'),
    weightStep: z.number().min(0).max(1).default(0.1).describe('Add to the weight'),
    maxWeight,
  }),
  z.strictObject({
    name: z.literal('performance'),
    tolerance: z.number().min(0).default(0.01).describe('Fall of Dice that is forgiven'),
    weightStep: z.number().min(0).max(1).default(0.05).describe('Take from the weight'),
    minWeight,
  }),
]);
export type LossSchedulerConfig = z.infer<typeof lossSchedulerSchema>;

/** Ready settings of `loss.scheduler`, by the names that scripts give them. */
export const lossSchedulerPresets = {
  adaptive: { name: 'adaptive' },
  cosine_annealing: { name: 'cosine', epochs: 100, minWeight: 0.5, maxWeight: 0.9 },
  step_increase: { name: 'step', everyNEpochs: 20, weightStep: 0.05 },
  performance_based: { name: 'performance' },
} as const;

export const segmentationLossSchema = z.strictObject({
  preset: z
    .enum(['custom', ...segmentationLossPresetNames])
    .default('custom')
    .describe('Parts (custom: those below)'),
  dice: partSchemas.dice.prefault({}).describe('Dice'),
  bce: partSchemas.bce.prefault({}).describe('Cross-entropy'),
  focal: partSchemas.focal.prefault({}).describe('Focal'),
  jaccard: partSchemas.jaccard.prefault({}).describe('Jaccard'),
  tversky: partSchemas.tversky.prefault({}).describe('Tversky'),
  focalTversky: partSchemas.focalTversky.prefault({}).describe('Focal Tversky'),
  lovasz: partSchemas.lovasz.prefault({}).describe('Lovász'),
  boundary: partSchemas.boundary.prefault({}).describe('Boundary'),
  normalizeWeights: z.boolean().default(true).describe('Divide the weights by their sum'),
  scheduler: lossSchedulerSchema.prefault({ name: 'none' }).describe('Loss scheduler'),
});
export type SegmentationLossConfig = z.infer<typeof segmentationLossSchema>;
export type SegmentationLossParts = Omit<SegmentationLossConfig, 'preset' | 'normalizeWeights' | 'scheduler'>;

/** Complete: parts that a preset does not name have weight 0. */
const segmentationLossPresets: Record<SegmentationLossPreset, z.input<typeof segmentationLossSchema>> = {
  default_segmentation: { dice: { weight: 0.7 }, bce: { weight: 0.3 } },
  focal_segmentation: {
    dice: { weight: 0.6 },
    bce: { weight: 0 },
    focal: { weight: 0.4, gamma: 2, alpha: 0.25 },
  },
  balanced_segmentation: { dice: { weight: 0.5 }, bce: { weight: 0.5, positiveWeight: 1 } },
  dice_focused: { dice: { weight: 0.8, squared: true }, bce: { weight: 0.2 } },
  jaccard_based: { dice: { weight: 0 }, jaccard: { weight: 0.7 }, bce: { weight: 0.3 } },
};

/** The parts that a configuration trains with: its own, or its preset's. */
export function segmentationLossParts(config: SegmentationLossConfig): SegmentationLossParts {
  if (config.preset === 'custom') return config;
  return segmentationLossSchema.parse(segmentationLossPresets[config.preset]);
}
