/** Scores of images, as the analysis has them one by one. */
import { expect, it } from 'vitest';
import type { ImageRows, SegmentedImage } from '../segmentedImage';
import { segmentationAnalysis } from './analysis';
import { maskScores } from './maskScores';

const size = { height: 8, width: 9 };
const labels = [0, 1, 2].map((k) => Uint8Array.from({ length: 72 }, (_, i) => Number((i * (k + 3)) % 7 < 2)));
const images: ImageRows = {
  name: (row) => `${row}.png`,
  size: () => size,
  rgb: async () => new Uint8Array(3 * 72),
  truth: async (row) => (row === 5 ? null : labels[row]!),
};

async function* stream(rows: readonly number[]): AsyncGenerator<SegmentedImage> {
  for (const row of rows) {
    const probability = Float32Array.from({ length: 72 }, (_, i) => ((i * 31 + row) % 50) / 50);
    yield { row, ...size, probability };
  }
}

const classes = ['background', 'vessel'];

it('are those of the analysis, in the order of the rows, and not defined without a mask', async () => {
  const rows = [0, 1, 2, 5];
  const scores = await maskScores(stream([2, 5, 0, 1]), Uint32Array.from(rows), images, {
    classes,
    threshold: 0.5,
  });
  const { images: single } = await segmentationAnalysis(stream(rows), images, classes, 0.5);
  const column = (name: string) => [...scores.measures.find((measure) => measure.name === name)!.values];
  const known = (value: number | null) => value ?? Number.NaN;
  expect(column('dice')).toEqual([...single.map(({ dice }) => known(dice)), Number.NaN]);
  expect(column('iou')).toEqual([...single.map(({ iou }) => known(iou)), Number.NaN]);
  expect(column('hd95')).toEqual([...single.map(({ hd95 }) => known(hd95)), Number.NaN]);
  expect(scores.pairs).toEqual({ one: 'image', many: 'images', names: null });
  expect(scores.truth).toBe('masks of background, vessel');
});
