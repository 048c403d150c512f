/** Pooling of clips over height and width; time stays as it is. */
import * as tf from '@tensorflow/tfjs';
import '../../kernels/images/pooling';

export const clipPools = ['max', 'avg', 'aablur'] as const;

export interface ClipPool {
  /** `aablur` halves the frames: blurred by [1, 2, 1] / 4 along both axes first (Zhang 2019), zeros around them. */
  kind: (typeof clipPools)[number];
  /** Of the windows of the other two, which leave out what does not fill one at the end. */
  size: number;
  stride: number;
}

/** Height or width after pooling. */
export function pooledLength({ kind, size, stride }: ClipPool, length: number): number {
  return kind === 'aablur' ? Math.ceil(length / 2) : Math.floor((length - size) / stride) + 1;
}

/** @param x [batch, time, height, width, channels] @returns [batch, time, height', width', channels] */
export function clipPool({ kind, size, stride }: ClipPool, x: tf.Tensor5D): tf.Tensor5D {
  const [batch, time, height, width, channels] = x.shape;
  const images = x.reshape([batch * time, height, width, channels]) as tf.Tensor4D;
  const pooled = () => {
    switch (kind) {
      case 'max':
        return tf.maxPool(images, size, stride, 'valid');
      case 'avg':
        return tf.avgPool(images, size, stride, 'valid');
      case 'aablur':
        return blurAndHalve(images);
    }
  };
  const y = pooled();
  return y.reshape([batch, time, ...y.shape.slice(1)]);
}

/** Means of two neighbours, twice, are [1, 2, 1] / 4; the second time every other one is taken. */
function blurAndHalve(images: tf.Tensor4D): tf.Tensor4D {
  const padded = tf.pad(images, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  return tf.avgPool(tf.avgPool(padded, 2, 1, 'valid'), 2, 2, 'valid');
}
