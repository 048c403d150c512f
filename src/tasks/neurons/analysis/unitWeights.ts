/** How the readout of a session looks at the features for one of its units. */
import * as tf from '@tensorflow/tfjs';
import type { LoadedModel } from '../../../engine/training/evaluate';
import { readoutMasks, readoutWeights } from '../model/readouts';
import type { UnitArgument } from '../questions';
import type { NeuronsWorkload } from '../workload';
import { sessionWith } from './trace';

export interface UnitWeights {
  /** Its Gaussian over the features' pixels, which adds up to 1; null where it takes their mean. */
  mask: { height: number; width: number; values: Float32Array } | null;
  /** Its weight of each channel. */
  features: Float32Array;
}

export async function unitWeights(
  { workload, parameters }: LoadedModel<NeuronsWorkload>,
  argument: UnitArgument,
): Promise<UnitWeights> {
  const { name } = sessionWith(workload, argument);
  const { model, modelConfig } = workload;
  const { height, width } = model.features;
  const [mask, features] = tf.tidy(() => {
    const masks = readoutMasks(modelConfig.readout, name, model.features, parameters);
    const weights = tf.transpose(readoutWeights(modelConfig.readout, name, parameters));
    const row = (values: tf.Tensor2D) => values.slice([argument.unit, 0], [1, values.shape[1]]).flatten();
    return [masks && row(masks), row(weights as tf.Tensor2D)];
  });
  const values = mask && Float32Array.from(await mask.data());
  const weights = Float32Array.from(await features!.data());
  tf.dispose([features!, ...(mask ? [mask] : [])]);
  return { mask: values && { height, width, values }, features: weights };
}
