import { expect, it } from 'vitest';
import { classDiceName, classesOfMetrics } from './classDice';

it('classes are read back from the names of their metrics, whatever they are called', () => {
  const classes = ['left', 'a[b] c', 'line\nbreak'];
  const names = ['loss', 'dice', ...classes.map(classDiceName), 'pooled_dice'];
  expect(classesOfMetrics(names)).toEqual(classes);
  expect(classesOfMetrics(['loss', 'dice', 'dice_loss'])).toEqual([]);
});
