/** Spike history: what earlier counts of all units of a session add to its readout, through a perceptron of its own. */
import type * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Parameters } from '../../../engine/nn/parameter';
import { type MlpLayer, mlp, mlpParameters } from '../../../engine/nn/spatiotemporal/mlp';
import { spectrallyNormalized } from '../../../engine/nn/spectralNorm';
import type { NeuronsModelConfig } from '../modelConfig';

export interface HistoryEncoder {
  parameters: ParameterSpec[];
  /** @param history [batch, lags, units] @returns [batch, units] */
  encode(history: tf.Tensor3D, parameters: Parameters): tf.Tensor2D;
}

/** null where the model has none. */
export function historyEncoder(
  config: NeuronsModelConfig['historyEncoder'],
  session: string,
  units: number,
): HistoryEncoder | null {
  if (!config) return null;
  const name = `history.${session}`;
  const layer: MlpLayer = { dims: [...config.hidden, units], activation: 'relu', residual: false };
  const inputs = config.numLags * units;
  const specs = mlpParameters(layer, name, inputs);
  const kernels = specs.filter(({ shape }) => shape.length === 2).map((spec) => spec.name);
  const normalized = (parameters: Parameters): Parameters => ({
    ...parameters,
    ...Object.fromEntries(
      kernels.map((kernel) => [kernel, spectrallyNormalized(parameters[kernel] as tf.Tensor2D)]),
    ),
  });
  return {
    parameters: specs,
    encode(history, parameters) {
      const flat = history.reshape([-1, inputs]) as tf.Tensor2D;
      return mlp(layer, name, flat, config.spectralNorm ? normalized(parameters) : parameters);
    },
  };
}
