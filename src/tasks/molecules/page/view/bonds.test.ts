import { expect, test } from 'vitest';
import { findBonds } from './bonds';

const structure = (atomicNumbers: number[], positions: number[]) => ({
  atomicNumbers: Int32Array.from(atomicNumbers),
  positions: Float32Array.from(positions),
});

test('water has two bonds, and none between its hydrogens', () => {
  const water = structure([8, 1, 1], [0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692]);
  expect(findBonds(water)).toEqual([
    [0, 1],
    [0, 2],
  ]);
});

test('benzene has a ring of six and a hydrogen at each carbon', () => {
  const ring = (radius: number) =>
    Array.from({ length: 6 }, (_, i) => [
      radius * Math.cos((i * Math.PI) / 3),
      radius * Math.sin((i * Math.PI) / 3),
      0,
    ]).flat();
  const bonds = findBonds(
    structure([...Array(6).fill(6), ...Array(6).fill(1)], [...ring(1.39), ...ring(2.48)]),
  );
  expect(bonds).toHaveLength(12);
  expect(bonds.filter(([, second]) => second >= 6)).toEqual(Array.from({ length: 6 }, (_, i) => [i, i + 6]));
});

test('two carbons are bonded up to 0.76 + 0.76 + 0.45 Å', () => {
  const pair = (away: number) => findBonds(structure([6, 6], [0, 0, 0, away, 0, 0]));
  expect(pair(1.96)).toEqual([[0, 1]]);
  expect(pair(1.98)).toEqual([]);
});

test('an atom that is told twice is not bonded to itself', () => {
  expect(findBonds(structure([6, 6], [1, 2, 3, 1, 2, 3]))).toEqual([]);
});
