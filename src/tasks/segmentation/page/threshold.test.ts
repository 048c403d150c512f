import { expect, it } from 'vitest';
import { defaultConfig } from '../../runConfig';
import { chosenThreshold, configuredThreshold } from './threshold';

it('is that of the configuration until another one is chosen', () => {
  const config = { ...defaultConfig('segmentation'), inference: { threshold: 0.3 } };
  expect(configuredThreshold(config)).toBe(0.3);
  expect(chosenThreshold({ threshold: null }, config)).toBe(0.3);
  expect(chosenThreshold({ threshold: 0.7 }, config)).toBe(0.7);
});
