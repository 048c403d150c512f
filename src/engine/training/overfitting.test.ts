import { expect, it } from 'vitest';
import { overfittingWarnings } from './overfitting';

const codes = (train: number, validation: number | null) =>
  overfittingWarnings({
    train: { loss: train },
    validation: validation === null ? null : { loss: validation },
  }).map(({ code }) => code);

it('a validation loss above 1.5 times the training loss is overfitting, and above twice severe', () => {
  expect(codes(0.1, 0.149)).toEqual([]);
  expect(codes(0.1, 0.16)).toEqual(['overfitting']);
  expect(codes(0.1, 0.21)).toEqual(['severe-overfitting']);
});

it('without validation, and at losses at or below zero, where a ratio means nothing, there is no warning', () => {
  expect(codes(0.1, null)).toEqual([]);
  expect(codes(-1, -3)).toEqual([]);
  expect(codes(0, 1)).toEqual([]);
});

it('the warning names the ratio', () => {
  const [warning] = overfittingWarnings({ train: { loss: 0.1 }, validation: { loss: 0.25 } });
  expect(warning?.message).toBe('The validation loss is 2.50 times the training loss: severe overfitting.');
});
