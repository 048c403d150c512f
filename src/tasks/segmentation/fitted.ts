/** What the segmentation task learns from the training images beside the weights; kept in every checkpoint. */
import { z } from 'zod';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';
import { maskRuleSchema } from './baseline';

const fittedSchema = z.object({
  /** Of the images. */
  channels: z.number().int().positive(),
  /** The first is the background. */
  classes: z.array(z.string()).min(2),
  /** Value of each class in the mask files. */
  values: z.array(z.number()),
  /** Value of pixels that count nowhere; null without, absent in older checkpoints. */
  ignored: z.number().nullable().optional(),
  /** What the model is compared with; null without, absent in older checkpoints. */
  rule: maskRuleSchema.nullable().optional(),
  /** Of value / full scale, per channel. */
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
});
export type SegmentationFitted = z.infer<typeof fittedSchema>;

/** @throws checkpoint-mismatch when the checkpoint is of another task or version. */
export function parseSegmentationFitted(fitted: Record<string, Json>): SegmentationFitted {
  const parsed = fittedSchema.safeParse(fitted);
  if (parsed.success) return parsed.data;
  throw new AnnealError('checkpoint-mismatch', 'The checkpoint is not one of a segmentation model.', {
    place: parsed.error.issues[0]?.path.join('.'),
    received: Object.keys(fitted).join(', ') || 'nothing',
    remedy: 'Use a checkpoint of the segmentation task.',
  });
}
