/**
 * Zero gradients of comparisons. TensorFlow.js 4.22 registers one for GreaterEqual alone, so
 * `where(greater(x, 0), a, b)` has no derivative for x, and neither has the second derivative of relu6, maximum, clip
 * or max, whose gradients compare.
 */
import * as tf from '@tensorflow/tfjs';

const binary = [
  'Equal',
  'NotEqual',
  'Less',
  'LessEqual',
  'Greater',
  'GreaterEqual',
  'LogicalAnd',
  'LogicalOr',
  'LogicalXor',
];

for (const kernelName of binary) {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) }),
  });
}

tf.registerGradient({
  kernelName: 'LogicalNot',
  inputsToSave: ['x'],
  gradFunc: (_, [x]) => ({ x: () => tf.zeros(x!.shape) }),
});
