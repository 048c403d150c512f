/** The frontends: filters over time that all sessions share. */
import * as tf from '@tensorflow/tfjs';
import { raisedCosines } from '../../../engine/data/raisedCosines';
import type { Parameters } from '../../../engine/nn/parameter';
import {
  dynamicalAdaptation,
  dynamicalAdaptationParameters,
} from '../../../engine/nn/spatiotemporal/dynamicalAdaptation';
import {
  fixedTemporal,
  type TemporalFrontend,
  temporalFrontend,
  temporalFrontendParameters,
  temporalKernels,
} from '../../../engine/nn/spatiotemporal/temporalFrontend';
import type { NeuronsModelConfig } from '../modelConfig';
import type { FeatureShape, Stage } from './stage';

type FrontendConfig = NeuronsModelConfig['frontend'];
type FrontendOf<Name extends FrontendConfig['name']> = Extract<FrontendConfig, { name: Name }>;

const name = 'frontend';

const starts = {
  gaussianDerivatives: 'gaussian_derivatives',
  biphasic: 'biphasic',
  identity: 'identity',
} as const;

/** null where the core takes the frames themselves. */
export function frontendStage(config: FrontendConfig, input: FeatureShape): Stage | null {
  switch (config.name) {
    case 'none':
      return null;
    case 'learnableTemporal':
      return learnable(config, input);
    case 'temporalBasis':
      return basis(config, input);
    case 'da':
      return adaptation(config, input);
  }
}

/** @param frames of a clip. */
function learnedFilters(config: FrontendOf<'learnableTemporal'>, frames: number): TemporalFrontend {
  const { padding, init, splitSigns, windowPower, bias, frameMs } = config;
  return {
    kernel: Math.min(config.kernelSize ?? frames, frames),
    channels: splitSigns ? 2 * config.channels : config.channels,
    time: padding,
    start: starts[init],
    split: splitSigns,
    window: windowPower,
    bias,
    frameMs,
  };
}

function learnable(config: FrontendOf<'learnableTemporal'>, input: FeatureShape): Stage {
  const frontend = learnedFilters(config, input.time);
  const { kernel, channels, time } = frontend;
  return {
    name,
    title: `${channels} learned filters of ${kernel} frames`,
    shape: {
      ...input,
      time: time === 'valid' ? input.time - kernel + 1 : input.time,
      channels,
    },
    parameters: temporalFrontendParameters(frontend, name),
    apply: (x, { parameters }) => temporalFrontend(frontend, name, x, parameters),
  };
}

function basisFunctions(config: FrontendOf<'temporalBasis'>): Float32Array[] {
  const { numCosines, historyBins, spacing, peakRangeMs, binSizeMs, numDeltas } = config;
  return raisedCosines({
    count: numCosines,
    bins: historyBins,
    spacing,
    peaksMs: peakRangeMs,
    binMs: binSizeMs,
    deltas: numDeltas,
  });
}

function basis(config: FrontendOf<'temporalBasis'>, input: FeatureShape): Stage {
  const functions = basisFunctions(config);
  return {
    name,
    title: `${functions.length} raised cosines over time`,
    shape: { ...input, channels: functions.length * input.channels },
    parameters: [],
    apply: (x) => fixedTemporal(functions, x, 'causal'),
  };
}

function adaptation(config: FrontendOf<'da'>, input: FeatureShape): Stage {
  const { name: _, ...options } = config;
  return {
    name,
    title: 'Dynamical adaptation',
    shape: input,
    parameters: dynamicalAdaptationParameters(options, name),
    apply: (x, { parameters }) => dynamicalAdaptation(options, name, x, parameters),
  };
}

/** Filters of a frontend for showing, by channel; lag 0, the newest frame, first. */
export interface ShownFilters {
  learned: boolean;
  byLag: Float32Array[];
}

/** null where a frontend has no such filters. @param frames of a clip. */
export async function shownFilters(
  config: FrontendConfig,
  frames: number,
  parameters: Parameters,
): Promise<ShownFilters | null> {
  if (config.name === 'temporalBasis') return { learned: false, byLag: basisFunctions(config) };
  if (config.name !== 'learnableTemporal') return null;
  const kernels = tf.tidy(() =>
    temporalKernels(learnedFilters(config, frames), name, parameters).map((kernel) =>
      tf.transpose(tf.reverse(kernel, 0)),
    ),
  );
  const rows = await Promise.all(kernels.map((kernel) => kernel.array() as Promise<number[][]>));
  tf.dispose(kernels);
  return { learned: true, byLag: rows.flat().map((values) => Float32Array.from(values)) };
}
