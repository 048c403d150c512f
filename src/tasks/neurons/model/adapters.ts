/** The adapters: each session's own way onto the grid that the core sees. */
import { affineAdapter, affineAdapterParameters } from '../../../engine/nn/spatiotemporal/affineAdapter';
import type { NeuronsModelConfig } from '../modelConfig';
import type { FeatureShape, Stage } from './stage';

/** null where frames are taken as they are. */
export function adapterStage(
  config: NeuronsModelConfig['adapter'],
  session: string,
  { time, channels }: FeatureShape,
): Stage | null {
  if (config.name === 'none') return null;
  const { gridSize, transform, initSigma } = config;
  const name = `adapters.${session}`;
  const adapter = { gridSize, transform, deviation: initSigma };
  return {
    name,
    title: `Smoothed, and sampled on ${gridSize} × ${gridSize} points`,
    shape: { time, height: gridSize, width: gridSize, channels },
    parameters: affineAdapterParameters(adapter, name),
    apply: (x, { parameters }) => affineAdapter(adapter, name, x, parameters),
  };
}
