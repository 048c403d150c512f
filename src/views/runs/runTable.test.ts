import { describe, expect, it } from 'vitest';
import { type MetricInfo, titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { defaultConfig, taskKinds } from '../../tasks/runConfig';
import { sortRows } from '../../ui/controls/columns';
import { filterRuns, monitorColumns, runColumns } from './runTable';
import { testRun } from './testRuns';

const best = (value: number, monitor = 'loss') => ({ monitor, value, epoch: 1, step: 1 });
const loss: MetricInfo = { name: 'loss', title: 'loss', better: 'min', of: 'both' };
const dice: MetricInfo = { name: 'dice', title: 'Dice', better: 'max', of: 'both' };
const runs = [
  testRun({ name: 'run 10', best: best(0.3), tags: ['baseline'], metrics: [loss] }),
  testRun({ name: 'run 2', best: null, status: 'failed', notes: 'too large a rate' }),
  testRun({ name: 'run 3', best: best(0.1), metrics: [loss] }),
];
const names = (list: { name: string }[]) => list.map(({ name }) => name);
const sorted = (list: RunRecord[], column: string, descending: boolean) =>
  names(sortRows(list, runColumns(monitorColumns(list)), { column, descending }));

describe('the runs table', () => {
  it('orders names by their numbers', () => {
    expect(sorted(runs, 'name', false)).toEqual(['run 2', 'run 3', 'run 10']);
  });

  it.each([true, false])('puts runs without a value last (descending: %s)', (descending) => {
    expect(sorted(runs, 'best loss', descending).at(-1)).toBe('run 2');
  });

  it('orders by the best value both ways', () => {
    expect(sorted(runs, 'best loss', false)).toEqual(['run 3', 'run 10', 'run 2']);
    expect(sorted(runs, 'best loss', true)).toEqual(['run 10', 'run 3', 'run 2']);
  });

  it('finds every word in name, status, notes or tags', () => {
    expect(names(filterRuns(runs, 'BASE'))).toEqual(['run 10']);
    expect(names(filterRuns(runs, 'failed rate'))).toEqual(['run 2']);
    expect(names(filterRuns(runs, 'failed baseline'))).toEqual([]);
    expect(filterRuns(runs, '  ')).toHaveLength(3);
  });
});

describe('the columns of best values', () => {
  const masks = [
    testRun({ name: 'good masks', best: best(0.9, 'dice'), metrics: [loss, dice] }),
    testRun({ name: 'poor masks', best: best(0.2, 'dice'), metrics: [loss, dice] }),
  ];
  const mixed = [masks[1]!, ...runs, masks[0]!];

  it('are one a monitored metric, so that a Dice never stands among losses', () => {
    expect(monitorColumns(mixed).map(({ title, better }) => [title, better])).toEqual([
      ['Best Dice', 'max'],
      ['Best loss', 'min'],
    ]);
    expect(sorted(mixed, 'best dice', false).slice(0, 2)).toEqual(['poor masks', 'good masks']);
    expect(sorted(mixed, 'best loss', false).slice(0, 2)).toEqual(['run 3', 'run 10']);
  });

  it('are one a unit, so that kelvins never stand among scaled values', () => {
    const rmse = (unit: string): MetricInfo => ({
      name: 'rmse',
      title: 'RMSE',
      unit,
      better: 'min',
      of: 'both',
    });
    const warm = testRun({ name: 'warm', best: best(9, 'rmse'), metrics: [rmse('K')] });
    const scaled = testRun({ name: 'scaled', best: best(0.3, 'rmse'), metrics: [rmse('scaled')] });
    const columns = monitorColumns([warm, scaled]);
    expect(columns.map(({ title }) => title)).toEqual(['Best RMSE (K)', 'Best RMSE (scaled)']);
    expect(columns.map(({ value }) => [value(warm), value(scaled)])).toEqual([
      [9, null],
      [null, 0.3],
    ]);
  });

  it('put the best run first at the first click, whichever way is better', () => {
    for (const { key, first } of monitorColumns(mixed)) {
      expect(sorted(mixed, key, first === 'descending')[0]).toBe(
        key === 'best dice' ? 'good masks' : 'run 3',
      );
    }
  });

  it('follow the mode of a run before its metrics', () => {
    const run = masks[0]!;
    const checkpoint = { ...run.config.checkpoint, mode: 'min' as const };
    const told = testRun({ ...run, config: { ...run.config, checkpoint } });
    expect(monitorColumns([told])[0]!.better).toBe('min');
    expect(monitorColumns([told, run])[0]!.better).toBeNull();
  });

  it('claim no direction for a run that does not know its metrics, but know of the loss', () => {
    const earlier = (monitor: string) => testRun({ best: best(0.5, monitor) });
    expect(monitorColumns([earlier('dice')])[0]).toMatchObject({ title: 'Best dice', better: null });
    expect(monitorColumns([earlier('loss')])[0]!.better).toBe('min');
    expect(monitorColumns([earlier('dice'), ...masks])).toMatchObject([
      { title: 'Best Dice', better: 'max' },
    ]);
  });

  it('are called as the task calls them where a run of before does not know its metrics', () => {
    for (const config of taskKinds.map((kind) => defaultConfig(kind))) {
      const { monitor } = config.checkpoint;
      const [info] = metricsNamed({ metrics: [], config }, [monitor]);
      expect(info?.name).toBe(monitor);
      const column = monitorColumns([testRun({ config, best: best(0.5, monitor) })])[0];
      const title = info && titleWithUnit(info);
      expect(column).toMatchObject({ title: `Best ${title}`, better: info?.better });
    }
  });

  it('name the rows and the unit', () => {
    const metrics = [{ ...loss, name: 'hd95', title: 'HD95', unit: 'px' }];
    const run = testRun({ best: best(2, 'validation.hd95'), metrics });
    expect(monitorColumns([run])[0]!.title).toBe('Best validation HD95 (px)');
  });
});
