/**
 * What a micro-batch computes: forward, backward, gradients into the arena. Whatever changes from step to step enters
 * through tensors, never as a number in the graph, so that the same graph can be run eagerly or recorded and replayed.
 */
import * as tf from '@tensorflow/tfjs';
import type { StepContext, StepGraph } from '../workload';
import type { Given, Trainable } from './trainable';

/** The inputs of a batch, as tensors that the caller owns. */
export interface BatchTensors {
  inputs: Readonly<Record<string, tf.Tensor>>;
  context: Omit<StepContext, 'training'>;
}

/** @returns the sums of the batch, float32 [sums], for the caller to dispose, and which slots the batch gave something. */
export function batchGraph(
  graph: StepGraph,
  trainable: Trainable,
  { inputs, context }: BatchTensors,
): { sums: tf.Tensor1D; given: Given } {
  const kept: { sums?: tf.Tensor1D; given: Given; running: [string, tf.Tensor][] } = {
    given: [],
    running: [],
  };
  const sums = tf.tidy(() => {
    const trained = trainable.layout.slots.filter(({ frozen }) => !frozen);
    const tensors = trained.map(({ name }) => trainable.parameters[name]!);
    const loss = () => {
      const { parameters } = trainable;
      const { loss, sums, running = {} } = graph.forward(parameters, inputs, { ...context, training: true });
      // Kept: the tape's scope would release them together with the forward pass.
      kept.sums = tf.keep(sums);
      kept.running = Object.entries(running).map(([name, tensor]) => [name, tf.keep(tensor)]);
      return loss;
    };
    const { grads } = tf.engine().gradients(loss, tensors);
    const gradients = new Map(kept.running);
    grads.forEach((gradient, i) => {
      // A parameter that the loss does not reach has no gradient, whatever the types say.
      if (gradient) gradients.set(trained[i]!.name, gradient);
    });
    kept.given = trainable.place(gradients, kept.sums);
    for (const [, tensor] of kept.running) tensor.dispose();
    return released(kept.sums);
  });
  return { sums, given: kept.given };
}

/** A kept tensor, handed back to the surrounding tidy. */
function released(kept: tf.Tensor1D | undefined): tf.Tensor1D {
  if (!kept) throw new Error('The forward pass returned no sums.');
  const copy = kept.clone();
  kept.dispose();
  return copy;
}
