/** What may be chosen when predicted masks are written or counted. Zod only: the description lists it. */
import { z } from 'zod';

export const maskOptionsSchema = z.strictObject({
  threshold: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe('Of masks of two classes: foreground is what reaches it; as trained when not given'),
  'min-size': z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Pixels from which connected pixels (8 neighbours) are counted as an object (1)'),
  lines: z
    .enum(['images', 'objects'])
    .default('images')
    .describe(
      'Of a table of objects: a line for each image and class, or one for each of the objects (images)',
    ),
});

export type MaskOptions = z.infer<typeof maskOptionsSchema>;
