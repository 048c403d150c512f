/** The sizes to which batches are padded; that padding changes no result is tested with the model, the loss and the sums. */
import { expect, test } from 'vitest';
import { randomStream } from '../../../engine/random';
import { configOf, madeUp } from '../batches.fixture';
import { prepareMolecule, type Sizes, sizesFor } from './packing';

const config = configOf({});
const points = 6;
const pool = Array.from({ length: 200 }, (_, i) => prepareMolecule(madeUp(i, 3 + (i % 21), points), config));
const batchSize = 16;
const most: Sizes = {
  molecules: batchSize,
  atoms: batchSize * Math.max(...pool.map(({ molecule }) => molecule.atomicNumbers.length)),
  edges: batchSize * Math.max(...pool.map(({ neighbours }) => neighbours.senders.length)),
  points: batchSize * points,
};

function drawn(count: number) {
  const random = randomStream(1, 'batches');
  return Array.from({ length: count }, () =>
    Array.from({ length: batchSize }, () => pool[random.below(pool.length)]!),
  );
}

const heldBy = (batch: ReturnType<typeof drawn>[number]) => ({
  atoms: batch.reduce((sum, { molecule }) => sum + molecule.atomicNumbers.length, 0),
  edges: batch.reduce((sum, { neighbours }) => sum + neighbours.senders.length, 0),
});

test('a batch is padded by less than an eighth, and what all molecules have alike not at all', () => {
  for (const batch of drawn(300)) {
    const sizes = sizesFor(batch, most);
    const held = heldBy(batch);
    for (const key of ['atoms', 'edges'] as const) {
      expect(sizes[key]).toBeGreaterThanOrEqual(held[key]);
      expect(sizes[key]).toBeLessThan(1.125 * held[key] + 4);
    }
    expect(sizes).toMatchObject({ molecules: batchSize, points: most.points });
  }
});

test('hundreds of batches have few shapes, and one huge molecule in the data does not make them larger', () => {
  const batches = drawn(300);
  const shapesOf = (most: Sizes) =>
    new Set(batches.map((batch) => JSON.stringify(sizesFor(batch, most)))).size;
  expect(shapesOf(most)).toBeLessThan(30);
  const huge = { ...most, atoms: 1000 * batchSize, edges: 50_000 * batchSize };
  expect(shapesOf(huge)).toBeLessThan(30);
  for (const batch of batches)
    expect(sizesFor(batch, huge).edges).toBeLessThan(1.125 * heldBy(batch).edges + 4);
});

test('the largest batch takes the largest size, one molecule a small one, and a single atom some of everything', () => {
  const largest = pool.reduce((a, b) => (a.neighbours.senders.length > b.neighbours.senders.length ? a : b));
  const full = sizesFor(
    Array.from({ length: batchSize }, () => largest),
    most,
  );
  expect(full.edges).toBe(most.edges);
  expect(sizesFor([largest], most).edges).toBeLessThan(most.edges / 8);
  const atom = prepareMolecule(madeUp(1, 1, 0), config);
  const sizes = sizesFor([atom], { molecules: 1, atoms: 1, edges: 0, points: 0 });
  expect(sizes).toEqual({ molecules: 1, atoms: 4, edges: 4, points: 4 });
});
