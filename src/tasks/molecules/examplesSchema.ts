/** Example molecules that come from storage or a file, checked before they are drawn. */
import { z } from 'zod';
import type { Examples } from './examples';

const place = z.number().int().min(0);
const floats = z.instanceof(Float32Array);

const moleculeSchema = z
  .object({
    row: place,
    name: z.string(),
    formula: z.string(),
    error: z.custom<number>((value) => typeof value === 'number').nullable(),
    atomicNumbers: z.instanceof(Int32Array),
    positions: floats,
    charges: floats,
    places: floats,
    grid: floats,
    predicted: floats,
    reference: floats,
    pointMask: z.instanceof(Uint8Array),
  })
  .refine(({ atomicNumbers, positions, charges, places, grid, predicted, reference, pointMask }) => {
    const atoms = atomicNumbers.length;
    const points = predicted.length;
    return (
      atoms > 0 &&
      positions.length === 3 * atoms &&
      charges.length % atoms === 0 &&
      places.length === 3 * charges.length &&
      grid.length === 3 * points &&
      (reference.length === 0 || reference.length === points) &&
      pointMask.length === points
    );
  });

const examplesSchema = z
  .object({
    by: z.enum(['espRmse', 'loss']),
    of: place,
    molecules: z.array(moleculeSchema),
    worst: place,
    best: place,
    same: z.array(place),
  })
  .refine(({ molecules, worst, best, same }) =>
    [worst, best, ...same].every((index) => index < molecules.length),
  );

/** Null for what are no examples. */
export function readExamples(value: unknown): Examples | null {
  return examplesSchema.safeParse(value).data ?? null;
}
