/** The U-Net as a task of this project would write it. */
import * as tf from '@tensorflow/tfjs';
import { conv2dBiasActivation } from '../../src/engine/kernels/conv/conv2d';
import { convTranspose2d } from '../../src/engine/kernels/conv/transpose';
import type { Parameters } from '../../src/engine/nn/parameter';
import type { Executable } from '../../src/engine/workload';
import { segmentationLosses } from '../../src/tasks/segmentation/kernels/loss';
import { bce, dice } from '../../src/tasks/segmentation/losses/parts';
import type { UnetProblem } from '../problems/problem';

export function unetExecutable({ levels, images, masks }: UnetProblem): Omit<Executable, 'evaluate'> {
  const shape = images.shape as [number, number, number, number];
  const inputs = tf.keep(tf.tensor4d(images.values, shape));
  const [, height, width] = shape;
  const targets = tf.keep(tf.tensor3d(Int32Array.from(masks.values), [shape[0], height, width], 'int32'));
  const parts = {
    overlaps: [dice({ smooth: 1, squared: false })],
    pixelLosses: [bce({ positiveWeight: 1, classWeights: [] }, 2)],
  };

  function predict(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor4D {
    const layer = (name: string) => ({
      kernel: parameters[`${name}.kernel`] as tf.Tensor4D,
      bias: parameters[`${name}.bias`] as tf.Tensor1D,
    });
    const conv = (name: string, x: tf.Tensor4D, activation: 'relu' | 'none' = 'relu') => {
      const { kernel, bias } = layer(name);
      return conv2dBiasActivation(x, kernel, bias, { padding: 'same', activation });
    };
    const pair = (name: string, x: tf.Tensor4D) => conv(`${name}.b`, conv(`${name}.a`, x));
    const grow = (name: string, x: tf.Tensor4D) => {
      const { kernel, bias } = layer(name);
      return convTranspose2d(x, kernel, bias, { stride: 2 });
    };
    const skips: tf.Tensor4D[] = [];
    let h: tf.Tensor4D = tf.gather(inputs, rows);
    for (let level = 0; level < levels; level++) {
      h = pair(`down${level}`, h);
      skips.push(h);
      h = tf.maxPool(h, 2, 2, 'same');
    }
    h = pair('middle', h);
    for (let level = levels - 1; level >= 0; level--) {
      const skip = skips[level]!;
      h = pair(`up${level}`, tf.concat([skip, grow(`up${level}.grow`, h)], 3));
    }
    return conv('head', h, 'none');
  }

  function forward(parameters: Parameters, rows: tf.Tensor1D) {
    const logits = predict(parameters, rows);
    // The Dice of this bench is that of the whole batch, seen here as one tall image.
    const rowsOfPixels = rows.size * height;
    const losses = segmentationLosses(
      logits.as4D(1, rowsOfPixels, width, 1),
      (tf.gather(targets, rows) as tf.Tensor3D).as3D(1, rowsOfPixels, width),
      parts,
    );
    const loss = tf.sum(losses).asScalar();
    return { loss, sums: tf.mul(tf.stack([tf.scalar(1), loss]), rows.size) as tf.Tensor1D };
  }
  return {
    forward: (parameters, { rows }) => forward(parameters, rows as tf.Tensor1D),
    dispose: () => tf.dispose([inputs, targets]),
  };
}
