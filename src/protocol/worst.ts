/** The samples that a model does worst, told by its task for whoever reads a capsule or a report. */
import { z } from 'zod';

export const worstSampleSchema = z.object({
  /** As the task calls it: a file's name, "row 17", "unit 3 of mouse1". */
  sample: z.string(),
  /** What they are ordered by, with its unit: "absolute error of y", "Dice". */
  measure: z.string(),
  value: z.number(),
  /** What else tells of it, by name, the same for all: the truth and the prediction, for example. NaN is not defined. */
  details: z.record(z.string(), z.union([z.number(), z.nan(), z.string(), z.null()])),
});
export type WorstSample = z.infer<typeof worstSampleSchema>;
