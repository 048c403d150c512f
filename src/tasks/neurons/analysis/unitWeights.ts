/** How the readout of a session looks at the features for one of its units. */
import * as tf from '@tensorflow/tfjs';
import type { LoadedModel } from '../../../engine/training/evaluate';
import { readoutMasks, readoutWeights } from '../model/readouts';
import type { NeuronsWorkload } from '../workload';
import { sessionWith } from './trace';
import type { UnitArgument } from './unitArguments';

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
  const { model, built } = workload;
  const { height, width } = model.features;
  const row = (values: tf.Tensor2D) => values.slice([argument.unit, 0], [1, values.shape[1]]).flatten();
  const features = tf.tidy(() => {
    const ofUnits = tf.transpose(readoutWeights(built.config.readout, name, parameters));
    return row(ofUnits as tf.Tensor2D);
  });
  const mask =
    built.config.readout.name === 'gaussian'
      ? tf.tidy(() => row(readoutMasks(name, model.features, parameters)))
      : null;
  const values = mask && Float32Array.from(await mask.data());
  const weights = Float32Array.from(await features.data());
  tf.dispose([features, ...(mask ? [mask] : [])]);
  return { mask: values && { height, width, values }, features: weights };
}
