/** The table of runs and metrics: which value stands for a run, which is the best, seeds together, and its texts. */
import { describe, expect, it } from 'vitest';
import type { EpochRow } from '../../protocol/events';
import type { MetricInfo } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { testRun } from '../../protocol/testRun.fixture';
import { settingLeaves, settingRows, settingsOf } from '../settings';
import { bestOfColumn, metricColumns, metricTable, recordedRun, statisticOf } from './metricTable';
import { groupName, seedGroups } from './seeds';
import { metricsCsv, metricsLatex, metricsMarkdown } from './tableText';

const loss: MetricInfo = { name: 'loss', title: 'loss', better: 'min', of: 'both' };
/** A name that sounds like an error, of which more is better: nothing may be read out of names. */
const odd: MetricInfo = { name: 'error_rate', title: 'hits', unit: '%', better: 'max', of: 'validation' };
const neutral: MetricInfo = { name: 'mean', title: 'mean', better: null, of: 'both' };
const metrics = [neutral, loss, odd];

function epochsOf(values: readonly number[]): EpochRow[] {
  return values.map((value, i) => ({
    ...{ epoch: i + 1, step: i + 1, learningRate: 1, seconds: 1, isBest: false },
    train: { loss: value / 2, mean: 5 },
    validation: { loss: value, error_rate: 100 * value, mean: 5 },
  }));
}

function run(name: string, seed: number, learningRate = 0.1, change: Partial<RunRecord> = {}): RunRecord {
  const { config } = testRun();
  const training = { ...config.training, seed, learningRate };
  return testRun({
    ...{ id: `${name} ${seed}`, name, metrics, test: { loss: 7, error_rate: Number.NaN } },
    best: { monitor: 'loss', value: 2, epoch: 2, step: 2 },
    config: { ...config, experiment: { ...config.experiment, name }, training },
    ...change,
  });
}

describe('the value that stands for a run', () => {
  const columns = metricColumns([recordedRun(run('a', 1), [])]);
  const recorded = recordedRun(run('a', 1), epochsOf([3, 1, 2]));
  const of = (statistic: Parameters<typeof statisticOf>[2]) =>
    columns.map((column) => statisticOf(recorded, column, statistic));

  it('puts the loss first, and takes directions from the metric, never from its name', () => {
    expect(columns.map(({ key }) => key)).toEqual(['loss', 'mean', 'error_rate %']);
    expect(of('best')).toEqual([1, null, 300]);
    expect(of('atBest')).toEqual([1, 5, 100]);
    expect(of('last')).toEqual([2, 5, 200]);
  });

  it('has no test value where it is not a number or was not measured', () => {
    expect(of('test')).toEqual([7, null, null]);
  });

  it('keeps apart what is measured in other units', () => {
    const other = run('b', 1, 0.1, { metrics: [{ ...odd, unit: 'of 1' }] });
    const both = metricColumns([recorded, recordedRun(other, epochsOf([1]))]);
    expect(both.map(({ key }) => key)).toContain('error_rate of 1');
    const own = both.find(({ key }) => key === 'error_rate %')!;
    expect(statisticOf(recordedRun(other, epochsOf([1])), own, 'last')).toBeNull();
  });
});

describe('the best of a column', () => {
  it('goes by the direction, names ties, and claims nothing without one', () => {
    expect([...bestOfColumn([3, 1, null, 1], 'min')]).toEqual([1, 3]);
    expect([...bestOfColumn([3, 1, null, 1], 'max')]).toEqual([0]);
    expect([...bestOfColumn([3, 1], null)]).toEqual([]);
    expect([...bestOfColumn([3, null], 'min')]).toEqual([]);
  });
});

