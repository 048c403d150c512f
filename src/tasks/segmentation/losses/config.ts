/**
 * Configuration of the segmentation loss: a sum of parts with weights, of which those of weight 0 are not computed, and
 * how the weights move. A preset takes the place of all parts; scheduler and normalisation stay as configured.
 */
import { z } from 'zod';

const weight = (initial: number) =>
  z
    .number()
    .min(0)
    .meta({ title: 'Weight', description: 'Of this part in the sum; 0 leaves it out.' })
    .default(initial);

const smooth = z
  .number()
  .positive()
  .meta({
    title: 'Smooth',
    description: 'Added to numerator and denominator, for masks without foreground.',
    also: 'ε eps',
  })
  .default(1e-6);

const falsePositives = z
  .number()
  .min(0)
  .meta({ title: 'α', description: 'Weight of false positives.' })
  .default(0.3);

const falseNegatives = z
  .number()
  .min(0)
  .meta({ title: 'β', description: 'Weight of false negatives; more finds more.' })
  .default(0.7);

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
    squared: z
      .boolean()
      .meta({ title: 'Squared denominator', description: 'With p² in place of p, as in V-Net.' })
      .default(false),
  }),
  bce: z.strictObject({
    weight: weight(0.3),
    positiveWeight: z
      .number()
      .positive()
      .meta({
        title: 'Positive weight',
        description: 'Of foreground pixels; the background has 1.',
        also: 'pos_weight',
      })
      .default(1),
    classWeights: z
      .array(z.number().min(0))
      .meta({
        title: 'Class weights',
        description: 'Background first; they take the place of the positive weight.',
        also: 'imbalance',
      })
      .default([]),
  }),
  focal: z.strictObject({
    weight: weight(0),
    gamma: z
      .number()
      .min(0)
      .max(10)
      .meta({ title: 'γ', description: 'The larger, the less easy pixels count.' })
      .default(2),
    alpha: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({
        title: 'α',
        description: 'Weight of foreground pixels, with 1 − α for the background; empty weighs all alike.',
      })
      .default(0.25),
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
      .meta({ title: 'γ', description: 'The loss is (1 − index) to the power of 1/γ.' })
      .default(4 / 3),
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
      .meta({ title: 'θ₀ (pixels)', description: 'Window that finds the edges.', also: 'theta0' })
      .default(3),
    tolerance: z
      .number()
      .int()
      .min(1)
      .max(63)
      .meta({ title: 'θ (pixels)', description: 'Window within which two edges match.', also: 'theta' })
      .default(5),
  }),
};

/** Sections of the configuration, one a part. */
export const partNames: readonly string[] = Object.keys(partSchemas);

const share = z.number().min(0).max(1);
const minWeight = share
  .meta({ title: 'Min weight', description: 'The overlap part never has less.' })
  .default(0.5);
const maxWeight = share
  .meta({ title: 'Max weight', description: 'The overlap part never has more.' })
  .default(0.9);

/** How the weights of the parts move between epochs. Rules: `weightRules.ts`. */
export const lossSchedulerSchema = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('none') }),
    z.strictObject({
      name: z.literal('adaptive'),
      raiseAbove: share
        .meta({ title: 'Raise above (Dice)', description: 'Above it the overlap part gains weight.' })
        .default(0.8),
      raiseBy: z.number().min(1).meta({ title: 'Raise factor' }).default(1.1),
      lowerBelow: share
        .meta({ title: 'Lower below (Dice)', description: 'Below it the overlap part loses weight.' })
        .default(0.4),
      lowerBy: z.number().gt(0).max(1).meta({ title: 'Lower factor' }).default(0.9),
      minWeight,
      maxWeight,
    }),
    z.strictObject({
      name: z.literal('cosine'),
      epochs: z
        .number()
        .int()
        .positive()
        .meta({ title: 'T_max (epochs)', description: 'Epochs until the weight is lowest.' })
        .default(100),
      minWeight,
      maxWeight,
    }),
    z.strictObject({
      name: z.literal('step'),
      everyNEpochs: z
        .number()
        .int()
        .positive()
        .meta({ title: 'Step size (epochs)', description: 'Epochs between two steps of the weight.' })
        .default(20),
      weightStep: share.meta({ title: 'Weight step', description: 'What is added each time.' }).default(0.1),
      maxWeight,
    }),
    z.strictObject({
      name: z.literal('performance'),
      tolerance: z
        .number()
        .min(0)
        .meta({ title: 'Tolerance (Dice)', description: 'A smaller fall of Dice is forgiven.' })
        .default(0.01),
      weightStep: share
        .meta({ title: 'Weight step', description: 'What is taken away each time.' })
        .default(0.05),
      minWeight,
    }),
  ])
  .meta({
    title: 'Loss scheduler',
    description: 'Moves weight between the overlap part and one other part from epoch to epoch.',
  });
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
    .meta({
      title: 'Loss',
      description:
        'A weighted sum: a ready one, or Custom, whose parts have their weights in the section Loss.',
      essential: true,
      also: 'objective criterion',
    })
    .default('custom'),
  dice: partSchemas.dice.meta({ title: 'Dice' }).prefault({}),
  bce: partSchemas.bce.meta({ title: 'Cross-entropy' }).prefault({}),
  focal: partSchemas.focal.meta({ title: 'Focal' }).prefault({}),
  jaccard: partSchemas.jaccard.meta({ title: 'Jaccard (IoU)' }).prefault({}),
  tversky: partSchemas.tversky.meta({ title: 'Tversky' }).prefault({}),
  focalTversky: partSchemas.focalTversky.meta({ title: 'Focal Tversky' }).prefault({}),
  lovasz: partSchemas.lovasz.meta({ title: 'Lovász', also: 'lovasz softmax hinge' }).prefault({}),
  boundary: partSchemas.boundary.meta({ title: 'Boundary' }).prefault({}),
  normalizeWeights: z
    .boolean()
    .meta({ title: 'Normalize weights', description: 'Divides the weights of the parts by their sum.' })
    .default(true),
  scheduler: lossSchedulerSchema.prefault({ name: 'none' }),
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
