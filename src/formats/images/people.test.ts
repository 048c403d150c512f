/** Pictures as cameras, microscopes and old programs write them, against what Pillow and tifffile read (`fixtures/makePeople.py`). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requireCodec } from './entries';

const caseSchema = z.object({
  file: z.string(),
  shape: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  values: z.array(z.number()),
  tolerance: z.number(),
  header: z.record(z.string(), z.union([z.number(), z.boolean()])),
});
const cases = Object.entries(
  z
    .record(z.string(), caseSchema)
    .parse(JSON.parse(readFileSync(new URL('./fixtures/people.json', import.meta.url), 'utf8'))),
);

describe('pictures that people have', () => {
  it.each(cases)('%s', async (_name, { file, shape, values, tolerance, header }) => {
    const bytes = new Uint8Array(Buffer.from(file, 'base64'));
    const codec = requireCodec(bytes, 'x');
    const [count, height, width, channels] = shape;
    const { turned = false, ...rest } = codec.readHeader(bytes, 'x') ?? {};
    expect({ turned, ...rest }).toMatchObject({ height, width, turned: false, ...header });
    const pages = await codec.decode(bytes, 'x');
    expect(pages.length).toBe(count);
    let furthest = 0;
    for (const [page, { data, channels: stored, ...size }] of pages.entries()) {
      expect(size).toMatchObject({ height, width });
      for (let pixel = 0; pixel < height * width; pixel++) {
        // Without alpha, which WebP always has.
        for (let c = 0; c < channels; c++) {
          const expected = values[(page * height * width + pixel) * channels + c]!;
          furthest = Math.max(furthest, Math.abs(data[pixel * stored + c]! - expected));
        }
      }
    }
    expect(furthest).toBeLessThanOrEqual(tolerance);
  });
});
