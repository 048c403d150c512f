/** The residual network of tables as layers of Keras: from values as the data have them to values in units of the targets. */
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import type { ActivationName } from '../../engine/nn/dense';
import { createKerasLayers, type KerasLayers } from '../../formats/tfjsModel/kerasLayers';
import type { KerasModel, KerasWeight } from '../../formats/tfjsModel/kerasModel';
import { type TabularConfig, tabularConfigSchema } from './config';
import { type Fitted, parseFitted } from './fitted';

/** The tanh approximation is called `gelu_new` in TensorFlow.js, which does not find it by that name when it loads a model. */
const activations: Record<Exclude<ActivationName, 'geluTanh'>, string> = {
  gelu: 'gelu',
  relu: 'relu',
  silu: 'swish',
};

/**
 * As `residualMlp` computes without dropout, between the scaling of its inputs and that of its outputs.
 * @param checkpoint with the weights that evaluation uses.
 * @throws checkpoint-mismatch for one of another task.
 */
export function kerasTable({ state, tensors }: Checkpoint): KerasModel {
  const { model } = tabularConfigSchema.parse(state.config);
  const fitted = parseFitted(state.task);
  const layers = createKerasLayers([fitted.inputColumns.length], tensors);
  const normalize = (name: string, x: string) =>
    model.normalization === 'layer' ? layers.layerNorm(name, x) : x;
  const x = layers.scaled('input_scaling', layers.input, fitted.inputScaling);
  let h = normalize('input_norm', layers.dense('input', x));
  for (let i = 0; i < model.numLayers; i++) {
    let branch = normalize(`block${i}.norm1`, layers.dense(`block${i}.linear1`, h));
    branch = activate(layers, model, `block${i}.activation`, branch);
    branch = normalize(`block${i}.norm2`, layers.dense(`block${i}.linear2`, branch));
    h = layers.merge('Add', `block${i}.sum`, [h, branch]);
  }
  const ways = [{ name: 'head', x: h }, ...(model.linearPath ? [{ name: 'linear', x }] : [])];
  return layers.model('table', output(layers, ways, model.head, fitted), metadataOf(fitted));
}

function activate(
  layers: KerasLayers,
  { activation, hiddenSize }: TabularConfig['model'],
  name: string,
  x: string,
): string {
  return activation === 'geluTanh'
    ? geluTanh(layers, name, x, hiddenSize)
    : layers.activation(name, x, activations[activation]);
}

/** ½x(1 + tanh u) is x·σ(2u), and here 2u = x·(c + x·0.044715c·x) with c = 2√(2/π). */
function geluTanh(layers: KerasLayers, name: string, x: string, width: number): string {
  const c = 2 * Math.sqrt(2 / Math.PI);
  const row = (value: number) => new Array<number>(width).fill(value);
  const part = layers.unscaled(`${name}.part`, x, { center: row(0), scale: row(0.044715 * c) });
  const square = layers.merge('Multiply', `${name}.square`, [x, part]);
  const factor = layers.unscaled(`${name}.factor`, square, { center: row(c), scale: row(1) });
  const inner = layers.merge('Multiply', `${name}.inner`, [x, factor]);
  return layers.merge('Multiply', name, [x, layers.activation(`${name}.sigmoid`, inner, 'sigmoid')]);
}

/** A dense layer, or the sum of two, and what makes predictions of it. */
interface Way {
  name: string;
  /** What it is applied to. */
  x: string;
}

function output(layers: KerasLayers, ways: readonly Way[], head: string, fitted: Fitted): string {
  if (fitted.kind === 'classification') {
    return layers.activation('probabilities', total(layers, 'logits', ways, whole), 'softmax');
  }
  const scaled = head === 'plain' ? total(layers, 'outputs', ways, whole) : gatedOutput(layers, ways);
  return layers.unscaled('target_scaling', scaled, fitted.targetScaling);
}

/** From a kernel [inputs, outputs], or a bias [outputs], to the one of a layer with other outputs. */
type Part = (weight: KerasWeight) => KerasWeight;

const whole: Part = (weight) => weight;

/** One of the three values that a gated head has for each target, or what is made of them. */
function ofThree(value: (gate: number, low: number, high: number) => number): Part {
  return ({ name, shape, data }) => ({
    name,
    shape: [...shape.slice(0, -1), shape.at(-1)! / 3],
    data: Float32Array.from({ length: data.length / 3 }, (_, at) =>
      value(data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!),
    ),
  });
}

/**
 * w2·p2 + w3·p3 of `gatedMse.ts` as p2 + w3·(p3 − p2), where w3 = (1 + p1)/2, held between 0 and 1: a ReLU with a largest
 * value.
 */
function gatedOutput(layers: KerasLayers, ways: readonly Way[]): string {
  const three = (name: string, value: (gate: number, low: number, high: number) => number) =>
    total(layers, name, ways, ofThree(value));
  const half = three('gate', (gate) => gate / 2);
  const targets = layers.weight('head.bias', 'bias').data.length / 3;
  const shifted = layers.unscaled('gate_shift', half, {
    center: new Array<number>(targets).fill(0.5),
    scale: new Array<number>(targets).fill(1),
  });
  const open = layers.add('ReLU', 'gate_share', [shifted], { max_value: 1 });
  const low = three('low', (_gate, value) => value);
  const difference = three('difference', (_gate, value, high) => high - value);
  const step = layers.merge('Multiply', 'gated_difference', [open, difference]);
  return layers.merge('Add', 'outputs', [low, step]);
}

/** The part of every way, added. */
function total(layers: KerasLayers, name: string, ways: readonly Way[], part: Part): string {
  const sums = ways.map((way) => {
    const bias = part(layers.weight(`${way.name}.bias`, 'bias'));
    const kernel = part(layers.weight(`${way.name}.kernel`, 'kernel'));
    const config = { units: bias.data.length, activation: 'linear', use_bias: true };
    return layers.add('Dense', `${name}_${way.name}`, [way.x], config, [kernel, bias]);
  });
  return sums.length === 1 ? sums[0]! : layers.merge('Add', `${name}_sum`, sums);
}

function metadataOf(fitted: Fitted) {
  const { inputColumns, targetColumns, classes, imputation } = fitted;
  return {
    inputs: inputColumns,
    ...(classes.length > 0
      ? { target: targetColumns[0] ?? '', probabilitiesOf: classes }
      : { outputs: targetColumns }),
    standInsForMissing: imputation,
    note:
      'Inputs are one row of numbers each, in the order of `inputs`, in the units of the data. A column named ' +
      '`column=text` is 1 where the column holds that text, else 0. Missing values must be filled first, with those ' +
      'of `standInsForMissing` where there are any.',
  };
}
