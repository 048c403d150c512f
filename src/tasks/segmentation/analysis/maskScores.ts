/** What a model scores on each image, by which two checkpoints are compared: an image is one pair, its pixels never apart. */
import type { ExampleScores } from '../../exampleScores';
import { imageScores, meanScores } from '../metrics/image';
import type { ImageRows, SegmentedImage } from '../segmentedImage';

/**
 * Means over the foreground classes of each image; NaN of an image without a mask.
 * @param stream images of the rows as the model segments them. @param images their truth. @param classes the first is the background.
 */
export async function maskScores(
  stream: AsyncIterable<SegmentedImage>,
  rows: Uint32Array,
  images: ImageRows,
  { classes, threshold }: { classes: readonly string[]; threshold: number },
): Promise<ExampleScores> {
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  const [dice, iou, hd95] = [0, 0, 0].map(() => new Float64Array(rows.length).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for await (const image of stream) {
    const truth = await images.truth(image.row);
    if (!truth) continue;
    const { height, width, probability } = image;
    const scores = meanScores(imageScores(probability, truth, height, width, classes.length, threshold));
    const place = places.get(image.row)!;
    dice[place] = scores.dice;
    iou[place] = scores.iou;
    hd95[place] = scores.hd95;
  }
  return {
    rows,
    pairs: { one: 'image', many: 'images', names: null },
    truth: `masks of ${classes.join(', ')}`,
    measures: [
      { name: 'dice', title: 'Dice', better: 'max', pooling: 'mean', values: dice },
      { name: 'iou', title: 'IoU', better: 'max', pooling: 'mean', values: iou },
      { name: 'hd95', title: 'HD95', unit: 'px', better: 'min', pooling: 'mean', values: hd95 },
    ],
  };
}
