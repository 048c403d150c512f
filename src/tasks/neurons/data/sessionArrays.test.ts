import { describe, expect, test } from 'vitest';
import {
  arrayCalled,
  countBins,
  groupsWithoutCounts,
  looksLikeSessions,
  renamed,
  sessionGroups,
  sessionShape,
} from './sessionArrays';

const shaped = (shapes: Record<string, number[]>) =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape }));

const two = shaped({
  'mouse1_a/stim': [100, 8, 9],
  'mouse1_a/robs': [100, 5],
  'mouse1_a/eyepos': [100, 2],
  'mouse2_b/spikes': [60, 3],
  'mouse2_b/behaviour': [60],
  'other/table': [7, 2],
});

test('each group with spike counts is a session by its last name, other groups are none', () => {
  const found = sessionGroups(two).map(({ name, arrays }) => [name, Object.keys(arrays)]);
  expect(found).toEqual([
    ['mouse1_a', ['robs', 'stim', 'eye']],
    ['mouse2_b', ['robs', 'behavior']],
  ]);
  expect(countBins(two)).toBe(160);
  expect(sessionGroups(shaped({ robs: [5, 2] }))[0]!.name).toBe('session');
});

test('names that are taken are numbered, and it can be told', () => {
  const names = sessionGroups(shaped({ 'x/a/robs': [5, 1], 'y/a/robs': [5, 1] })).map(({ name }) => name);
  expect(names).toEqual(['a', 'a.2']);
  expect(renamed(names)).toEqual(['a.2']);
  expect(renamed(['a.2', 'b'])).toEqual([]);
});

test('an array is found by any name of its key, its own before others', () => {
  const { named } = sessionGroups(two)[0]!;
  expect(arrayCalled(named, 'pupil')?.name).toBe('mouse1_a/eyepos');
  expect(arrayCalled(named, 'stim')?.name).toBe('mouse1_a/stim');
  expect(arrayCalled(named, 'wheel')).toBeUndefined();
});

test('frames without counts are told apart', () => {
  expect(groupsWithoutCounts(shaped({ 'a/stim': [5, 2, 2], 'b/robs': [5, 2], 'c/x': [1] }))).toEqual(['a']);
});

describe('a dataset looks like recordings', () => {
  test.each<[string, Record<string, number[]>, boolean]>([
    ['of frames and counts', { stim: [9, 4, 4], robs: [9, 2] }, true],
    ['of behaviour and counts', { behavior: [9, 2], robs: [9, 2] }, true],
    ['of counts that lie the other way', { stim: [9, 4, 4], robs: [2, 9] }, true],
    ['not of counts alone', { robs: [9, 2] }, false],
    ['not of another length', { stim: [8, 4, 4], robs: [9, 2] }, false],
    ['not of a table', { X: [9, 2], Y: [9, 1] }, false],
  ])('%s', (_, shapes, looks) => {
    expect(looksLikeSessions(shaped(shapes))).toBe(looks);
  });
});

describe('shapes', () => {
  const shapeOf = (arrays: Record<string, number[]>) => {
    const [group] = sessionGroups(shaped({ robs: [40, 2], ...arrays }));
    return sessionShape('a', group!.arrays);
  };

  test.each<[number[], object]>([
    [[40, 6, 7], { height: 6, width: 7, channels: 1, channelsFirst: false }],
    [[40, 1, 6, 7], { height: 6, width: 7, channels: 1, channelsFirst: false }],
    [[40, 6, 7, 3], { height: 6, width: 7, channels: 3, channelsFirst: false }],
    [[40, 3, 6, 7], { height: 6, width: 7, channels: 3, channelsFirst: true }],
  ])('of frames %j', (stim, frame) => {
    expect(shapeOf({ stim })).toEqual({ bins: 40, units: 2, frame });
  });

  test.each<[string, Record<string, number[]>]>([
    ['counts of one axis', { robs: [40] }],
    ['no units', { robs: [40, 0] }],
    ['frames of five axes', { stim: [40, 2, 2, 2, 2] }],
    ['a mask of other units', { dfs: [40, 3] }],
    ['missing spikes of other units', { missing_pct: [40, 3] }],
    ['behaviour of three axes', { behavior: [40, 2, 2] }],
    ['trials of another length', { trial_inds: [39] }],
  ])('are refused: %s', (_, arrays) => {
    expect(() => shapeOf(arrays)).toThrow(/session a|Session a/);
  });

  test('numbers of units need not be as long as the recording', () => {
    expect(shapeOf({ cids: [2] }).units).toBe(2);
  });
});
