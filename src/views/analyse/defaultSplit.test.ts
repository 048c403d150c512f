import { expect, it } from 'vitest';
import { defaultConfig, taskKinds } from '../../tasks/runConfig';
import { defaultSplit } from './defaultSplit';

it('is the test split where a run has one, else validation', () => {
  for (const kind of taskKinds) {
    const config = defaultConfig(kind);
    expect(defaultSplit({ ...config, dataset: { ...config.dataset, testFraction: 0.1 } })).toBe('test');
    expect(defaultSplit({ ...config, dataset: { ...config.dataset, testFraction: 0 } })).toBe('validation');
  }
});
