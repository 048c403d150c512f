/** The convnets: layers one after the other, with their input added (ResNet), or with all outputs before (DenseNet). */
import * as tf from '@tensorflow/tfjs';
import { dropout } from '../../../engine/kernels/elementwise/dropout';
import type { Parameters } from '../../../engine/nn/parameter';
import { channelsAfter, clipActivation } from '../../../engine/nn/spatiotemporal/clipActivation';
import { clipNorm, clipNormParameters } from '../../../engine/nn/spatiotemporal/clipNorm';
import { concatChannels } from '../../../engine/nn/spatiotemporal/clipParts';
import { type ClipPool, clipPool, pooledLength } from '../../../engine/nn/spatiotemporal/clipPool';
import {
  type Conv3dLayer,
  conv3d,
  conv3dKernel,
  conv3dParameters,
} from '../../../engine/nn/spatiotemporal/conv3d';
import { AnnealError } from '../../../protocol/errors';
import type { ConvnetConfig } from '../modelConfig';
import type { FeatureShape, Stage } from './stage';

type LayerConfig = ConvnetConfig['blocks'][number];
type Part = ConvnetConfig['order'][number];

export function convnetStages(config: ConvnetConfig, input: FeatureShape): Stage[] {
  if (config.kind === 'none') return [];
  const stages: Stage[] = [];
  const shape = () => stages.at(-1)?.shape ?? input;
  if (config.stem) stages.push(plainLayer(config.stem, config.order, 'convnet.stem', shape()));
  const build = { vanilla: plainLayer, resnet: residualLayer, densenet: denselyConnected }[config.kind];
  config.blocks.forEach((layer, index) => {
    stages.push(build(layer, config.order, `convnet.layer${index}`, shape()));
  });
  return stages;
}

function plainLayer(layer: LayerConfig, order: readonly Part[], name: string, input: FeatureShape): Stage {
  return inOrder(layer, order, name, input);
}

/** Pooled after the sum; the input passes a 1 × 1 × 1 convolution where the channels change. */
function residualLayer(layer: LayerConfig, order: readonly Part[], name: string, input: FeatureShape): Stage {
  const inner = inOrder(layer, withoutPool(order), name, input);
  const changes = inner.shape.channels !== input.channels;
  const shortcut = `${name}.shortcut`;
  return pooled(layer, order, {
    ...inner,
    title: `${inner.title}, added to its input`,
    parameters: [
      ...inner.parameters,
      ...(changes ? conv3dParameters(pointwise, shortcut, input.channels, inner.shape.channels) : []),
    ],
    apply(x, pass) {
      const kept = changes ? conv3d(pointwise, shortcut, x, pass.parameters) : x;
      return tf.add(inner.apply(x, pass), kept);
    },
  });
}

/** Its output behind the channels of its input, pooled together. */
function denselyConnected(
  layer: LayerConfig,
  order: readonly Part[],
  name: string,
  input: FeatureShape,
): Stage {
  const inner = inOrder(layer, withoutPool(order), name, input);
  return pooled(layer, order, {
    ...inner,
    title: `${inner.title}, beside its input`,
    shape: { ...inner.shape, channels: input.channels + inner.shape.channels },
    apply: (x, pass) => concatChannels([x, inner.apply(x, pass)]),
  });
}

const pointwise: Conv3dLayer = {
  kernel: [1, 1, 1],
  time: 'causal',
  space: 'same',
  bias: false,
  window: null,
  weightNorm: 'none',
};

const withoutPool = (order: readonly Part[]) => order.filter((part) => part !== 'pool');

function pooled(layer: LayerConfig, order: readonly Part[], stage: Stage): Stage {
  const pool = poolOf(layer);
  if (!pool || !order.includes('pool')) return stage;
  return {
    ...stage,
    title: `${stage.title}, ${poolTitle(layer)}`,
    shape: pooledShape(pool, stage.shape),
    apply: (x, pass) => clipPool(pool, stage.apply(x, pass)),
  };
}

