/** What the beginning of the core has learned: the frontend's filters over time, the first convolution's over space. */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../../../engine/nn/parameter';
import type { LoadedModel } from '../../../engine/training/evaluate';
import { firstKernel } from '../model/convnets';
import { type ShownFilters, shownFilters } from '../model/frontends';
import type { ConvnetConfig } from '../modelConfig';
import type { NeuronsWorkload } from '../workload';

export interface SpatialFilters {
  time: number;
  height: number;
  width: number;
  inputs: number;
  /** Of each output channel [time, inputs, height, width], as it is applied: after its window and norm. */
  kernels: Float32Array[];
}

export interface LearnedFilters {
  /** null where the frontend has none. */
  temporal: ShownFilters | null;
  /** null without a convolution. */
  spatial: SpatialFilters | null;
}

export async function learnedFilters({
  workload: { built },
  parameters,
}: LoadedModel<NeuronsWorkload>): Promise<LearnedFilters> {
  return {
    temporal: await shownFilters(built.config.frontend, built.frames, parameters),
    spatial: await spatialFilters(built.config.convnet, parameters),
  };
}

async function spatialFilters(config: ConvnetConfig, parameters: Parameters): Promise<SpatialFilters | null> {
  const kernel = firstKernel(config, parameters);
  if (!kernel) return null;
  const [time, height, width, inputs, outputs] = kernel.shape;
  const sorted = tf.transpose(kernel, [4, 0, 3, 1, 2]);
  const values = Float32Array.from(await sorted.data());
  tf.dispose([kernel, sorted]);
  const size = time * inputs * height * width;
  return {
    ...{ time, height, width, inputs },
    kernels: Array.from({ length: outputs }, (_, i) => values.slice(i * size, (i + 1) * size)),
  };
}
