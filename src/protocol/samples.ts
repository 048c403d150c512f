/** The sample datasets that come with Anneal: `public/samples/samples.json`, which page and command line read. */
import { z } from 'zod';

const sampleSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** File name under `/samples`. */
  file: z.string(),
  task: z.string(),
  /** The preset that the page trains it with. */
  preset: z.string(),
  /** What it begins with on a machine without a GPU, and what that takes and reaches. */
  withoutGpu: z.object({ preset: z.string(), about: z.string() }).optional(),
});
export type Sample = z.infer<typeof sampleSchema>;

export const samplesSchema = z.array(sampleSchema);
