/** Example units that come from storage or a file, checked before they are drawn. */
import { z } from 'zod';
import type { Examples, Role } from './examples';

const place = z.number().int().min(0);
const anyNumber = z.custom<number>((value) => typeof value === 'number');
const floats = z.instanceof(Float32Array);

const unitSchema = z.object({
  session: z.string(),
  unit: place,
  cid: z.number(),
  bins: anyNumber,
  spikes: anyNumber,
  bitsPerSpike: anyNumber,
  correlation: anyNumber,
  meanRate: anyNumber,
  meanPrediction: anyNumber,
  meanCorrelation: anyNumber,
  normalisedCorrelation: anyNumber,
});

const stretchSchema = z
  .object({
    session: z.string(),
    unit: place,
    cid: z.number(),
    role: z.enum(['best', 'median', 'worst'] as const satisfies readonly Role[]),
    bitsPerSpike: anyNumber,
    start: place,
    counts: floats,
    rates: floats,
  })
  .refine(({ counts, rates }) => counts.length === rates.length);

const examplesSchema = z.object({ units: z.array(unitSchema), stretches: z.array(stretchSchema) });

/** Null for what are no examples. */
export function readExamples(value: unknown): Examples | null {
  return examplesSchema.safeParse(value).data ?? null;
}
