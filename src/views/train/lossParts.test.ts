import { expect, it } from 'vitest';
import { segmentationConfigSchema } from '../../tasks/segmentation/config';
import { tabularConfigSchema } from '../../tasks/tabular/config';
import { lossParts, weightsMove } from './lossParts';

it('the parts of a loss are the metrics that end in its name', () => {
  expect(lossParts(['loss', 'dice_loss', 'focalTversky_loss', 'dice', 'hd95'])).toEqual([
    { name: 'dice', value: 'dice_loss', weight: 'dice_weight' },
    { name: 'focalTversky', value: 'focalTversky_loss', weight: 'focalTversky_weight' },
  ]);
});

it('their weights move under a scheduler only', () => {
  expect(weightsMove(tabularConfigSchema.parse({}))).toBe(false);
  expect(weightsMove(segmentationConfigSchema.parse({}))).toBe(false);
  expect(weightsMove(segmentationConfigSchema.parse({ loss: { scheduler: { name: 'adaptive' } } }))).toBe(
    true,
  );
});
