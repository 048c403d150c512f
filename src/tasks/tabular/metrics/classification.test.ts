import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { weightedTotals } from '../../../engine/kernels/reduce/weightedTotals';
import { crossEntropy } from '../../../engine/losses/plain';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { classificationMetrics, classificationSumNames } from './classification';
import { classificationMetricInfos } from './metricInfos';

/** 37 rows of three classes, made by arithmetic that scikit-learn saw as well. */
const rows = Array.from({ length: 37 }, (_, i) => ({
  logits: [3 * Math.sin(i * 0.37), 3 * Math.cos(i * 0.53), 3 * Math.sin(i * 0.71 + 1)],
  label: (i * 7) % 3,
}));

describeOnBackends('classification metrics', () => {
  it.each([1, 10, 37])("are scikit-learn's over all samples, in batches of %i", async (batchSize) => {
    const total = new Float64Array(classificationSumNames.length);
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const sums = tf.tidy(() => {
        const logits = tf.tensor2d(batch.map((row) => row.logits));
        const labels = tf.tensor1d(
          batch.map(({ label }) => label),
          'int32',
        );
        const classWeights = tf.tensor1d([1, 2, 4]);
        const { values, scores } = crossEntropy(logits, labels, { labelSmoothing: 0.1, classWeights });
        return weightedTotals(values, scores).sums;
      });
      (await sums.data()).forEach((value, i) => {
        total[i]! += value;
      });
      sums.dispose();
    }
    const metrics = classificationMetrics(total);
    expect(Object.keys(metrics)).toEqual(classificationMetricInfos.map(({ name }) => name));
    // PyTorch: cross_entropy(z, y, weight=[1, 2, 4], label_smoothing=0.1) in float64.
    expect(metrics.loss).toBeCloseTo(2.1422742464602993, 4);
    expect(metrics.log_loss).toBeCloseTo(2.1690163370734368, 4);
    expect(metrics.accuracy).toBeCloseTo(0.2972972972972973, 6);
  });
});

describe('classification metrics on the host', () => {
  it('are NaN without samples', () => {
    for (const value of Object.values(classificationMetrics(new Float64Array(5)))) expect(value).toBeNaN();
  });

  it('are better when larger only for accuracy', () => {
    expect(classificationMetricInfos.map(({ better }) => better)).toEqual(['min', 'min', 'max']);
  });
});
