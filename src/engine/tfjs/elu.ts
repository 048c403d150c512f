/**
 * The gradient of ELU's gradient kernel, g(dy, y) = dy for y ≥ 0, else dy·(y + 1), where y is ELU's output:
 * ∂g/∂dy is g again and ∂g/∂y = dy where y < 0.
 */
import * as tf from '@tensorflow/tfjs';

tf.registerGradient({
  kernelName: 'EluGrad',
  inputsToSave: ['dy', 'y'],
  gradFunc: (g, [dy, y]) => ({
    dy: () => tf.engine().runKernel('EluGrad', { dy: g as tf.Tensor, y: y! }) as tf.Tensor,
    y: () => tf.mul(tf.mul(g as tf.Tensor, dy!), tf.cast(tf.less(y!, 0), 'float32')),
  }),
});
