import { describe, expect, it } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { previewSchedule } from './preview';

describe('previewSchedule', () => {
  it('has one point an epoch for a schedule that counts epochs', () => {
    const training = trainingSchema.parse({ epochs: 100, schedule: { name: 'cosineWarmRestarts' } });
    const points = previewSchedule(training, 250);
    expect(points).toHaveLength(100);
    expect(points.map(({ x }) => x)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    // Half a cosine from 1e-3 to 1e-6 over 20 epochs, then one over 40.
    expect(points[10]?.rate).toBeCloseTo(5.005e-4, 9);
    expect(points[19]?.rate).toBeCloseTo(7.1497e-6, 9);
    expect(points[59]?.rate).toBeCloseTo(2.5398e-6, 9);
    expect(points[60]?.rate).toBe(1e-3);
  });

  it('spreads 400 points over a long run, from its first step to its last', () => {
    const training = trainingSchema.parse({
      epochs: 30,
      schedule: { name: 'linear', unit: 'step', endFactor: 0 },
    });
    const points = previewSchedule(training, 250);
    expect(points).toHaveLength(400);
    expect(points[0]).toEqual({ x: 0, rate: 1e-3 });
    expect(points.at(-1)?.x).toBeCloseTo(30 - 1 / 250, 12);
    expect(points.at(-1)?.rate).toBeCloseTo(1e-3 / 7500, 12);
  });

  it('ends where the run ends', () => {
    const training = trainingSchema.parse({
      epochs: 30,
      maxSteps: 5,
      schedule: { name: 'constant', unit: 'step' },
    });
    expect(previewSchedule(training, 2).map(({ x }) => x)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(previewSchedule(trainingSchema.parse({ epochs: 1 }), 3)).toEqual([{ x: 0, rate: 1e-3 }]);
  });
});
