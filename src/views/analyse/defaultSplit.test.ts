import { expect, it } from 'vitest';
import { segmentationConfigSchema } from '../../tasks/segmentation/config';
import { configuredThreshold } from '../../tasks/segmentation/page/configuredThreshold';
import { tabularConfigSchema } from '../../tasks/tabular/config';
import { defaultSplit } from './defaultSplit';

it('is the test part where a run has one, else validation', () => {
  expect(defaultSplit(tabularConfigSchema.parse({}))).toBe('test');
  expect(defaultSplit(tabularConfigSchema.parse({ dataset: { testFraction: 0 } }))).toBe('validation');
  expect(defaultSplit(segmentationConfigSchema.parse({}))).toBe('validation');
});

it('the threshold is that of the configuration', () => {
  expect(configuredThreshold(segmentationConfigSchema.parse({ inference: { threshold: 0.3 } }))).toBe(0.3);
  expect(configuredThreshold(tabularConfigSchema.parse({}))).toBe(0.5);
});
