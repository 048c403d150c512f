/** A model beside what it has to beat, all measured on the same rows. Made by the tasks, kept with the run, shown everywhere alike. */
import { z } from 'zod';

const measureSchema = z.object({
  name: z.string().min(1),
  /** As people read it: `R²`. */
  title: z.string().min(1),
  unit: z.string().optional(),
  better: z.enum(['min', 'max']),
});

const comparedSchema = z.object({
  /** `model`, or which baseline it is. */
  name: z.string().min(1),
  /** "Network", "Linear model (ridge regression)". */
  title: z.string().min(1),
  /** In the order of the measures; null where one is not defined. */
  values: z.array(z.number().nullable()),
  /** What a reader should know of it. */
  note: z.string().optional(),
});

export const comparisonSchema = z.object({
  /** Which rows: "test". */
  part: z.string(),
  rows: z.number().int().min(0),
  /** The first is the one that the words are about. */
  measures: z.array(measureSchema),
  /** The model first, then the baselines. */
  models: z.array(comparedSchema),
  /** What follows from the numbers, in sentences. */
  words: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;
export type Measure = z.infer<typeof measureSchema>;
