/** Convolutions in TensorFlow.js' operations; the gradients by the kernels that its own gradient of a convolution calls. */
import * as tf from '@tensorflow/tfjs';
import type { KernelOperation } from '../kernelProgram';

const same = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
const kernelShape = [3, 3, 32, 32];

export const convolutions = {
  conv:
    ({ x, kernel }) =>
    () => [tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same')],
  'conv-input-gradient':
    ({ dy, kernel }) =>
    () => [
      tf
        .engine()
        .runKernel(
          'Conv2DBackpropInput',
          { dy: dy!, filter: kernel! },
          { ...same, inputShape: dy!.shape },
        ) as tf.Tensor,
    ],
  'conv-kernel-gradient':
    ({ x, dy }) =>
    () => [
      tf
        .engine()
        .runKernel(
          'Conv2DBackpropFilter',
          { x: x!, dy: dy! },
          { ...same, filterShape: kernelShape },
        ) as tf.Tensor,
    ],
  'conv-transposed':
    ({ x, kernel }) =>
    () => [tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, [2, 64, 64, 16], 2, 'same')],
  'conv-dilated':
    ({ x, kernel }) =>
    () => [tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same', 'NHWC', 2)],
  'conv-3d':
    ({ x, kernel, bias }) =>
    () => [tf.add(tf.conv3d(x as tf.Tensor5D, kernel as tf.Tensor5D, 1, 'same'), bias!)],
} satisfies Record<string, KernelOperation>;
