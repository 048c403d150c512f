/** The classifier as a task of this project would write it. */
import * as tf from '@tensorflow/tfjs';
import { weightedTotals } from '../../src/engine/kernels/reduce/weightedTotals';
import { crossEntropy } from '../../src/engine/losses/plain';
import { dense } from '../../src/engine/nn/dense';
import type { Parameters } from '../../src/engine/nn/parameter';
import type { Executable } from '../../src/engine/workload';
import type { MlpProblem } from '../problems/problem';

export function mlpExecutable({ layers, x, labels }: MlpProblem): Omit<Executable, 'evaluate'> {
  const inputs = tf.keep(tf.tensor2d(x.values, x.shape as [number, number]));
  const truth = tf.keep(tf.tensor1d(labels, 'int32'));

  function predict(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor2D {
    let h = tf.gather(inputs, rows);
    for (let i = 0; i < layers; i++) {
      h = dense(parameters, `layer${i}`, h, i < layers - 1 ? 'relu' : 'none');
    }
    return h;
  }
  return {
    forward(parameters, inputs) {
      const rows = inputs.rows as tf.Tensor1D;
      const labels = tf.gather(truth, rows);
      const { values, scores } = crossEntropy(predict(parameters, rows), labels);
      return weightedTotals(values, scores);
    },
    dispose: () => tf.dispose([inputs, truth]),
  };
}
