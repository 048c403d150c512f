/** What the tabular task learns from the training rows beside the weights; kept in every checkpoint. */
import { z } from 'zod';
import { scalingSchema } from '../../engine/data/scaling';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';
import { baselinesSchema } from './baselines/baselines';

const fittedSchema = z.object({
  kind: z.enum(['regression', 'classification']),
  /** As chosen: arrays or columns. */
  inputs: z.array(z.string()),
  targets: z.array(z.string()),
  /** As the network sees them: one name a number. */
  inputColumns: z.array(z.string()),
  targetColumns: z.array(z.string()),
  /** Texts of text columns, in the order of their codes. */
  texts: z.record(z.string(), z.array(z.string())),
  /** Class names in the order of the outputs; empty for regression. */
  classes: z.array(z.string()),
  /** Stand-ins for missing inputs, one a column; null when rows are dropped or refused. */
  imputation: z.array(z.number()).nullable(),
  inputScaling: scalingSchema,
  /** The identity for classes. */
  targetScaling: scalingSchema,
  /** What metrics are in: of checkpoints of before, the scaled values that the network learns. */
  metricUnits: z.enum(['target', 'scaled']).default('scaled'),
  /** What the model is compared with; null in checkpoints of before they were kept. */
  baselines: baselinesSchema.nullable().default(null),
});
export type Fitted = z.infer<typeof fittedSchema>;

/** @throws checkpoint-mismatch when the checkpoint is of another task or version. */
export function parseFitted(fitted: Record<string, Json>): Fitted {
  const parsed = fittedSchema.safeParse(fitted);
  if (parsed.success) return parsed.data;
  throw new AnnealError('checkpoint-mismatch', 'The checkpoint is not one of a tabular model.', {
    place: parsed.error.issues[0]?.path.join('.'),
    received: Object.keys(fitted).join(', ') || 'nothing',
    remedy: 'Use a checkpoint of the tabular task.',
  });
}
