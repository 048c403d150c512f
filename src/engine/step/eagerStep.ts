/** A step that builds its graph anew each time. Runs on every backend. */
import * as tf from '@tensorflow/tfjs';
import type { Executable } from '../workload';
import { randomInputs, type Step, type StepInputs } from './step';
import { stepGraph } from './stepGraph';
import type { Trainable } from './trainable';

export function createEagerStep(executable: Executable, trainable: Trainable): Step {
  return {
    run(inputs: StepInputs) {
      const fed = executable.feed?.(inputs.batches) ?? inputs.batches;
      trainable.setInputs(inputs.learningRate, inputs.update, inputs.batches.length);
      return tf.tidy(() => {
        const random = randomInputs(inputs);
        const lossWeights = tf.tensor1d([...inputs.lossWeights], 'float32');
        const batches = fed.map((rows, i) => ({
          rows: tf.tensor1d(rows, 'int32'),
          random: tf.tensor1d(random[i]!, 'int32'),
        }));
        return stepGraph(executable, trainable, { batches, lossWeights });
      });
    },
    // TensorFlow.js submits by itself, every few operations.
    submit() {},
    dispose() {},
  };
}
