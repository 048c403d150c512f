/** Losses by this project's kernels. */
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../../../src/engine/kernels/reduce/softmaxCrossEntropy';
import { segmentationLosses } from '../../../src/tasks/segmentation/kernels/loss';
import { bce, dice } from '../../../src/tasks/segmentation/losses/parts';
import { gradientsOf, type KernelOperation } from '../../plain/kernelProgram';

export const losses = {
  'softmax-cross-entropy':
    ({ logits, labels }) =>
    () =>
      gradientsOf(
        (z) => tf.mean(softmaxCrossEntropy(z as tf.Tensor2D, labels as tf.Tensor1D, 0, null).values),
        [logits!],
      ),
  'bce-dice': ({ logits, labels }) => {
    const parts = {
      overlaps: [dice({ smooth: 1, squared: false })],
      pixelLosses: [bce({ positiveWeight: 1, classWeights: [] }, 2)],
    };
    const samples = logits!.shape[0]!;
    return () =>
      gradientsOf(
        (z) => tf.div(tf.sum(segmentationLosses(z as tf.Tensor4D, labels as tf.Tensor3D, parts)), samples),
        [logits!],
      );
  },
} satisfies Record<string, KernelOperation>;