describe('seeds', () => {
  const runs = [run('wide', 1), run('narrow', 1, 0.2), run('wide again', 2), run('wide third', 3)];

  it('are together where nothing else differs, whatever the runs are called', () => {
    const groups = seedGroups(runs);
    expect(groups.map(groupName)).toEqual(['wide × 3 seeds', 'narrow']);
    expect(seedGroups([run('a', 1), run('a', 1)]).map(groupName)).toEqual(['a × 2 runs']);
    const older = run('first', 3, 0.1, { createdAt: '2025-01-01T00:00:00.000Z' });
    expect(seedGroups([run('a', 1), older]).map(groupName)).toEqual(['first × 2 seeds']);
    const elsewhere = run('a', 2, 0.1, { dataset: { fingerprint: 'e'.repeat(64), name: 'other' } });
    expect(seedGroups([run('a', 1), elsewhere])).toHaveLength(2);
  });

  it('give mean, deviation of a sample and count', () => {
    const recorded = new Map(runs.map((one, i) => [one.id, recordedRun(one, epochsOf([i + 1]))]));
    const columns = metricColumns([...recorded.values()]);
    const rows = metricTable(seedGroups(runs), columns, 'last', recorded);
    const [wide, narrow] = rows.map(({ cells }) => cells[0]!);
    expect(wide!.values).toEqual([1, 3, 4]);
    expect(wide!.value).toBeCloseTo(8 / 3, 12);
    expect(wide!.deviation).toBeCloseTo(Math.sqrt(7 / 3), 12);
    expect(narrow).toEqual({ value: 2, deviation: null, values: [2] });
  });
});

it('tells every setting, and which ones differ', () => {
  const rows = settingRows([run('a', 1), run('b', 1, 0.2)].map(settingsOf));
  expect(rows.filter(({ differs }) => differs)).toEqual([
    { path: 'training.learningRate', values: ['0.1', '0.2'], differs: true },
  ]);
  expect(rows.length).toBeGreaterThan(20);
});

it('tells settings that only some have', () => {
  const left = run('a', 1).config;
  const optimizer = { name: 'sgd' as const, momentum: 0.9, nesterov: false };
  const rows = settingRows([left, { ...left, training: { ...left.training, optimizer } }].map(settingLeaves));
  expect(rows.filter(({ differs }) => differs).map(({ path, values }) => [path, ...values])).toEqual([
    ['training.optimizer.name', 'adamw', 'sgd'],
    ['training.optimizer.beta1', '0.9', null],
    ['training.optimizer.beta2', '0.999', null],
    ['training.optimizer.epsilon', '1e-8', null],
    ['training.optimizer.amsgrad', 'false', null],
    ['training.optimizer.momentum', null, '0.9'],
    ['training.optimizer.nesterov', null, 'false'],
  ]);
});

describe('names out of somebody’s files', () => {
  const hostile = ['<img src=x onerror=alert(1)>', '=cmd()', '__proto__', 'a|b_c & 50 % \\x'];
  const columns = [{ key: 'loss', metric: { ...loss, title: '<b>|loss_1', unit: '%' } }];
  const groups = hostile.map((name, i) => ({ key: name, runs: [run(name, 1, i + 1)] }));
  const recorded = new Map(
    groups.map(({ runs: [one] }, i) => {
      const described = { ...one!, metrics: [columns[0]!.metric] };
      return [
        one!.id,
        { ...recordedRun(described, epochsOf([i - 1])), infos: new Map([['loss', described.metrics[0]!]]) },
      ];
    }),
  );
  const rows = metricTable(groups, columns, 'last', recorded);

  it('are no formula in the CSV, where negative numbers stay numbers', () => {
    const lines = metricsCsv(rows, columns).split('\n');
    expect(lines[0]).toBe('run,<b>|loss_1 (%),<b>|loss_1 (%) SD,<b>|loss_1 (%) n');
    expect(lines[1]).toBe('<img src=x onerror=alert(1)>,-1,,1');
    expect(lines[2]).toBe("'=cmd(),0,,1");
  });

  it('are no marks in Markdown and LaTeX', () => {
    const text = () => '1.0';
    const markdown = metricsMarkdown(rows, columns, text);
    expect(markdown).toContain('| &lt;img src=x onerror=alert(1)> |');
    expect(markdown).toContain('| a\\|b\\_c &amp; 50 % \\\\x |');
    for (const line of markdown.trim().split('\n')) expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
    const latex = metricsLatex(rows, columns, text);
    expect(latex).toContain('a\\textbar{}b\\_c \\& 50 \\% \\textbackslash{}x & 1.0 \\\\');
    expect(latex).toContain('\\_\\_proto\\_\\_');
  });
});
