import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../protocol/records';
import { stepColumns } from '../../../protocol/steps';
import { testRun } from '../../../protocol/testRun.fixture';
import { createRunSeries, type RunSeries } from '../../../store/series';
import { drawnCsv, fullCsv } from './curveFiles';
import { drawLines, extentOf, linesOf, type View } from './lines';
import { offeredMetrics, pictures } from './metricChoice';
import { groupings, ownersOf } from './owners';

function runWith(name: string, batchSize: number): RunRecord {
  const run = testRun({ name, colour: 9 });
  return { ...run, config: { ...run.config, training: { ...run.config.training, batchSize } } };
}

const runs = [runWith('one', 16), runWith('two', 16), runWith('three', 32)];
const all = new Map<string, RunSeries>(
  runs.map(({ id }, r) => {
    const series = createRunSeries((task) => task());
    const rows = Array.from({ length: 5000 }, (_, i) => ({
      ...{
        step: i + 1,
        epoch: (i + 1) / 1000,
        loss: r + 1,
        learningRate: 1,
        gradientNorm: i === 3210 ? 99 : r,
      },
    }));
    series.append(stepColumns(rows));
    for (let epoch = 1; epoch <= 5; epoch++) {
      series.appendEpoch({
        ...{ epoch, step: epoch * 1000, learningRate: 1, seconds: 1, isBest: false },
        ...{ train: { loss: r }, validation: { loss: epoch * (r + 1) } },
      });
    }
    return [id, series];
  }),
);
const seriesOf = (id: string) => all.get(id)!;
const offered = offeredMetrics(runs, seriesOf);
const chosen = (...keys: string[]) => offered.filter(({ key }) => keys.includes(key));

const view: View = {
  ...{ from: 0, to: 5, logX: false, smoothing: null, smoothEpochs: false },
  ...{ spread: null, isolated: '', most: 300 },
};
const budget = () => ({ points: 1e9 });

describe('the lines of a picture', () => {
  it('are one a run and metric, in the colours of the runs, and each kind in its pattern', () => {
    const metrics = chosen('validation.loss', 'train.loss');
    const { curves } = drawLines(linesOf(ownersOf(runs, ''), metrics, 'epoch', seriesOf), view, budget());
    expect(curves.map(({ label }) => label)).toEqual([
      'one · validation loss',
      'one · train loss',
      'two · validation loss',
      'two · train loss',
      'three · validation loss',
      'three · train loss',
    ]);
    expect(new Set(curves.map(({ dash }) => dash)).size).toBe(2);
    expect(new Set(curves.map(({ colour }) => colour))).toEqual(new Set(['var(--series-1)']));
  });

  it('show the spike of one step however many there are', () => {
    const lines = linesOf(ownersOf(runs, ''), chosen('step.gradientNorm'), 'step', seriesOf);
    const { curves } = drawLines(lines, { ...view, to: 5000 }, budget());
    expect(curves[0]!.points.length).toBeLessThanOrEqual(300);
    expect(Math.max(...curves[0]!.raw!.map(({ max }) => max))).toBe(99);
    expect(extentOf(lines)).toEqual({ low: 1, high: 5000, lowestPositive: 1 });
  });

  it('stand back for the one that is isolated', () => {
    const lines = linesOf(ownersOf(runs, ''), chosen('validation.loss'), 'epoch', seriesOf);
    const { curves } = drawLines(lines, { ...view, isolated: 'two' }, budget());
    expect(curves.map(({ faint }) => faint)).toEqual([true, false, true]);
  });

  it('are means with bands of runs that share a setting', () => {
    expect(groupings(runs)).toEqual(['training.batchSize']);
    const owners = ownersOf(runs, 'training.batchSize');
    expect(owners.map(({ label }) => label)).toEqual(['batchSize 16 (2)', 'batchSize 32 (1)']);
    const lines = linesOf(owners, chosen('validation.loss'), 'epoch', seriesOf);
    const { curves } = drawLines(lines, { ...view, spread: 'range' }, budget());
    expect(curves[0]!.raw!.map(({ y, min, max }) => [y, min, max])[1]).toEqual([3, 2, 4]);
    expect(curves).toHaveLength(2);
  });

  it('are smoothed over steps, over epochs only where that is asked for', () => {
    const smoothing = { kind: 'mean', amount: 3 } as const;
    const metrics = chosen('validation.loss', 'step.loss');
    const lines = linesOf(ownersOf(runs.slice(0, 1), ''), metrics, 'epoch', seriesOf);
    const ys = (asked: Partial<View>) =>
      drawLines(lines, { ...view, smoothing, ...asked }, budget()).curves[0]!.points.map(({ y }) => y);
    expect(ys({})).toEqual([1, 2, 3, 4, 5]);
    expect(ys({ smoothEpochs: true })).toEqual([1.5, 2, 3, 4, 4.5]);
  });

  it('are dots where x is another metric', () => {
    const [x] = chosen('step.gradientNorm');
    const { curves } = drawLines(
      linesOf(ownersOf(runs, ''), chosen('step.loss'), x!, seriesOf),
      view,
      budget(),
    );
    expect(curves[0]).toMatchObject({ unordered: true });
    expect(curves[0]!.points).toHaveLength(5000);
  });
});

describe('pictures', () => {
  it('are one a metric with all of its parts, or one a unit', () => {
    const metrics = chosen('validation.loss', 'train.loss', 'step.gradientNorm');
    expect(pictures(metrics, 'metric').map(({ title }) => title)).toEqual([
      'Loss',
      'Gradient norm of each step',
    ]);
    expect(pictures(metrics, 'unit').map(({ title }) => title)).toEqual(['Loss, gradient norm']);
  });
});

describe('the files of a picture', () => {
  it('have every value, and its smoothed one', async () => {
    const lines = linesOf(ownersOf(runs, ''), chosen('step.loss'), 'step', seriesOf);
    const text = await (await fullCsv('step', lines, () => ({ kind: 'mean', amount: 3 }))).text();
    const rows = text.trim().split('\n');
    expect(rows[0]).toBe('run,metric,step,value,smoothed');
    expect(rows).toHaveLength(1 + 3 * 5000);
    expect(rows[5001]).toBe('two,loss of each step,1,2,2');
  });

  it('have the drawn points with their ranges', () => {
    const lines = linesOf(ownersOf(runs.slice(0, 1), ''), chosen('step.gradientNorm'), 'step', seriesOf);
    const { curves } = drawLines(lines, { ...view, to: 5000 }, budget());
    const rows = drawnCsv('step', curves).trim().split('\n');
    expect(rows[0]).toBe('line,step,value,lowest,highest');
    expect(rows.some((row) => row.endsWith(',0,99'))).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(301);
  });
});
