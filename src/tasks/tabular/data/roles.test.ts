/** The guess of inputs and targets. */
import { describe, expect, it } from 'vitest';
import { numbers, texts } from '../../../engine/data/arrays.fixture';
import { chooseInputs, chooseRoles } from './roles';

const matrix = (name: string, rows = 4, columns = 2) =>
  numbers(name, new Array(rows * columns).fill(0), [rows, columns]);
const column = (name: string, rows = 4) => numbers(name, new Array(rows).fill(0));

describe('chooseRoles', () => {
  it.each([
    ['X', 'Y'],
    ['x', 'y'],
    ['inputs', 'targets'],
    ['Features', 'Labels'],
    ['data', 'target'],
    ['train/X', 'train/Y'],
  ])('pairs %s with %s by name, whatever lies beside them', (input, target) => {
    const roles = chooseRoles([matrix(target), column('ids'), matrix(input)]);
    expect(roles).toEqual({ inputs: [input], targets: [target], leftOut: [] });
  });

  it('takes the last column of a table as the target', () => {
    const roles = chooseRoles([column('a'), column('b'), column('price')]);
    expect(roles).toEqual({ inputs: ['a', 'b'], targets: ['price'], leftOut: [] });
  });

  it('takes a column named like a target, and all others as inputs', () => {
    expect(chooseRoles([column('class'), column('x'), column('z')])).toEqual({
      inputs: ['x', 'z'],
      targets: ['class'],
      leftOut: [],
    });
    expect(chooseRoles([column('x'), column('y'), column('z')]).inputs).toEqual(['x', 'z']);
  });

  it('splits a single array at its last column', () => {
    expect(chooseRoles([matrix('table', 5, 3)])).toMatchObject({
      inputs: ['table[0]', 'table[1]'],
      targets: ['table[2]'],
    });
    expect(chooseRoles([matrix('table', 3, 5)], true)).toMatchObject({ targets: ['table[2]'] });
  });

  it('leaves out names, identifiers and arrays of another length, and says why', () => {
    const ids = texts(
      'id',
      Array.from({ length: 100 }, (_, index) => `id ${index}`),
    );
    const roles = chooseRoles([ids, column('a', 100), column('edges', 7), column('b', 100)]);
    expect(roles).toEqual({
      inputs: ['a'],
      targets: ['b'],
      leftOut: [
        { name: 'id', reason: 'it is an identifier: its texts are all different' },
        { name: 'edges', reason: 'it has 7 rows, the target has 100' },
      ],
    });
  });

  it('refuses what has no two columns.', () => {
    expect(() => chooseRoles([column('a')])).toThrow(
      expect.objectContaining({
        code: 'data-not-found',
        message: 'Inputs and a target take two columns, here is 1 usable column.',
      }),
    );
    expect(() => chooseRoles([])).toThrow('here are 0 usable columns');
    expect(() => chooseRoles([column('a', 3), column('b', 4)])).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ received: '`a` was left out: it has 3 rows, the target has 4' }),
      }),
    );
  });
});

describe('chooseInputs', () => {
  it('takes every other column, without those that cannot be inputs', () => {
    const names = texts(
      'name',
      Array.from({ length: 100 }, (_, index) => `Mr ${index}`),
    );
    const roles = chooseInputs(
      [column('survived', 100), names, column('age', 100), column('fare', 100)],
      ['survived'],
    );
    expect(roles).toEqual({
      inputs: ['age', 'fare'],
      targets: ['survived'],
      leftOut: [{ name: 'name', reason: 'it is an identifier: its texts are all different' }],
    });
  });

  it('takes the other columns of the array that the target is a column of', () => {
    expect(chooseInputs([matrix('X', 4, 3), column('t')], ['X[1]'])).toEqual({
      inputs: ['X[0]', 'X[2]', 't'],
      targets: ['X[1]'],
      leftOut: [],
    });
  });

  it('refuses when nothing is left', () => {
    expect(() => chooseInputs([matrix('Y')], ['Y'])).toThrow(
      expect.objectContaining({ code: 'data-not-found' }),
    );
  });
});
