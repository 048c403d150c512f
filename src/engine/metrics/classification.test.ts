import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { describeOnBackends } from '../testBackends';
import {
  classificationDirection,
  classificationMetricNames,
  classificationMetrics,
  classificationSumNames,
  classificationSums,
} from './classification';

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
      const sums = tf.tidy(() =>
        classificationSums(
          tf.tensor2d(batch.map(({ logits }) => logits)),
          tf.tensor1d(
            batch.map(({ label }) => label),
            'int32',
          ),
          tf.scalar(3 * batch.length),
          tf.scalar(2 * batch.length),
        ),
      );
      (await sums.data()).forEach((value, i) => {
        total[i]! += value;
      });
      sums.dispose();
    }
    const metrics = classificationMetrics(total);
    expect(Object.keys(metrics)).toEqual(classificationMetricNames);
    expect(metrics.loss).toBeCloseTo(1.5, 6);
    expect(metrics.log_loss).toBeCloseTo(2.1690163370734368, 4);
    expect(metrics.accuracy).toBeCloseTo(0.2972972972972973, 6);
  });
});

describe('classification metrics on the host', () => {
  it('are NaN without samples', () => {
    for (const value of Object.values(classificationMetrics(new Float64Array(5)))) expect(value).toBeNaN();
  });

  it('are better when larger only for accuracy', () => {
    expect(classificationMetricNames.map(classificationDirection)).toEqual(['min', 'min', 'max']);
  });
});
