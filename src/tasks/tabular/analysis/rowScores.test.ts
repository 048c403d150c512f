/** Scores of rows, whose means are the metrics of all rows. */
import { expect, it } from 'vitest';
import { measuresOfRows } from './rowScores';
import { scoresOf } from './scores';

const rows = [0, 1, 2, 3, 4];

it('give the MAE and the RMSE of a target when they are pooled', () => {
  const output = { kind: 'regression' as const, targets: ['y'] };
  const data = { output, predicted: [1, 2, 3, 4, 5.5], actual: [1.5, 2, 2, 6, 5] };
  const [mae, rmse] = measuresOfRows(data, 5);
  expect([...mae!.values]).toEqual([0.5, 0, 1, 2, 0.5]);
  expect(mae).toMatchObject({ title: 'MAE', unit: 'in units of y', better: 'min', pooling: 'mean' });
  expect(rmse!.pooling).toBe('rootMean');
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / 5;
  const [, wholeRmse, wholeMae] = scoresOf(data, rows);
  expect(mean(mae!.values)).toBeCloseTo(wholeMae!, 12);
  expect(Math.sqrt(mean(rmse!.values))).toBeCloseTo(wholeRmse!, 12);
});

it('of several targets are in spreads of each first, since their units have no mean', () => {
  const output = { kind: 'regression' as const, targets: ['a', 'b', 'constant'] };
  const actual = [0, 0, 7, 2, 200, 7];
  const predicted = [1, 0, 7, 2, 300, 8];
  const [together, a, b, constant] = measuresOfRows({ output, predicted, actual }, 2);
  // Spreads are 1 and 100; a target without one has no place in the mean.
  expect([...together!.values]).toEqual([0.5, 0.5]);
  expect(together!.unit).toBe('SD of each');
  expect([a!.title, ...a!.values]).toEqual(['MAE of a', 1, 0]);
  expect([...b!.values]).toEqual([0, 100]);
  expect([...constant!.values]).toEqual([0, 1]);
});

it('of classes are hits and log losses; a row without its class has none', () => {
  const output = { kind: 'classification' as const, target: 'c', classes: ['x', 'y'] };
  const data = { output, predicted: [0.9, 0.1, 0.4, 0.6, 0.5, 0.5, 0, 1], actual: [0, 0, Number.NaN, 0] };
  const [accuracy, logLoss] = measuresOfRows(data, 4);
  expect([...accuracy!.values]).toEqual([1, 0, Number.NaN, 0]);
  expect([...logLoss!.values]).toEqual([-Math.log(0.9), -Math.log(0.4), Number.NaN, -Math.log(1e-15)]);
  expect(accuracy!.better).toBe('max');
});
