/** A step that builds its graph anew each time. Runs on every backend. */
import * as tf from '@tensorflow/tfjs';
import type { StepGraph } from '../workload';
import { batchGraph } from './batchGraph';
import { inputTensors } from './inputs';
import { addPenalties } from './penalties';
import { runStep, type Step } from './step';
import type { Trainable } from './trainable';

export function createEagerStep(graph: StepGraph, trainable: Trainable): Step {
  return {
    run: (inputs) =>
      runStep(trainable, inputs, {
        differentiate(batch, random) {
          const context = {
            variant: batch.variant,
            random: tf.tensor1d(random, 'int32'),
            lossWeights: tf.tensor1d([...inputs.lossWeights], 'float32'),
          };
          const tensors = { inputs: inputTensors(graph, batch), context };
          return trainable.add(() => batchGraph(graph, trainable, tensors)).sums;
        },
        penalise: (factors) => addPenalties(trainable, tf.tensor1d(factors)),
      }),
    // TensorFlow.js submits by itself, every few operations.
    submit() {},
    dispose() {},
  };
}
