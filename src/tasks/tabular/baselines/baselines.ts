/** What a model is compared with: a constant, and a linear model of the same rows. Kept in every checkpoint. */
import { z } from 'zod';
import { linearMapSchema } from './linearMap';

export const baselinesSchema = z.object({
  /** Means of the targets over the training rows, in the data's units; or the part of each class in them. */
  constant: z.array(z.number()),
  /** To targets in the data's units, or to logits of the classes; null where there is none. */
  linear: linearMapSchema.nullable(),
  /** Why there is no linear model, or on which part of the training rows it was fitted; null where it is on all. */
  note: z.string().nullable(),
});
export type Baselines = z.infer<typeof baselinesSchema>;
