/** PQR files, by their columns and their fields. */
import { expect, it } from 'vitest';
import { writePqr } from './write';

const text = writePqr([
  {
    title: 'first',
    atomicNumbers: [6, 17, 0],
    positions: [1, -2.5, 99.9996, 0, 0, 0, -1000, 2, 3],
    charges: [0.1234567, -1, 0.5],
  },
  { atomicNumbers: [1], positions: [0, 0, 0], charges: [1], radii: [0.75] },
]);

it('writes each frame as a model, with charges that are no atoms, and van der Waals radii unless others are given', () => {
  expect(text).toBe(
    [
      'MODEL        1',
      'REMARK   first',
      'ATOM      1  C   UNK     1       1.000  -2.500 100.000   0.123457   1.7000',
      'ATOM      2 Cl   UNK     1       0.000   0.000   0.000  -1.000000   1.7500',
      'ATOM      3  Q   UNK     1     -1000.000   2.000   3.000   0.500000   0.0000',
      'ENDMDL',
      'MODEL        2',
      'ATOM      1  H   UNK     1       0.000   0.000   0.000   1.000000   0.7500',
      'ENDMDL',
      'END',
      '',
    ].join('\n'),
  );
});

it('refuses frames with other numbers of charges than of atoms', () => {
  expect(() => writePqr([{ atomicNumbers: [1], positions: [0, 0, 0], charges: [] }])).toThrow(
    'PQR: `charges` has 0 values, not 1.',
  );
});
