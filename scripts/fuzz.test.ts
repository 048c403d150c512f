/** A short form of `npm run fuzz`: a few mutants of every format. */
import { expect, test } from 'vitest';
import { fuzz } from './fuzz';
import { mutant } from './fuzzMutants';

test('a mutant is the same for the same seed, and another for another', () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, index) => index);
  expect(mutant(bytes, 3, 5)).toEqual(mutant(bytes, 3, 5));
  expect(mutant(bytes, 3, 5)).not.toEqual(mutant(bytes, 3, 6));
  expect(mutant(bytes, 3, 5)).not.toEqual(mutant(bytes, 4, 5));
});

test('mutants of every format are read or refused with a word', async () => {
  const { tried, findings } = await fuzz({ seed: 7, milliseconds: 60_000, mutants: 3 });
  expect(findings.map(({ name, number, what }) => `${name}, mutant ${number}: ${what}`)).toEqual([]);
  expect(Object.keys(tried).length).toBeGreaterThan(12);
});
