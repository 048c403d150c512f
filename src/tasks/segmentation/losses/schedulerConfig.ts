/** How the weights of a loss's parts move between epochs: the schema, its defaults and the seed system's presets. */
import { z } from 'zod';

const minWeight = z.number().min(0).max(1).default(0.5).describe('Lowest weight of the overlap');
const maxWeight = z.number().min(0).max(1).default(0.9).describe('Highest weight of the overlap');

/** Rules: `engine/lossSchedules/`. */
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

/** As the seed system names them, for `loss.scheduler`. */
export const lossSchedulerPresets = {
  adaptive: { name: 'adaptive' },
  cosine_annealing: { name: 'cosine', epochs: 100, minWeight: 0.5, maxWeight: 0.9 },
  step_increase: { name: 'step', everyNEpochs: 20, weightStep: 0.05 },
  performance_based: { name: 'performance' },
} as const;
