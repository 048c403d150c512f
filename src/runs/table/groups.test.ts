import { describe, expect, it } from 'vitest';
import { testRun } from '../../protocol/testRun.fixture';
import { offeredColumns } from './columns';
import { commonValue, groupRuns, spreadOf } from './groups';
import { tableRun } from './tableRun';

const runs = [
  testRun({ name: 'a', dataset: { fingerprint: 'f', name: 'iris' }, tags: ['x', 'y'] }),
  testRun({ name: 'b', dataset: { fingerprint: 'f', name: '__proto__' } }),
  testRun({ name: 'c', dataset: { fingerprint: 'f', name: 'iris' }, tags: ['y', 'y'] }),
].map((run) => tableRun(run));
const column = (key: string) => offeredColumns(runs).find((one) => one.key === key)!;
const groups = (key: string) =>
  groupRuns(runs, column(key)).map(({ value, runs: members }) => [value, members.map(({ name }) => name)]);

describe('groups of runs', () => {
  it('are those of the same value, in the order of their first runs', () => {
    expect(groups('dataset')).toEqual([
      ['iris', ['a', 'c']],
      ['__proto__', ['b']],
    ]);
  });

  it('have a run in the group of each of its tags, once, and those without a tag last', () => {
    expect(groups('tag')).toEqual([
      ['x', ['a']],
      ['y', ['a', 'c']],
      [null, ['b']],
    ]);
  });

  it('are made by settings, and say what their runs have in common', () => {
    expect(groups('training.batchSize')).toEqual([[64, ['a', 'b', 'c']]]);
    expect(commonValue(runs, column('training.batchSize'))).toEqual({ value: 64 });
    expect(commonValue(runs, column('dataset'))).toEqual({ different: 2 });
  });
});

describe('the spread of a group', () => {
  it('is that of statistics.stdev in Python', () => {
    // statistics.mean, stdev of [0.81, 0.79, 0.86, 0.9]; stdev / 2.
    const spread = spreadOf([0.81, null, 0.79, Number.NaN, 'text', 0.86, 0.9])!;
    expect(spread).toMatchObject({ count: 4, min: 0.79, max: 0.9 });
    expect(spread.mean).toBeCloseTo(0.84, 14);
    expect(spread.sd).toBeCloseTo(0.049665548085837785, 14);
    expect(spread.se).toBeCloseTo(0.024832774042918893, 14);
  });

  it('stays exact where values are large and close', () => {
    expect(spreadOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])!.sd).toBeCloseTo(Math.sqrt(30), 9);
  });

  it('claims none for a single value, and nothing for none', () => {
    expect(spreadOf([3])).toEqual({ count: 1, mean: 3, sd: null, se: null, min: 3, max: 3 });
    expect(spreadOf([null, Number.POSITIVE_INFINITY])).toBeNull();
  });
});
