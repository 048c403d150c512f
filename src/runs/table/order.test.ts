import { describe, expect, it } from 'vitest';
import { testRun } from '../../protocol/testRun.fixture';
import { tableColumns } from './columns';
import { nextSort, type SortKey, sortRuns } from './order';
import { tableRun } from './tableRun';

const best = (value: number) => ({ monitor: 'loss', value, epoch: 1, step: 1 });
const runs = [
  testRun({ name: 'run 10', best: best(0.3), seconds: 5 }),
  testRun({ name: 'run 2', best: null, seconds: 5 }),
  testRun({ name: 'run 3', best: best(0.1), seconds: 1 }),
].map((run) => tableRun(run));
const sorted = (...keys: SortKey[]) => sortRuns(runs, tableColumns(null, runs), keys).map(({ name }) => name);

describe('the order of runs', () => {
  it('takes names in the order of their numbers', () => {
    expect(sorted({ column: 'name', descending: false })).toEqual(['run 2', 'run 3', 'run 10']);
  });

  it.each([true, false])('puts runs without a value last (descending: %s)', (descending) => {
    expect(sorted({ column: 'best.loss', descending }).at(-1)).toBe('run 2');
  });

  it('asks a second column where the first finds no difference', () => {
    const duration = { column: 'duration', descending: false };
    expect(sorted(duration, { column: 'name', descending: false })).toEqual(['run 3', 'run 2', 'run 10']);
    expect(sorted(duration, { column: 'name', descending: true })).toEqual(['run 3', 'run 10', 'run 2']);
  });

  it('has pinned runs above all others', () => {
    const pinned = runs.map((run) => ({ ...run, pinned: run.name === 'run 10' }));
    const order = sortRuns(pinned, tableColumns(null, pinned), [{ column: 'name', descending: false }]);
    expect(order.map(({ name }) => name)).toEqual(['run 10', 'run 2', 'run 3']);
  });
});

describe('a click on a heading', () => {
  const loss = { key: 'loss', first: 'ascending' } as const;
  const dice = { key: 'dice', first: 'descending' } as const;
  const byLoss = [{ column: 'loss', descending: false }];

  it('asks for the better values first, then for the others', () => {
    expect(nextSort(byLoss, dice, false)).toEqual([{ column: 'dice', descending: true }]);
    expect(nextSort(byLoss, loss, false)).toEqual([{ column: 'loss', descending: true }]);
  });

  it('adds a column with Shift, and turns one that orders already', () => {
    const both = nextSort(byLoss, dice, true);
    expect(both).toEqual([...byLoss, { column: 'dice', descending: true }]);
    expect(nextSort(both, loss, true)).toEqual([
      { column: 'loss', descending: true },
      { column: 'dice', descending: true },
    ]);
  });
});
