/** Which tasks have their networks written for TensorFlow.js. */
import { expect, test } from 'vitest';
import { kerasForm, kerasRefusal } from '../tasks/kerasForm';
import { defaultConfig, taskKinds } from '../tasks/runConfig';
import { layersModelZip } from './layersModel';

test('a network with a layer that TensorFlow.js lacks is refused by the name of that layer', async () => {
  const refused = taskKinds
    .map((kind) => defaultConfig(kind))
    .filter((config) => 'lacking' in kerasForm(config));
  expect(refused.length).toBeGreaterThan(0);
  for (const config of refused) {
    expect(kerasRefusal(config)).toMatch(
      /^The network has [a-z ]+, for which TensorFlow\.js has no layer\.$/,
    );
    const state = { config, epoch: 1, step: 1 };
    await expect(layersModelZip({ state, tensors: [] } as never)).rejects.toMatchObject({
      code: 'config-invalid',
      message: kerasRefusal(config),
    });
  }
});
