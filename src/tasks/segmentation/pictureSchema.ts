/** Pictures that come from storage or a file, checked before they are drawn. */
import { z } from 'zod';
import type { Picture } from './pictures';

const bytes = z.instanceof(Uint8Array);
const size = z.number().int().min(1);

const pictureSchema = z
  .object({
    row: z.number().int().min(0),
    name: z.string(),
    height: size,
    width: size,
    input: bytes,
    truth: bytes.nullable(),
    probability: bytes,
    dice: z.custom<number>((value) => typeof value === 'number').nullable(),
  })
  .refine(({ height, width, input, truth, probability }) => {
    const pixels = height * width;
    return (
      input.length === 3 * pixels &&
      (truth === null || truth.length === pixels) &&
      probability.length > 0 &&
      probability.length % pixels === 0
    );
  });

/** Null for what are no pictures. */
export function readPictures(value: unknown): Picture[] | null {
  return z.array(pictureSchema).safeParse(value).data ?? null;
}
