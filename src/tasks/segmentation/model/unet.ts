/**
 * The U-Net (Ronneberger, Fischer and Brox 2015) with the widths of milesial's PyTorch one: blocks of two convolutions and
 * max-pooling on the way down, upsampling and the blocks' outputs of the way down beside it on the way up, one 1 × 1
 * convolution at the end. Options: residual blocks, four kinds of norm, bilinear upsampling, attention gates, dropout.
 */
import * as tf from '@tensorflow/tfjs';
import { convTranspose2d } from '../../../engine/kernels/conv/transpose';
import { upsample } from '../../../engine/kernels/images/upsample';
import {
  type ConvBlock,
  convBlock,
  convBlockParameters,
  convLayer,
  convParameters,
  type Pass,
} from '../../../engine/nn/conv';
import { lecunNormalTransposed, zeros } from '../../../engine/nn/initializers';
import type { ParameterSpec, Parameters, PassContext } from '../../../engine/nn/parameter';
import { AnnealError } from '../../../protocol/errors';
import { type UNet, unetMultiple, unetWidths } from './unetShape';

const blockOf = ({ norm, architecture, dropout }: UNet): ConvBlock => ({
  norm,
  residual: architecture === 'resUnet',
  dropout,
});

/**
 * Parameters in the order of the forward pass: `down0`, …, `middle`, then from the deepest level up `up<level>.grow` (of
 * a transposed convolution), `up<level>.gate`, `up<level>`, at last `head`.
 */
export function unetParameters(model: UNet): ParameterSpec[] {
  const { channels, outputs, upsampling, attention } = model;
  const { down, middle, up } = unetWidths(model);
  const block = (name: string, ...widths: [number, number, number]) =>
    convBlockParameters(blockOf(model), name, ...widths);
  const specs = down.flatMap((width, level) =>
    block(`down${level}`, down[level - 1] ?? channels, width, width),
  );
  specs.push(...block('middle', down.at(-1)!, middle, middle));
  for (const [level, width] of [...down.entries()].reverse()) {
    const name = `up${level}`;
    if (upsampling === 'transposed') specs.push(...growParameters(`${name}.grow`, 2 * width, width));
    if (attention) specs.push(...attentionGateParameters(`${name}.gate`, width));
    specs.push(...block(name, 2 * width, up[level]!.middle, up[level]!.outputs));
  }
  return [...specs, ...convParameters('none', 'head', 1, up[0]!.outputs, outputs)];
}

/** A transposed 2 × 2 convolution with stride 2; its kernel is [2, 2, outputs, inputs]. */
function growParameters(name: string, inputs: number, outputs: number): ParameterSpec[] {
  return [
    {
      name: `${name}.kernel`,
      shape: [2, 2, outputs, inputs],
      initializer: lecunNormalTransposed,
      decay: true,
    },
    { name: `${name}.bias`, shape: [outputs], initializer: zeros, decay: false },
  ];
}

/**
 * @param x [batch, height, width, channels]; height and width multiples of `unetMultiple(model)`
 * @returns logits [batch, height, width, outputs], and the next values of the running statistics, by parameter name: none
 *   but for batch norm while training.
 * @throws config-invalid when the image's size is no such multiple.
 */
export function unet(
  model: UNet,
  parameters: Parameters,
  x: tf.Tensor4D,
  { training, random }: PassContext,
): { logits: tf.Tensor4D; running: Record<string, tf.Tensor> } {
  refuseUnfitting(model, x);
  const pass: Pass = { parameters, training, random, running: {} };
  const block = (name: string, input: tf.Tensor4D) => convBlock(blockOf(model), name, input, pass);
  const skips: tf.Tensor4D[] = [];
  let h = x;
  for (let level = 0; level < model.levels; level++) {
    const skip = block(`down${level}`, h);
    skips.push(skip);
    h = tf.maxPool(skip, 2, 2, 'valid');
  }
  h = block('middle', h);
  for (const [level, skip] of [...skips.entries()].reverse()) {
    const name = `up${level}`;
    const grown = grow(model, `${name}.grow`, h, parameters);
    const gated = model.attention ? attentionGate(`${name}.gate`, skip, grown, pass) : skip;
    h = block(name, tf.concat([gated, grown], 3));
  }
  const logits = convLayer({ norm: 'none', activation: 'none' }, 'head', h, pass);
  return { logits, running: pass.running };
}

/** Twice the height and width: [batch, h, w, c] to [batch, 2h, 2w, c/2], or bilinearly with the same channels. */
function grow({ upsampling }: UNet, name: string, x: tf.Tensor4D, parameters: Parameters): tf.Tensor4D {
  if (upsampling === 'bilinear') return upsample(x, 2, 'bilinear');
  const kernel = parameters[`${name}.kernel`] as tf.Tensor4D;
  return convTranspose2d(x, kernel, parameters[`${name}.bias`] as tf.Tensor1D, { stride: 2 });
}

/**
 * An attention gate on a skip connection: skip · α with α = σ(ψᵀ·ReLU(Wₛ·skip + W_g·gate + b) + b_ψ), one α a pixel.
 * Oktay et al. 2018, "Attention U-Net", eq. 1 and 2, with the gating signal brought to the size of the skip first.
 * Parameters: `<name>.mix`, both of the W in one kernel, and `<name>.psi`, each 1 × 1 with a bias.
 */
function attentionGateParameters(name: string, channels: number): ParameterSpec[] {
  const inner = Math.max(1, Math.floor(channels / 2));
  return [
    ...convParameters('none', `${name}.mix`, 1, 2 * channels, inner),
    ...convParameters('none', `${name}.psi`, 1, inner, 1),
  ];
}

/** @param skip [batch, height, width, channels] @param gate the same shape @returns the gated skip */
function attentionGate(name: string, skip: tf.Tensor4D, gate: tf.Tensor4D, pass: Pass): tf.Tensor4D {
  const both = tf.concat([skip, gate], 3);
  const mixed = convLayer({ norm: 'none', activation: 'relu' }, `${name}.mix`, both, pass);
  const alpha = tf.sigmoid(convLayer({ norm: 'none', activation: 'none' }, `${name}.psi`, mixed, pass));
  return tf.mul(skip, alpha);
}

function refuseUnfitting(model: UNet, { shape }: tf.Tensor4D): void {
  const multiple = unetMultiple(model);
  const [, height, width, channels] = shape;
  if (channels !== model.channels) {
    throw new AnnealError(
      'config-invalid',
      `The network takes ${model.channels} channels; the image has ${channels}.`,
      {
        received: `${width} × ${height} × ${channels}`,
        remedy: 'Use images with the channels that the network was made for.',
      },
    );
  }
  if (height % multiple === 0 && width % multiple === 0) return;
  throw new AnnealError(
    'config-invalid',
    `An image of ${width} × ${height} cannot be halved ${model.levels} times.`,
    {
      received: `${width} × ${height}`,
      remedy: `Use sizes that are multiples of ${multiple}, or fewer levels.`,
    },
  );
}
