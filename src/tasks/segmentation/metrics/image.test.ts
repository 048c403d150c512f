import { describe, expect, it } from 'vitest';
import { squaredDistances } from './distanceTransform';
import { imageScores, predictedClasses } from './image';
import { scoredMasks } from './scores.fixture';

describe('scores of an image', () => {
  it.each(scoredMasks)("are NumPy's and SciPy's for $name", (masks) => {
    const { truth, predicted, height, width, counts, overlap, hd95 } = masks;
    const probability = Float32Array.from(predicted, (value) => (value ? 0.75 : 0.25));
    const scores = imageScores(probability, truth, height, width, 2, 0.5);
    expect(scores.correct).toBe(counts.tp + counts.tn);
    expect(scores.classes).toHaveLength(1);
    expect(scores.classes[0]!.counts).toEqual(counts);
    expect(scores.classes[0]!.overlap).toEqual(overlap);
    if (Number.isNaN(hd95)) expect(scores.classes[0]!.hd95).toBeNaN();
    else expect(scores.classes[0]!.hd95).toBeCloseTo(hd95, 12);
  });

  it('take every foreground class against the rest, and its place by the largest probability', () => {
    const { truth, predicted, height, width, counts, hd95 } = scoredMasks[0]!;
    const labels = truth.map((value) => (value ? 2 : 0));
    const probability = new Float32Array(predicted.length * 3);
    predicted.forEach((value, i) => {
      probability.set(value ? [0.3, 0.3, 0.4] : [0.4, 0.3, 0.3], 3 * i);
    });
    const [first, second] = imageScores(probability, labels, height, width, 3, 0.9).classes;
    expect(first!.counts).toEqual({ tp: 0, fp: 0, fn: 0, tn: height * width });
    expect(first!.overlap.dice).toBe(1);
    expect(first!.hd95).toBeNaN();
    expect(second!.counts).toEqual(counts);
    expect(second!.hd95).toBeCloseTo(hd95, 12);
  });

  it('move with the threshold, which itself is foreground', () => {
    const probability = Float32Array.of(0.25, 0.5, 0.75);
    expect([...predictedClasses(probability, 2, 0.5)]).toEqual([0, 1, 1]);
    expect([...predictedClasses(probability, 2, 0.51)]).toEqual([0, 0, 1]);
    expect([...predictedClasses(probability, 2, 0)]).toEqual([1, 1, 1]);
  });

  it('refuse a mask of another size', () => {
    const wrong = () => imageScores(new Float32Array(4), new Uint8Array(6), 2, 2, 2, 0.5);
    expect(wrong).toThrow(expect.objectContaining({ code: 'data-mismatch' }));
  });
});

describe('squared distances', () => {
  it('are those of looking at every mark', () => {
    const [height, width] = [23, 61];
    for (const share of [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001]) {
      // 7919 steps round 1009 places in no order that a row or column would show.
      const marked = Uint8Array.from({ length: height * width }, (_, i) =>
        (i * 7919) % 1009 < 1009 * share ? 1 : 0,
      );
      const marks = [...marked.keys()].filter((i) => marked[i]);
      const expected = Array.from(marked, (_, i) =>
        Math.min(
          ...marks.map(
            (m) => ((m % width) - (i % width)) ** 2 + (Math.floor(m / width) - Math.floor(i / width)) ** 2,
          ),
        ),
      );
      expect(marks.length).toBeGreaterThan(0);
      expect([...squaredDistances(marked, height, width)]).toEqual(expected);
    }
  });
});
