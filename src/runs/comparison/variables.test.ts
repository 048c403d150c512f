/** What runs can be drawn by. */
import { expect, it } from 'vitest';
import type { MetricInfo } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { testRun } from '../../protocol/testRun.fixture';
import { settingVariables, suitsLog, variablesOf } from './variables';

const loss: MetricInfo = { name: 'loss', title: 'loss', unit: 'nats', better: 'min', of: 'both' };

function run(id: string, model: RunRecord['config']['model'], change: Partial<RunRecord> = {}): RunRecord {
  return testRun({ id, name: id, metrics: [loss], config: { ...testRun().config, model }, ...change });
}

it('are settings that differ, numbers and categories apart, then metrics and what a run cost', () => {
  const runs = [
    run('a', { width: 8, act: 'relu', layers: [1, 2], same: 1 }, { parameterCount: 10 }),
    run('b', { width: 16, act: 'tanh', layers: [1, 3], same: 1, extra: true }),
    run('c', { width: null, act: '__proto__', layers: [1, 2], same: 1 }),
  ];
  const epochs = [
    { epoch: 1, step: 1, learningRate: 1, seconds: 1, isBest: true, train: {}, validation: { loss: 2 } },
  ];
  const variables = variablesOf(runs, 'best', ({ id }) => (id === 'a' ? epochs : []));
  expect(variables.map(({ key, title, kind, values }) => [key, title, kind, ...values])).toEqual([
    ['setting model.width', 'model.width', 'number', 8, 16, null],
    ['setting model.act', 'model.act', 'category', 'relu', 'tanh', '__proto__'],
    ['setting model.layers', 'model.layers', 'category', '[1,2]', '[1,3]', '[1,2]'],
    ['setting model.extra', 'model.extra', 'category', null, 'true', null],
    ['metric loss nats', 'best loss (nats)', 'number', 2, null, null],
    ['cost parameters', 'parameters', 'number', 10, null, null],
    ['cost seconds', 'duration (s)', 'number', 10, 10, 10],
  ]);
});

it('have the dataset among them where there are several, apart even where two have one name', () => {
  const of = (fingerprint: string, name: string) =>
    run(fingerprint, {}, { dataset: { fingerprint: fingerprint.repeat(64), name } });
  const [named] = settingVariables([of('a', 'left'), of('b', 'right')]);
  expect(named).toMatchObject({ title: 'dataset', values: ['left', 'right'] });
  const [alike] = settingVariables([of('a', 'table'), of('b', 'table')]);
  expect(alike!.values).toEqual(['table aaaaaaaa', 'table bbbbbbbb']);
  expect(settingVariables([of('a', 'left'), of('a', 'left')])).toEqual([]);
});

it('suit a logarithmic axis where all are positive, and ask for one over a decade', () => {
  expect(suitsLog([1e-4, null, 1e-2])).toEqual({ possible: true, better: true });
  expect(suitsLog([2, 3])).toEqual({ possible: true, better: false });
  expect(suitsLog([0, 1])).toEqual({ possible: false, better: false });
  expect(suitsLog([null])).toEqual({ possible: false, better: false });
});
