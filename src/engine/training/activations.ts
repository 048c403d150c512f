/**
 * What the layers of a model give for a batch. Layers are functions without a name; their parameters have names, so what
 * counts as the output of `block0.linear1` is the last result computed of its parameters and of the data.
 */
import * as tf from '@tensorflow/tfjs';
import type { TensorSummary } from '../../protocol/tensors';
import { summarise } from '../checkpoints/tensorSummaries';
import type { Batch } from '../data/epochPlan';
import type { Parameters } from '../nn/parameter';
import { inputTensors } from '../step/inputs';
import { watchOperations } from '../tfjs/operations';
import type { StepGraph } from '../workload';

export interface ActivationPass {
  parameters: Parameters;
  batch: Batch;
  /** Seed and counter: what the random numbers of the batch are drawn from. */
  random: Int32Array;
  lossWeights: readonly number[];
}

/**
 * Runs the forward pass of a batch as training runs it, dropout and all, eagerly; it changes nothing. A layer that is
 * applied several times shows its last output.
 */
export async function activationSummaries(
  graph: StepGraph,
  { parameters, batch: { rows, variant }, random, lossWeights }: ActivationPass,
): Promise<TensorSummary[]> {
  // A batch of its own: whoever reads rows ahead knows batches by identity, and takes each of them once.
  const batch: Batch = { rows, variant };
  await graph.fetch?.(batch);
  const outputs = new Map<string, tf.Tensor>();
  try {
    tf.tidy(() => forward(graph, parameters, batch, { random, lossWeights }, outputs));
    const summaries: TensorSummary[] = [];
    for (const [name, output] of outputs) {
      const values = await output.data<'float32'>();
      summaries.push(summarise({ name, kind: 'activations' }, output.shape, values));
    }
    return summaries;
  } finally {
    tf.dispose([...outputs.values()]);
  }
}

/** @param outputs gets those of the layers, for the caller to dispose. */
function forward(
  graph: StepGraph,
  parameters: Parameters,
  batch: Batch,
  { random, lossWeights }: Pick<ActivationPass, 'random' | 'lossWeights'>,
  outputs: Map<string, tf.Tensor>,
): void {
  const inputs = inputTensors(graph, batch);
  const context = {
    variant: batch.variant,
    training: true,
    random: tf.tensor1d(random, 'int32'),
    lossWeights: tf.tensor1d([...lossWeights], 'float32'),
  };
  /** Tensors that depend on the batch, by id. */
  const ofData = new Set(Object.values(inputs).map(({ id }) => id));
  /** Layers whose parameters a tensor is computed of, and of nothing else: a kernel in another shape. */
  const ofLayers = new Map(
    Object.entries(parameters).map(([name, { id }]) => [id, new Set([layerOf(name)])]),
  );
  watchOperations(
    () => graph.forward(parameters, inputs, context),
    (operands, results) => {
      const layers = new Set(operands.flatMap(({ id }) => [...(ofLayers.get(id) ?? [])]));
      const dependsOnData = operands.some(({ id }) => ofData.has(id));
      for (const result of results) {
        if (dependsOnData) ofData.add(result.id);
        else if (layers.size > 0) ofLayers.set(result.id, layers);
        if (!dependsOnData || result.dtype !== 'float32') continue;
        for (const layer of layers) {
          outputs.get(layer)?.dispose();
          // In the order of the last outputs, which is that of the forward pass.
          outputs.delete(layer);
          outputs.set(layer, tf.keep(result.clone()));
        }
      }
    },
  );
}

/** `block0.linear1.kernel` → `block0.linear1`; a parameter that stands alone is its own layer. */
function layerOf(parameter: string): string {
  const end = parameter.lastIndexOf('.');
  return end === -1 ? parameter : parameter.slice(0, end);
}
