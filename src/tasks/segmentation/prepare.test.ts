/** The normalization of images: from the training images alone, in however many parts they are read. */
import { expect, test } from 'vitest';
import { setOf } from '../../engine/data/arrays.fixture';
import { inFile } from '../../engine/data/datasetReader.fixture';
import { randomStream } from '../../engine/random';
import type { NamedArray } from '../../formats/arrays';
import { segmentationConfigSchema } from './config';
import { prepareSegmentation } from './prepare';

test('has the means and deviations of the channels of training images of any sizes', async () => {
  const random = randomStream(1, 'normalization');
  // Some megabytes: images lie together in several parts; the largest is one by itself and not trained on.
  const sizes = Array.from({ length: 40 }, (_, i) =>
    i === 11 ? [1500, 1600] : i === 12 ? [500, 400] : [200 + i, 300 - 2 * i],
  ).flat();
  const starts = [0];
  for (let i = 0; i < 40; i++) starts.push(starts[i]! + sizes[2 * i]! * sizes[2 * i + 1]!);
  const total = starts.at(-1)!;
  const noise = Uint8Array.from({ length: 4096 }, () => 100 * random.uniform());
  const pixels = new Uint8Array(2 * total);
  for (let image = 0; image < 40; image++) {
    for (let at = starts[image]!; at < starts[image + 1]!; at++) {
      pixels[2 * at] = noise[(at * 7) % 4096]! + image;
      pixels[2 * at + 1] = 255 - noise[(at * 5) % 4096]!;
    }
  }
  const array = (name: string, shape: number[], data: NamedArray['data'], dtype: NamedArray['dtype']) => ({
    name,
    shape,
    data,
    dtype,
    categories: null,
  });
  const data = inFile(
    setOf(
      array('images', [total, 2], pixels, 'uint8'),
      array(
        'masks',
        [total],
        pixels.subarray(0, total).map((value) => value % 2),
        'uint8',
      ),
      array('sizes', [40, 2], Int32Array.from(sizes), 'int32'),
    ),
  );
  const config = segmentationConfigSchema.parse({ dataset: { normalization: 'zscore', split: 'random' } });
  const { fitted, splits } = await prepareSegmentation(config, data);
  expect([...splits.train]).not.toContain(11);
  expect([...splits.train]).toContain(12);
  for (const channel of [0, 1]) {
    const values: number[] = [];
    for (const image of splits.train) {
      for (let at = starts[image]!; at < starts[image + 1]!; at++)
        values.push(pixels[2 * at + channel]! / 255);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(fitted.mean[channel]).toBeCloseTo(mean, 9);
    expect(fitted.std[channel]).toBeCloseTo(Math.sqrt(variance), 9);
  }
});
