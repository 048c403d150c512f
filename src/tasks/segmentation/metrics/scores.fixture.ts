/** Pairs of masks with their scores by NumPy and SciPy; `fixtures/makeScores.py` makes them. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const counts = z.object({ tp: z.number(), fp: z.number(), fn: z.number(), tn: z.number() });
const overlap = z.object({
  dice: z.number(),
  iou: z.number(),
  sensitivity: z.number(),
  specificity: z.number(),
  precision: z.number(),
});
const runs = z.array(z.number()).transform(expand);

export const scoredMasks = z
  .array(
    z.object({
      name: z.string(),
      height: z.number(),
      width: z.number(),
      truth: runs,
      predicted: runs,
      counts,
      overlap,
      hd95: z
        .number()
        .nullable()
        .transform((value) => value ?? Number.NaN),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('./fixtures/scores.golden.json', import.meta.url), 'utf8')));

/** A mask from the lengths of its runs, the first of zeros. */
function expand(lengths: number[]): Uint8Array {
  return Uint8Array.from(lengths.flatMap((length, i) => new Array<number>(length).fill(i % 2)));
}
