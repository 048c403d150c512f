import { expect, test } from 'vitest';
import { editDistance, nearestName } from './nearestName';

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['flaw', 'lawn', 2],
])('%s and %s are %i edits apart', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
});

test('suggests the nearest name whatever its case, and nothing when nothing is near', () => {
  const known = ['batchSize', 'learningRate', 'epochs'];
  expect(nearestName('batchsize', known)).toBe('batchSize');
  expect(nearestName('learning_rate', known)).toBe('learningRate');
  expect(nearestName('epoch', known)).toBe('epochs');
  expect(nearestName('colour', known)).toBeNull();
});
