import { describe, expect, it } from 'vitest';
import { type MetricInfo, titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { testRun } from '../../protocol/testRun.fixture';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { defaultConfig, taskKinds } from '../../tasks/runConfig';
import { defaultColumnKeys, metricColumns, offeredColumns, tableColumns } from './columns';
import { sortRuns } from './order';
import { tableRun, valueNamed } from './tableRun';

const best = (value: number, monitor = 'loss') => ({ monitor, value, epoch: 1, step: 1 });
const loss: MetricInfo = { name: 'loss', title: 'loss', better: 'min', of: 'both' };
const dice: MetricInfo = { name: 'dice', title: 'Dice', better: 'max', of: 'both' };
const rows = (runs: readonly RunRecord[]) => runs.map((run) => tableRun(run));
const sorted = (runs: readonly RunRecord[], column: string, descending: boolean) =>
  sortRuns(rows(runs), tableColumns(null, rows(runs)), [{ column, descending }]).map(({ name }) => name);
const columnsOf = (runs: readonly RunRecord[]) => metricColumns(rows(runs));

const runs = [
  testRun({ name: 'run 10', best: best(0.3), tags: ['baseline'], metrics: [loss] }),
  testRun({ name: 'run 2', best: null, status: 'failed', notes: 'too large a rate' }),
  testRun({ name: 'run 3', best: best(0.1), metrics: [loss] }),
];
const masks = [
  testRun({ name: 'good masks', best: best(0.9, 'dice'), metrics: [loss, dice] }),
  testRun({ name: 'poor masks', best: best(0.2, 'dice'), metrics: [loss, dice] }),
];
const mixed = [masks[1]!, ...runs, masks[0]!];

describe('the columns of metrics', () => {
  it('are one a monitored metric, so that a Dice never stands among losses', () => {
    expect(columnsOf(mixed).map(({ title, better }) => [title, better])).toEqual([
      ['Best Dice', 'max'],
      ['Best loss', 'min'],
    ]);
    expect(sorted(mixed, 'best.dice', false).slice(0, 2)).toEqual(['poor masks', 'good masks']);
    expect(sorted(mixed, 'best.loss', false).slice(0, 2)).toEqual(['run 3', 'run 10']);
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
    const columns = columnsOf([warm, scaled]);
    expect(columns.map(({ key, title }) => [key, title])).toEqual([
      ['best.rmse [K]', 'Best RMSE (K)'],
      ['best.rmse [scaled]', 'Best RMSE (scaled)'],
    ]);
    expect(columns.map(({ value }) => [value(tableRun(warm)), value(tableRun(scaled))])).toEqual([
      [9, null],
      [null, 0.3],
    ]);
  });

  it('put the best run first at the first click, whichever way is better', () => {
    for (const { key, first } of columnsOf(mixed)) {
      expect(sorted(mixed, key, first === 'descending')[0]).toBe(
        key === 'best.dice' ? 'good masks' : 'run 3',
      );
    }
  });

  it('follow the mode of a run before its metrics', () => {
    const run = masks[0]!;
    const checkpoint = { ...run.config.checkpoint, mode: 'min' as const };
    const told = testRun({ ...run, config: { ...run.config, checkpoint } });
    expect(columnsOf([told])[0]!.better).toBe('min');
    expect(columnsOf([told, run])[0]!.better).toBeNull();
  });

  it('claim no direction for a run that does not know its metrics, but know of the loss', () => {
    const earlier = (monitor: string) => testRun({ best: best(0.5, monitor) });
    expect(columnsOf([earlier('dice')])[0]).toMatchObject({ title: 'Best dice', better: null });
    expect(columnsOf([earlier('loss')])[0]!.better).toBe('min');
    expect(columnsOf([earlier('dice'), ...masks])).toMatchObject([{ title: 'Best Dice', better: 'max' }]);
  });

  it('are called as the task calls them where a run of before does not know its metrics', () => {
    for (const config of taskKinds.map((kind) => defaultConfig(kind))) {
      const { monitor } = config.checkpoint;
      const [info] = metricsNamed({ metrics: [], config }, [monitor]);
      expect(info?.name).toBe(monitor);
      const column = columnsOf([testRun({ config, best: best(0.5, monitor) })])[0];
      const title = info && titleWithUnit(info);
      expect(column).toMatchObject({ title: `Best ${title}`, better: info?.better });
    }
  });

  it('name the rows and the unit', () => {
    const metrics = [{ ...loss, name: 'hd95', title: 'HD95', unit: 'px' }];
    const run = testRun({ best: best(2, 'validation.hd95'), metrics });
    expect(columnsOf([run])[0]!.title).toBe('Best validation HD95 (px)');
  });

  it('have those of the test rows and of the last epoch, where they are known', () => {
    const last = { train: { loss: 0.4, dice: 0.5 }, validation: { loss: 0.6, dice: Number.NaN } };
    const row = tableRun(testRun({ ...masks[0]!, test: { loss: 0.2, dice: 0.8 } }), {
      status: 'training',
      last,
    });
    expect(row.status).toBe('training');
    expect(metricColumns([row]).map((column) => [column.title, column.better, column.value(row)])).toEqual([
      ['Best Dice', 'max', 0.9],
      ['Test loss', 'min', 0.2],
      ['Test Dice', 'max', 0.8],
      ['Last loss', 'min', 0.6],
      ['Last Dice', 'max', null],
    ]);
  });
});

describe('the columns of a table of runs', () => {
  it('begin as state, dataset, best values, epochs, duration and time', () => {
    expect(defaultColumnKeys(columnsOf(mixed))).toEqual([
      'name',
      'state',
      'dataset',
      'best.dice',
      'best.loss',
      'epochs',
      'duration',
      'created',
    ]);
  });

  it('are shown in the order in which they were chosen, the name first, and what is unknown is left out', () => {
    const chosen = tableColumns(['training.seed', 'nothing.there', 'best.loss', 'tag'], rows(mixed));
    expect(chosen.map(({ key, numeric }) => [key, numeric])).toEqual([
      ['name', false],
      ['training.seed', true],
      ['best.loss', true],
      ['tag', false],
    ]);
  });

  it('offer every setting that a run has, lists as JSON', () => {
    const offered = offeredColumns(rows(runs)).map(({ key }) => key);
    expect(offered).toEqual(
      expect.arrayContaining(['training.batchSize', 'training.optimizer.name', 'task']),
    );
    const row = tableRun(testRun({}));
    expect(row.settings.get('training.regularizers')).toBe('[]');
    expect(row.settings.get('training.maxSteps')).toBeNull();
  });

  it('keep a setting apart that is named as a field', () => {
    const config = { ...testRun().config, model: JSON.parse('{"__proto__": {"polluted": 1}, "x": 2}') };
    const row = { ...tableRun(testRun({ config })), settings: new Map([['epochs', 7]]) };
    expect(offeredColumns([row]).find(({ kind }) => kind === 'setting')!.key).toBe('config.epochs');
    expect([valueNamed(row, 'epochs'), valueNamed(row, 'config.epochs')]).toEqual([20, 7]);
    const hostile = tableRun(testRun({ config }));
    expect(hostile.settings.get('model.__proto__.polluted')).toBe(1);
    expect('polluted' in {}).toBe(false);
    expect(valueNamed(hostile, '__proto__')).toBeUndefined();
    expect(valueNamed(hostile, 'constructor')).toBeUndefined();
  });
});
