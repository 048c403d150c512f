/** The frontends: filters over time that all sessions share. */
import { raisedCosines } from '../../../engine/data/raisedCosines';
import {
  dynamicalAdaptation,
  dynamicalAdaptationParameters,
} from '../../../engine/nn/spatiotemporal/dynamicalAdaptation';
import {
  fixedTemporal,
  temporalFrontend,
  temporalFrontendParameters,
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

function learnable(config: FrontendOf<'learnableTemporal'>, input: FeatureShape): Stage {
  const { padding, init, splitSigns, windowPower, bias, frameMs } = config;
  const kernel = Math.min(config.kernelSize ?? input.time, input.time);
  const channels = splitSigns ? 2 * config.channels : config.channels;
  const frontend = {
    kernel,
    channels,
    time: padding,
    start: starts[init],
    split: splitSigns,
    window: windowPower,
    bias,
    frameMs,
  };
  return {
    name,
    title: `${channels} learned filters of ${kernel} frames`,
    shape: {
      ...input,
      time: padding === 'valid' ? input.time - kernel + 1 : input.time,
      channels,
    },
    parameters: temporalFrontendParameters(frontend, name),
    apply: (x, { parameters }) => temporalFrontend(frontend, name, x, parameters),
  };
}

function basis(config: FrontendOf<'temporalBasis'>, input: FeatureShape): Stage {
  const { numCosines, historyBins, spacing, peakRangeMs, binSizeMs, numDeltas } = config;
  const functions = raisedCosines({
    count: numCosines,
    bins: historyBins,
    spacing,
    peaksMs: peakRangeMs,
    binMs: binSizeMs,
    deltas: numDeltas,
  });
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
