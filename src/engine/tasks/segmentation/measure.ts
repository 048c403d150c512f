/** Scores whole images against their truth: the sums that metrics are made of, and the worst and best as pictures. */
import * as tf from '@tensorflow/tfjs';
import type { Picture } from '../../../protocol/pictures';
import { pictureOf } from '../../analysis/segmentationPicture';
import type { SegmentationLoss } from '../../losses/segmentation/segmentationLoss';
import { addScores } from '../../metrics/segmentation';
import { type ImageScores, imageScores } from '../../metrics/segmentationImage';
import { outputsOf } from '../../metrics/segmentationMask';
import type { ImageRows, Measurement, SegmentedImage } from '../task';

/** Of the worst images, and of the best. */
const PICTURES = 6;
/** Probabilities are held so far from 0 and 1 that their logits are finite. */
const CLOSEST = 1e-7;

export interface MeasureOptions {
  /** Number of classes, the background among them. */
  classes: number;
  threshold: number;
  loss: SegmentationLoss;
  /** float32 [components] */
  lossWeights: tf.Tensor1D;
  sumCount: number;
}

/** Images without a truth are left out. The loss of an image is that of its probabilities, windows blended. */
export async function measureImages(
  stream: AsyncIterable<SegmentedImage>,
  images: ImageRows,
  options: MeasureOptions,
): Promise<Measurement> {
  const sums = new Float64Array(options.sumCount);
  const pictures: Picture[] = [];
  for await (const image of stream) {
    const truth = images.truth(image.row);
    if (!truth) continue;
    const { height, width, probability } = image;
    const scores = imageScores(probability, truth, height, width, options.classes, options.threshold);
    addScores(sums, scores, await lossOf(image, truth, options));
    keepExtremes(pictures, pictureOf(image, images, options.classes, meanDice(scores)));
  }
  return { sums, pictures };
}

/** Sorted by Dice; the middle goes when there are more than are shown. */
function keepExtremes(pictures: Picture[], picture: Picture): void {
  const at = pictures.findIndex(({ dice }) => dice! > picture.dice!);
  pictures.splice(at < 0 ? pictures.length : at, 0, picture);
  if (pictures.length > 2 * PICTURES) pictures.splice(PICTURES, 1);
}

function meanDice({ classes }: ImageScores): number {
  return classes.reduce((sum, { overlap }) => sum + overlap.dice, 0) / classes.length;
}

async function lossOf(
  { height, width, probability }: SegmentedImage,
  truth: Uint8Array,
  { classes, loss, lossWeights }: MeasureOptions,
): Promise<{ total: number; components: number[] }> {
  const outputs = outputsOf(classes);
  const values = tf.tidy(() => {
    const p = tf.clipByValue(tf.tensor4d(probability, [1, height, width, outputs]), CLOSEST, 1 - CLOSEST);
    const logits = outputs === 1 ? tf.sub(tf.log(p), tf.log(tf.sub(1, p))) : tf.log(p);
    const labels = tf.tensor3d(Int32Array.from(truth), [1, height, width], 'int32');
    const components = tf.squeeze(loss.components(logits as tf.Tensor4D, labels), [0]);
    return tf.concat1d([tf.reshape(tf.sum(tf.mul(components, lossWeights)), [1]), components as tf.Tensor1D]);
  });
  const [total = Number.NaN, ...components] = await values.data();
  values.dispose();
  return { total, components };
}
