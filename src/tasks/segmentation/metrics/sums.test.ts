import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { imageScores } from './image';
import { segmentationMetricInfos } from './metricInfos';
import { scoredMasks } from './scores.fixture';
import { addScores, segmentationMetrics, segmentationSumNames, segmentationSums } from './sums';

const components = ['dice', 'bce'];
const binary = ['background', 'vessel'];
const three = ['background', 'left', 'right'];

/** Two images of 80 × 90 (more than one chunk), by arithmetic. */
const [height, width] = [80, 90];
const pixels = height * width;
const images = [0, 1].map((image) => ({
  labels: Uint8Array.from({ length: pixels }, (_, i) => Math.floor((i + 40 * image) / 700) % 3),
  logits: Float32Array.from({ length: 3 * pixels }, (_, i) => Math.sin(0.013 * i + image) + (i % 3) * 0.1),
}));

function batchSums(outputs: 1 | 3): tf.Tensor1D {
  const labels = images.map((image) => image.labels.map((label) => (outputs === 1 ? label % 2 : label)));
  const logits = images.map((image) => image.logits.subarray(0, outputs * pixels));
  return tf.tidy(() =>
    segmentationSums(
      tf.tensor4d(Float32Array.of(...logits[0]!, ...logits[1]!), [2, height, width, outputs]),
      tf.tensor3d(Int32Array.of(...labels[0]!, ...labels[1]!), [2, height, width], 'int32'),
      tf.tensor2d([
        [0.5, 0.25],
        [1, 2],
      ]),
      tf.tensor1d([0.375, 1.5]),
    ),
  );
}

/** The same by the host's scores of single images, without distances. */
function imageSums(outputs: 1 | 3): number[] {
  const classes = outputs === 1 ? binary : three;
  const names = segmentationSumNames(components, classes);
  const sums = new Float64Array(names.length);
  images.forEach((image, i) => {
    const logits = image.logits.subarray(0, outputs * pixels);
    const labels = image.labels.map((label) => (outputs === 1 ? label % 2 : label));
    const probability = logits.map((z) => 1 / (1 + Math.exp(-z)));
    const scores = imageScores(probability, labels, height, width, classes.length, 0.5);
    addScores(sums, scores, {
      total: [0.375, 1.5][i]!,
      components: [
        [0.5, 0.25],
        [1, 2],
      ][i]!,
    });
  });
  return Array.from(sums, (sum, i) => (names[i]!.includes('hd95') ? 0 : sum));
}

describeOnBackends('segmentation sums', () => {
  it.each([1, 3] as const)('of a batch are those of its images, with %i outputs', async (outputs) => {
    const before = tf.memory().numTensors;
    const sums = batchSums(outputs);
    expect(tf.memory().numTensors).toBe(before + 1);
    const values = await sums.data();
    sums.dispose();
    const expected = imageSums(outputs);
    expect(values).toHaveLength(expected.length);
    const exact = segmentationSumNames(components, outputs === 1 ? binary : three).map((name) =>
      /correct|tp|fp|fn|tn|count/.test(name),
    );
    expected.forEach((value, i) => {
      if (exact[i]) expect(values[i]).toBe(value);
      else expect(values[i]).toBeCloseTo(value, 5);
    });
  });

  it("are NumPy's for single images, empty ones among them", async () => {
    for (const { truth, predicted, counts, overlap, height: h, width: w } of scoredMasks) {
      const sums = tf.tidy(() =>
        segmentationSums(
          tf.tensor4d(
            Float32Array.from(predicted, (value) => (value ? 0 : -1)),
            [1, h, w, 1],
          ),
          tf.tensor3d(Int32Array.from(truth), [1, h, w], 'int32'),
          tf.tensor2d([[2]]),
          tf.tensor1d([3]),
        ),
      );
      const [count, loss, component, correct, ...rest] = await sums.data();
      sums.dispose();
      expect([count, loss, component, correct]).toEqual([1, 3, 2, counts.tp + counts.tn]);
      expect(rest.slice(0, 4)).toEqual([counts.tp, counts.fp, counts.fn, counts.tn]);
      Object.values(overlap).forEach((value, i) => {
        expect(rest[4 + i]).toBeCloseTo(value, 6);
      });
      expect(rest.slice(9)).toEqual([0, 0]);
    }
  });
});

