import { describe, expect, it } from 'vitest';
import { metricFamilies } from '../../protocol/metrics';
import { stepColumns } from '../../protocol/steps';
import { createRunSeries } from '../../store/series';
import { maxPoints } from '../../ui/charts/curve';
import { epochEnd, familyCurves, metricCurves, partCurves } from './runCurves';

function trained(epochs: number, stepsPerEpoch: number) {
  const series = createRunSeries((task) => task());
  for (let epoch = 1; epoch <= epochs; epoch++) {
    series.append(
      stepColumns(
        Array.from({ length: stepsPerEpoch }, (_, index) => {
          const step = (epoch - 1) * stepsPerEpoch + index + 1;
          return { step, epoch: step / stepsPerEpoch, loss: step, learningRate: 1, gradientNorm: 1 };
        }),
      ),
    );
    series.appendEpoch({
      epoch,
      step: epoch * stepsPerEpoch,
      train: { loss: epoch, mae: epoch * 2 },
      validation: epoch % 2 === 0 ? { loss: epoch * 3, mae: epoch * 4 } : null,
      learningRate: 1,
      seconds: 1,
      isBest: false,
    });
  }
  return series;
}

const everything = { from: 0, to: 1e9, smoothing: 0 };

describe('metric curves', () => {
  it('draw the training loss from steps and the validation loss at the ends of epochs', () => {
    const [train, validation] = metricCurves(trained(4, 10), 'loss', 'blue', everything);
    expect(train).toMatchObject({ dashed: true, colour: 'blue' });
    expect(train!.points).toHaveLength(40);
    expect(validation!.points.map(({ x, y }) => [x, y])).toEqual([
      [2, 6],
      [4, 12],
    ]);
  });

  it('draw every other metric from epochs', () => {
    const [train] = metricCurves(trained(3, 10), 'mae', 'blue', everything);
    expect(train!.points.map(({ x, y }) => [x, y])).toEqual([
      [1, 2],
      [2, 4],
      [3, 6],
    ]);
  });

  it('stand at whole epochs when a run has no steps, as one that was imported from a checkpoint', () => {
    const series = createRunSeries((task) => task());
    for (const row of trained(2, 10).epochs()) series.appendEpoch(row);
    const [train] = metricCurves(series, 'mae', 'blue', everything);
    expect(train!.points.map(({ x }) => x)).toEqual([1, 2]);
  });

  it('stay below the limit of points and lose no extreme', () => {
    const [train] = metricCurves(trained(50, 100), 'loss', 'blue', { ...everything, smoothing: 0.9 });
    expect(train!.points.length).toBeLessThanOrEqual(maxPoints);
    expect(Math.max(...train!.raw!.map(({ max }) => max))).toBe(5000);
  });
});

describe('curves of the parts of a loss', () => {
  it('have a hue each, train dashed and validation solid, and leave out what was never measured', () => {
    const parts = [
      { name: 'mae', title: 'mae' },
      { name: 'none', title: 'none' },
      { name: 'loss', title: 'all' },
    ];
    const curves = partCurves(trained(4, 10), parts, everything);
    expect(curves.map(({ label, colour, dashed }) => [label, colour, dashed ?? false])).toEqual([
      ['mae train', 'var(--series-0)', true],
      ['mae valid', 'var(--series-0)', false],
      ['all train', 'var(--series-2)', true],
      ['all valid', 'var(--series-2)', false],
    ]);
    expect(curves[1]!.points.map(({ y }) => y)).toEqual([8, 16]);
    const unvalidated = partCurves(trained(1, 10), parts.slice(0, 1), everything);
    expect(unvalidated).toMatchObject([{ label: 'mae', points: [{ x: 1, y: 2 }] }]);
    expect(unvalidated[0]).not.toHaveProperty('dashed');
  });
});

describe('the curves of a metric of every subject', () => {
  const infos = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ name: `loss/${i}`, title: `loss of ${i}`, better: 'min' as const, of: 'both' as const },
      ...{ group: 'loss of each session', subject: `session ${i}` },
    }));

  function seriesOf(count: number) {
    const series = createRunSeries((task) => task());
    const values = (factor: number) =>
      Object.fromEntries(infos(count).map(({ name }, i) => [name, factor * (i + 1)]));
    series.appendEpoch({
      ...{ epoch: 1, step: 10, learningRate: 1, seconds: 1, isBest: false },
      ...{ train: values(1), validation: values(2) },
    });
    return series;
  }

  it('are train and validation of each, under the names of the subjects', () => {
    const [family] = metricFamilies(infos(3));
    const curves = familyCurves(seriesOf(3), family!, everything);
    expect(curves.map(({ label }) => label).slice(0, 2)).toEqual(['session 0 train', 'session 0 valid']);
    expect(curves).toHaveLength(6);
  });

  it('are validation alone where there are many, dashed where hues come again', () => {
    const [family] = metricFamilies(infos(12));
    const curves = familyCurves(seriesOf(12), family!, everything);
    expect(curves.map(({ label }) => label)).toEqual(infos(12).map(({ subject }) => subject));
    expect(curves.map(({ points }) => points[0]?.y)).toEqual(infos(12).map((_, i) => 2 * (i + 1)));
    expect(curves.map(({ dashed }) => dashed)).toEqual(infos(12).map((_, i) => i >= 8));
  });

  it('need a subject each, and two of them', () => {
    const [first, second] = infos(2);
    const { subject: _, ...without } = second!;
    expect(metricFamilies([first!, without])).toEqual([]);
    expect(metricFamilies([first!])).toEqual([]);
  });
});

describe('the end of an epoch', () => {
  const series = createRunSeries((task) => task());
  series.append(
    stepColumns(
      [0, 1, 2, 4, 5, 6].map((step) => ({
        step,
        epoch: step / 4,
        loss: 1,
        learningRate: 1,
        gradientNorm: 1,
      })),
    ),
  );
  const row = (epoch: number, step: number) => ({
    ...{ epoch, step, train: {}, validation: {}, learningRate: 1, seconds: 1, isBest: false },
  });

  it('is where its step stands, and between two steps where it is counted', () => {
    expect(epochEnd(series, row(7, 4))).toBe(1);
    expect(epochEnd(series, row(1, 3))).toBe(1);
    expect(epochEnd(series, row(2, 7))).toBe(2);
    expect(epochEnd(createRunSeries(), row(3, 30))).toBe(3);
  });

  it('of a row that is known by its step alone is at the step before it', () => {
    expect(epochEnd(series, row(3, 3))).toBe(0.5);
    expect(epochEnd(series, row(700, 7))).toBe(1.5);
  });
});