/** The parts of a layer in the order that the configuration has them. */
function inOrder(layer: LayerConfig, order: readonly Part[], name: string, input: FeatureShape): Stage {
  const parts: Added[] = [];
  let shape = input;
  for (const part of order) {
    const added = partOf(part, layer, name, shape);
    if (!added) continue;
    parts.push(added);
    shape = added.shape;
  }
  const { kernelSize, norm, activation } = layer;
  const words = [
    `${layer.channels} filters of ${kernelSize.join(' × ')}`,
    ...(norm === 'none' ? [] : [`${norm} norm`]),
    ...(activation === 'identity' ? [] : [activation]),
    ...(order.includes('pool') && poolOf(layer) ? [poolTitle(layer)] : []),
  ];
  return {
    name,
    title: words.join(', '),
    shape,
    parameters: parts.flatMap(({ parameters }) => parameters),
    apply: (x, pass) => parts.reduce((features, { apply }) => apply(features, pass), x),
  };
}

type Added = Pick<Stage, 'shape' | 'parameters' | 'apply'>;

function partOf(part: Part, layer: LayerConfig, name: string, input: FeatureShape): Added | null {
  switch (part) {
    case 'conv':
      return convolved(layer, `${name}.conv`, input);
    case 'norm': {
      const { norm } = layer;
      if (norm === 'none') return null;
      const parameters = clipNormParameters(norm, `${name}.norm`, input.channels);
      return { shape: input, parameters, apply: (x, pass) => clipNorm(norm, `${name}.norm`, x, pass) };
    }
    case 'activation': {
      const { activation } = layer;
      if (activation === 'identity') return null;
      const shape = { ...input, channels: channelsAfter(activation, input.channels) };
      return { shape, parameters: [], apply: (x) => clipActivation(activation, x) };
    }
    case 'dropout': {
      if (layer.dropout === 0) return null;
      const apply: Stage['apply'] = (x, { training, random }) =>
        dropout(x, training ? layer.dropout : 0, name, random);
      return { shape: input, parameters: [], apply };
    }
    case 'pool': {
      const pool = poolOf(layer);
      return pool && { shape: pooledShape(pool, input), parameters: [], apply: (x) => clipPool(pool, x) };
    }
  }
}

/** The kernel of the first convolution as it is applied, [time, height, width, inputs, outputs]; null without one. */
export function firstKernel(config: ConvnetConfig, parameters: Parameters): tf.Tensor5D | null {
  const layer = config.stem ?? config.blocks[0];
  if (config.kind === 'none' || !layer || !config.order.includes('conv')) return null;
  const name = config.stem ? 'convnet.stem.conv' : 'convnet.layer0.conv';
  return tf.tidy(() => tf.clone(conv3dKernel(convolutionOf(layer), name, parameters)));
}

function convolutionOf({ kernelSize, norm, weightNorm, padding, windowPower }: LayerConfig): Conv3dLayer {
  return {
    kernel: kernelSize,
    time: 'causal',
    space: padding,
    // A norm behind it would take a bias away again.
    bias: norm === 'none',
    window: windowPower === null ? null : { power: windowPower, space: true, time: true },
    weightNorm: weightNorm ? 'unit' : 'none',
  };
}

function convolved(layer: LayerConfig, name: string, input: FeatureShape): Added {
  const { channels, kernelSize, padding } = layer;
  const conv = convolutionOf(layer);
  const [, height, width] = kernelSize;
  const smaller = padding === 'valid';
  if (smaller && (height > input.height || width > input.width)) {
    throw new AnnealError('config-invalid', `The kernel of ${name} is larger than what it sees.`, {
      place: name,
      received: `${height} × ${width} over features of ${input.height} × ${input.width}`,
      remedy: 'Choose a smaller kernel, or padding Same.',
    });
  }
  return {
    shape: {
      ...input,
      height: smaller ? input.height - height + 1 : input.height,
      width: smaller ? input.width - width + 1 : input.width,
      channels,
    },
    parameters: conv3dParameters(conv, name, input.channels, channels),
    apply: (x, { parameters }) => conv3d(conv, name, x, parameters),
  };
}

function poolOf({ pool, poolSize }: LayerConfig): ClipPool | null {
  return pool === 'none' ? null : { kind: pool, size: poolSize, stride: poolSize };
}

function pooledShape(pool: ClipPool, shape: FeatureShape): FeatureShape {
  return { ...shape, height: pooledLength(pool, shape.height), width: pooledLength(pool, shape.width) };
}

const poolTitle = ({ pool, poolSize }: LayerConfig) =>
  pool === 'aablur' ? 'blur pool' : `${pool} pool ${poolSize}`;
