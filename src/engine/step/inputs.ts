/** The arrays by which a batch enters its graph, and the same as tensors. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';
import type { Batch } from '../data/epochPlan';
import type { InputArray, StepGraph } from '../workload';

export interface NamedInput {
  name: string;
  values: Int32Array | Float32Array;
  shape: number[];
}

/** Where rows are not resident they are brought to the device, too. */
export function inputsOf(graph: StepGraph, batch: Batch): NamedInput[] {
  const arrays: Readonly<Record<string, InputArray>> = graph.inputs?.(batch) ?? { rows: batch.rows };
  return Object.entries(arrays).map(([name, array]) => {
    if (!('shape' in array)) return { name, values: array, shape: [array.length] };
    const { values, shape } = array;
    if (values.length === sizeOf(shape)) return { name, values, shape: [...shape] };
    throw new AnnealError('internal', `The input "${name}" of a batch has values that its shape does not.`, {
      received: `${values.length} values of shape [${shape.join(', ')}]`,
      remedy: 'Let `inputs` give as many values as the shape has.',
    });
  });
}

export function dtypeOf(values: Int32Array | Float32Array): 'int32' | 'float32' {
  return values instanceof Int32Array ? 'int32' : 'float32';
}

/** Tensors of the caller, by name. */
export function inputTensors(graph: StepGraph, batch: Batch): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const { name, values, shape } of inputsOf(graph, batch)) {
    tensors[name] = tf.tensor(values, shape, dtypeOf(values));
  }
  return tensors;
}
