/** What the beginning of the core has learned: the frontend's filters over time, the first convolution's over space. */
import * as tf from '@tensorflow/tfjs';
import type { LoadedModel } from '../../../engine/training/evaluate';
import { firstKernel } from '../model/convnets';
import { temporalFilters } from '../model/frontends';
import type { NeuronsWorkload } from '../workload';

export interface TemporalKernels {
  learned: boolean;
  /** Of each channel, lag 0 (the newest frame) first. */
  byLag: Float32Array[];
}

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
  temporal: TemporalKernels | null;
  /** null without a convolution. */
  spatial: SpatialFilters | null;
}

export async function learnedFilters({
  workload: { modelConfig },
  parameters,
}: LoadedModel<NeuronsWorkload>): Promise<LearnedFilters> {
  const { learned, byLag } = temporalFilters(modelConfig.frontend, parameters);
  return { temporal: byLag.length > 0 ? { learned, byLag } : null, spatial: await spatialFilters() };

  async function spatialFilters(): Promise<SpatialFilters | null> {
    const kernel = firstKernel(modelConfig.convnet, parameters);
    if (!kernel) return null;
    const [time, height, width, inputs, outputs] = kernel.shape;
    const sorted = tf.tidy(() => tf.transpose(kernel, [4, 0, 3, 1, 2]));
    const values = Float32Array.from(await sorted.data());
    tf.dispose([kernel, sorted]);
    const size = time * inputs * height * width;
    return {
      ...{ time, height, width, inputs },
      kernels: Array.from({ length: outputs }, (_, i) => values.slice(i * size, (i + 1) * size)),
    };
  }
}
