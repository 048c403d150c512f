/** Scores whole images against their truth: the sums that metrics are made of, and the worst and best as pictures. */
import * as tf from '@tensorflow/tfjs';
import { createExtremePictures, pictureOf } from './analysis/picture';
import type { SegmentationLoss } from './losses/loss';
import { imageScores, meanScores, outputsOf } from './metrics/image';
import { addScores } from './metrics/sums';
import type { Picture } from './pictures';
import type { ImageRows, SegmentedImage } from './segmentedImage';

/** Probabilities are held so far from 0 and 1 that their logits are finite. */
const CLOSEST = 1e-7;

export interface MeasureOptions {
  /** Number of classes, the background among them. */
  classes: number;
  threshold: number;
  loss: SegmentationLoss;
  /** One a component. */
  lossWeights: readonly number[];
  sumCount: number;
}

/** Sums in the order of `segmentationSumNames`. Images without a truth are left out. The loss of an image is that of its probabilities, windows blended. */
export async function measureImages(
  stream: AsyncIterable<SegmentedImage>,
  images: ImageRows,
  options: MeasureOptions,
): Promise<{ sums: Float64Array; pictures: Picture[] }> {
  const sums = new Float64Array(options.sumCount);
  const extremes = createExtremePictures();
  for await (const image of stream) {
    const truth = await images.truth(image.row);
    if (!truth) continue;
    const { height, width, probability } = image;
    const scores = imageScores(probability, truth, height, width, options.classes, options.threshold);
    addScores(sums, scores, await lossOf(image, truth, options));
    const { dice } = meanScores(scores);
    if (extremes.takes(dice)) extremes.add(await pictureOf(image, images, truth, options.classes, dice));
  }
  return { sums, pictures: extremes.pictures };
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
    const weights = tf.tensor1d([...lossWeights]);
    const labels = tf.tensor3d(Int32Array.from(truth), [1, height, width], 'int32');
    const components = tf.squeeze(loss.components(logits as tf.Tensor4D, labels), [0]);
    return tf.concat1d([tf.reshape(tf.sum(tf.mul(components, weights)), [1]), components as tf.Tensor1D]);
  });
  const [total = Number.NaN, ...components] = await values.data();
  values.dispose();
  return { total, components };
}
