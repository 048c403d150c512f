/** Selections of a backend at once take turns. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { selectBackend } from './backend';

test('two that ask for WASM at once both get it, and the last to ask decides', async () => {
  const [first, second] = await Promise.all([selectBackend('wasm'), selectBackend('wasm')]);
  expect([first.info.name, second.info.name]).toEqual(['wasm', 'wasm']);
  await Promise.all([selectBackend('wasm'), selectBackend('cpu')]);
  expect(tf.getBackend()).toBe('cpu');
});
