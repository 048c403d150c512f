/** What the molecular task learns from the training molecules beside the weights; kept in every checkpoint. */
import { z } from 'zod';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';

const fittedSchema = z.object({
  /** Atomic numbers that it was trained on, ascending. */
  elements: z.array(z.number().int()),
});
export type MoleculesFitted = z.infer<typeof fittedSchema>;

/** @throws checkpoint-mismatch when the checkpoint is of another task or version. */
export function parseMoleculesFitted(fitted: Record<string, Json>): MoleculesFitted {
  const parsed = fittedSchema.safeParse(fitted);
  if (parsed.success) return parsed.data;
  throw new AnnealError('checkpoint-mismatch', 'The checkpoint is not one of a molecular model.', {
    place: parsed.error.issues[0]?.path.join('.'),
    received: Object.keys(fitted).join(', ') || 'nothing',
    remedy: 'Use a checkpoint of the task molecules.',
  });
}