describe('segmentation metrics', () => {
  const namesOf = (...[parts, classes]: [string[], string[]]) =>
    segmentationMetricInfos(parts, classes, false).map(({ name }) => name);

  /** Sums of the masks by SciPy; the loss of image i is i. */
  function goldenSums(): Float64Array {
    const sums = new Float64Array(segmentationSumNames(components, binary).length);
    scoredMasks.forEach(({ truth, predicted, height: h, width: w }, i) => {
      const scores = imageScores(Float32Array.from(predicted), truth, h, w, 2, 0.5);
      addScores(sums, scores, { total: i, components: [2 * i, 0] });
    });
    return sums;
  }

  it('are means over images, of all pixels together, and of the distances that could be measured', () => {
    const metrics = segmentationMetrics(goldenSums(), components, binary);
    const n = scoredMasks.length;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Object.keys(metrics)).toEqual(namesOf(components, binary));
    expect(metrics.loss).toBe((n - 1) / 2);
    expect(metrics.dice_loss).toBe(n - 1);
    expect(metrics.bce_loss).toBe(0);
    for (const name of ['dice', 'iou', 'sensitivity', 'specificity', 'precision'] as const) {
      expect(metrics[name]).toBeCloseTo(mean(scoredMasks.map(({ overlap }) => overlap[name])), 12);
    }
    const measured = scoredMasks.map(({ hd95 }) => hd95).filter((value) => !Number.isNaN(value));
    expect(measured).toHaveLength(n - 3);
    expect(metrics.hd95).toBeCloseTo(mean(measured), 12);
    const total = (name: 'tp' | 'fp' | 'fn' | 'tn') =>
      scoredMasks.reduce((sum, { counts }) => sum + counts[name], 0);
    const [tp, wrong] = [total('tp'), total('fp') + total('fn')];
    expect(metrics.pooled_dice).toBeCloseTo((2 * tp) / (2 * tp + wrong), 12);
    expect(metrics.pooled_iou).toBeCloseTo(tp / (tp + wrong), 12);
    expect(metrics.accuracy).toBeCloseTo((tp + total('tn')) / (tp + total('tn') + wrong), 12);
  });

  it('are means over the foreground classes, with the Dice of each', () => {
    // One image of 4 pixels: truth 0 1 1 2, prediction 0 1 2 0.
    const sums = new Float64Array(segmentationSumNames([], three).length);
    const probability = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0);
    const scores = imageScores(probability, Uint8Array.of(0, 1, 1, 2), 1, 4, 3, 0.5);
    addScores(sums, scores, { total: Number.NaN, components: [] });
    const metrics = segmentationMetrics(sums, [], three);
    expect(Object.keys(metrics)).toEqual(namesOf([], three));
    expect(metrics.loss).toBeNaN();
    expect(metrics['dice[left]']).toBeCloseTo(2 / 3, 12);
    expect(metrics['dice[right]']).toBe(0);
    expect(metrics.dice).toBeCloseTo(1 / 3, 12);
    expect(metrics.pooled_dice).toBeCloseTo(1 / 3, 12);
    expect(metrics.accuracy).toBe(0.5);
    // Left: {1} against {1, 2}, distances 0 and 0, 1. Right: {2} against {3}.
    expect(metrics.hd95).toBeCloseTo((0.95 + 1) / 2, 12);
  });

  it('are NaN without images, and the distance without a measured one', () => {
    const empty = new Float64Array(segmentationSumNames([], binary).length);
    for (const value of Object.values(segmentationMetrics(empty, [], binary))) expect(value).toBeNaN();
    addScores(empty, imageScores(new Float32Array(4), new Uint8Array(4), 2, 2, 2, 0.5), {
      total: 0,
      components: [],
    });
    const { hd95, loss, ...others } = segmentationMetrics(empty, [], binary);
    expect(hd95).toBeNaN();
    expect(loss).toBe(0);
    for (const value of Object.values(others)) expect(value).toBe(1);
  });
});
