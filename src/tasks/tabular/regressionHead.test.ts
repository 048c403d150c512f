/** A plain head trains with the loss that its configuration names, and with that loss's own option. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { tabularConfigSchema } from './config';
import { regressionHead } from './regressionHead';

describeOnBackends('a plain head', () => {
  // Of the errors 3 and ½, by hand; the lines of Huber and smooth L1 begin at 2 and 1.
  it.each([
    ['auto', (9 + 0.25) / 2],
    ['mse', (9 + 0.25) / 2],
    ['mae', (3 + 0.5) / 2],
    ['huber', (2 * (3 - 1) + 0.125) / 2],
    ['smoothL1', (3 - 0.5 + 0.125) / 2],
  ])('takes %s', async (name, expected) => {
    const loss = { name, huberDelta: 2, smoothL1Beta: 1 };
    const config = tabularConfigSchema.parse({ model: { head: 'plain' }, loss });
    const head = regressionHead(config, ['y'], {
      ...{ centre: null, scaling: null },
      ...{ scaled: false, units: 'target' },
    });
    const made = head.loss(tf.tensor2d([[3], [1.5]]), tf.tensor2d([[0], [1]]));
    expect((await made.loss.data())[0]).toBeCloseTo(expected, 5);
    tf.dispose([made.loss, made.sums]);
  });
}, ['cpu']);
