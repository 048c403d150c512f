import { describe, expect, it } from 'vitest';
import { classificationAnalysis } from './classificationAnalysis';

/** 60 rows of five classes, the last never there and never predicted; scikit-learn saw the same numbers. */
function sample() {
  const scores: number[] = [];
  const labels: number[] = [];
  for (let i = 0; i < 60; i++) {
    const label = ((i * 7) % 13) % 4;
    labels.push(label);
    for (let c = 0; c < 5; c++) {
      const score = ((i * (c + 3) * 11) % 17) / 17 + (label === c ? 0.45 : 0);
      scores.push(Math.round(score * 100) / 100 - (c === 4 ? 10 : 0));
    }
  }
  return { scores, labels, target: 'kind', classes: ['a', 'b', 'c', 'd', 'never'] };
}

describe('classificationAnalysis', () => {
  const analysis = classificationAnalysis(sample());

  it('counts the confusion matrix with true classes as rows', () => {
    expect(analysis.confusion).toEqual([
      [14, 0, 3, 1, 0],
      [2, 11, 1, 0, 0],
      [0, 2, 11, 1, 0],
      [0, 2, 1, 11, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(analysis.accuracy).toBeCloseTo(0.7833333333333333, 12);
  });

  it("gives scikit-learn's precision, recall, F1 and support of each class", () => {
    const [a, b] = analysis.classes;
    expect(a).toMatchObject({ name: 'a', support: 18, precision: 0.875 });
    expect(a?.recall).toBeCloseTo(0.7777777777777778, 12);
    expect(a?.f1).toBeCloseTo(0.823529411764706, 12);
    expect(b?.precision).toBeCloseTo(0.7333333333333333, 12);
    expect(analysis.classes[4]).toMatchObject({ support: 0, precision: 0, recall: 0, f1: 0 });
  });

  it("gives scikit-learn's macro averages, without the class that never occurs", () => {
    expect(analysis.macro.precision).toBeCloseTo(0.7854967948717949, 12);
    expect(analysis.macro.recall).toBeCloseTo(0.7837301587301587, 12);
    expect(analysis.macro.f1).toBeCloseTo(0.7825745623920066, 12);
  });

  it("gives scikit-learn's areas under the curve, with many tied scores", () => {
    const expected = [0.8055555555555555, 0.9021739130434783, 0.8540372670807453, 0.9130434782608695];
    expected.forEach((auc, index) => {
      expect(analysis.classes[index]?.auc).toBeCloseTo(auc, 12);
    });
    expect(analysis.classes[4]).toMatchObject({ auc: null, roc: [] });
  });

  it('draws each curve from (0, 0) to (1, 1), never falling', () => {
    const curve = analysis.classes[0]?.roc ?? [];
    expect(curve[0]).toEqual({ falsePositiveRate: 0, truePositiveRate: 0 });
    expect(curve.at(-1)).toEqual({ falsePositiveRate: 1, truePositiveRate: 1 });
    for (let i = 1; i < curve.length; i++) {
      expect(curve[i]!.falsePositiveRate).toBeGreaterThanOrEqual(curve[i - 1]!.falsePositiveRate);
      expect(curve[i]!.truePositiveRate).toBeGreaterThanOrEqual(curve[i - 1]!.truePositiveRate);
    }
  });

  it('counts scores that are all equal as an area of one half', () => {
    const flat = classificationAnalysis({
      scores: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      labels: [0, 1, 1],
      target: 'kind',
      classes: ['no', 'yes'],
    });
    expect(flat.classes[1]?.auc).toBe(0.5);
    expect(flat.classes[1]?.roc).toHaveLength(2);
  });

  it('keeps curves at 200 points and the area exact', () => {
    const rows = 5000;
    const labels = Array.from({ length: rows }, (_, i) => ((i * 7919) % 10 < 5 ? 1 : 0));
    const scores = labels.flatMap((label, i) => {
      const score = ((i * 104_729) % rows) / rows + label * 0.3;
      return [-score, score];
    });
    const { classes } = classificationAnalysis({ scores, labels, target: 'kind', classes: ['no', 'yes'] });
    expect(classes[1]?.roc.length).toBe(200);
    let wins = 0;
    const positives = labels.flatMap((label, i) => (label === 1 ? [scores[2 * i + 1]!] : []));
    const negatives = labels.flatMap((label, i) => (label === 0 ? [scores[2 * i + 1]!] : []));
    for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
    expect(classes[1]?.auc).toBeCloseTo(wins / (positives.length * negatives.length), 12);
  });

  it('refuses a label that is no class, and sizes that do not fit', () => {
    const data = { target: 'kind', classes: ['no', 'yes'] };
    expect(() => classificationAnalysis({ ...data, scores: [0, 1], labels: [2] })).toThrow(
      'Label 2 of row 0',
    );
    expect(() => classificationAnalysis({ ...data, scores: [0, 1, 2], labels: [0] })).toThrow(RangeError);
  });

  it('has no averages for no rows', () => {
    const empty = classificationAnalysis({ scores: [], labels: [], target: 'kind', classes: ['a', 'b'] });
    expect(empty.accuracy).toBeNull();
    expect(empty.macro).toEqual({ precision: null, recall: null, f1: null, auc: null });
  });
});
