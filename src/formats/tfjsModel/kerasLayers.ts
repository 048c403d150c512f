/** Puts a network together from layers that TensorFlow.js has, with the parameters of a checkpoint by their names. */
import { AnnealError } from '../../protocol/errors';
import type { JsonObject } from '../../protocol/json';
import type { KerasLayer, KerasModel, KerasWeight } from './kerasModel';

/** Affine by column: (x − center) / scale. */
export interface Columns {
  center: readonly number[];
  scale: readonly number[];
}

export interface KerasLayers {
  /** The input, as every layer by its name. */
  input: string;
  /** Whether there is such a parameter. */
  has(parameter: string): boolean;
  /** @returns a parameter under the name that Keras gives it. @throws checkpoint-mismatch where there is none. */
  weight(parameter: string, as: string): KerasWeight;
  /** Adds a layer. Dots of the name become `_`. @returns its name. */
  add(
    className: string,
    name: string,
    inputs: readonly string[],
    config: JsonObject,
    weights?: KerasWeight[],
  ): string;
  /** With `<name>.kernel` and `<name>.bias`. */
  dense(name: string, x: string, activation?: string): string;
  /** With `<name>.gamma` and `<name>.beta`. */
  layerNorm(name: string, x: string): string;
  /** Of the last axis, with the parameters of batch norm under `<name>`. */
  batchNorm(name: string, x: string): string;
  activation(name: string, x: string, activation: string): string;
  /** (x − center) / scale of the last axis; nothing where that is x. */
  scaled(name: string, x: string, columns: Columns): string;
  /** The way back: x · scale + center. */
  unscaled(name: string, x: string, columns: Columns): string;
  /** The sum, or the product, of all. */
  merge(className: 'Add' | 'Multiply', name: string, inputs: readonly string[]): string;
  model(name: string, output: string, metadata: JsonObject): KerasModel;
}

/** Added to variances by all norms of the engine. */
const EPSILON = 1e-5;

/**
 * @param shape of the input without the batch; null for a side that is free.
 * @param parameters those that evaluation uses.
 */
export function createKerasLayers(
  shape: readonly (number | null)[],
  parameters: readonly KerasWeight[],
): KerasLayers {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const layers: KerasLayer[] = [];
  const add: KerasLayers['add'] = (className, name, inputs, config, weights = []) => {
    const layer = { className, name: name.replaceAll('.', '_'), config, inputs: [...inputs], weights };
    layers.push(layer);
    return layer.name;
  };
  const weight: KerasLayers['weight'] = (parameter, as) => {
    const found = byName.get(parameter);
    if (found) return { ...found, name: as };
    throw new AnnealError('checkpoint-mismatch', `The checkpoint has no parameter ${parameter}.`, {
      place: parameter,
      received: [...byName.keys()].slice(0, 3).join(', '),
      remedy: 'Use a whole checkpoint.',
    });
  };
  /** gamma · (x − mean) + beta, as the batch norm of a variance of one. */
  const affine = (name: string, x: string, rows: Record<'gamma' | 'beta' | 'mean', readonly number[]>) => {
    const row = (as: string, values: readonly number[]) => ({
      name: as,
      shape: [values.length],
      data: Float32Array.from(values),
    });
    return add('BatchNormalization', name, [x], { axis: -1, epsilon: 0, trainable: false }, [
      row('gamma', rows.gamma),
      row('beta', rows.beta),
      row('moving_mean', rows.mean),
      row(
        'moving_variance',
        rows.mean.map(() => 1),
      ),
    ]);
  };
  const input = add('InputLayer', 'inputs', [], {
    batch_input_shape: [null, ...shape],
    dtype: 'float32',
    sparse: false,
  });
  return {
    input,
    has: (parameter) => byName.has(parameter),
    weight,
    add,
    dense(name, x, activation = 'linear') {
      const weights = [weight(`${name}.kernel`, 'kernel'), weight(`${name}.bias`, 'bias')];
      return add('Dense', name, [x], { units: weights[1]!.data.length, activation, use_bias: true }, weights);
    },
    layerNorm: (name, x) =>
      add('LayerNormalization', name, [x], { axis: -1, epsilon: EPSILON }, [
        weight(`${name}.gamma`, 'gamma'),
        weight(`${name}.beta`, 'beta'),
      ]),
    batchNorm: (name, x) =>
      add('BatchNormalization', name, [x], { axis: -1, epsilon: EPSILON }, [
        weight(`${name}.gamma`, 'gamma'),
        weight(`${name}.beta`, 'beta'),
        weight(`${name}.runningMean`, 'moving_mean'),
        weight(`${name}.runningVariance`, 'moving_variance'),
      ]),
    activation: (name, x, activation) => add('Activation', name, [x], { activation }),
    scaled(name, x, { center, scale }) {
      if (isIdentity({ center, scale })) return x;
      return affine(name, x, {
        gamma: scale.map((width) => 1 / width),
        // What single precision takes from a centre far from zero is given back.
        beta: center.map((middle, i) => (Math.fround(middle) - middle) / scale[i]!),
        mean: center,
      });
    },
    unscaled(name, x, { center, scale }) {
      if (isIdentity({ center, scale })) return x;
      return affine(name, x, { gamma: scale, beta: center, mean: center.map(() => 0) });
    },
    merge: (className, name, inputs) => add(className, name, inputs, {}),
    model: (name, output, metadata) => ({ name, layers, output, metadata }),
  };
}

function isIdentity({ center, scale }: Columns): boolean {
  return center.every((value) => value === 0) && scale.every((value) => value === 1);
}
