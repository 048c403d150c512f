/**
 * An attention gate on a skip connection: skip · α with α = σ(ψᵀ·ReLU(Wₛ·skip + W_g·gate + b) + b_ψ), one α a pixel.
 * Oktay et al. 2018, "Attention U-Net", eq. 1 and 2, with the gating signal brought to the size of the skip first.
 */
import * as tf from '@tensorflow/tfjs';
import { convLayer, convParameters, type Pass } from '../../../engine/nn/convLayer';
import type { ParameterSpec } from '../../../engine/workload';

/** `<name>.mix`, both of the W in one kernel, and `<name>.psi`, each 1 × 1 with a bias. */
export function attentionGateParameters(name: string, channels: number): ParameterSpec[] {
  const inner = Math.max(1, Math.floor(channels / 2));
  return [
    ...convParameters('none', `${name}.mix`, 1, 2 * channels, inner),
    ...convParameters('none', `${name}.psi`, 1, inner, 1),
  ];
}

/** @param skip [batch, height, width, channels] @param gate the same shape @returns the gated skip */
export function attentionGate(name: string, skip: tf.Tensor4D, gate: tf.Tensor4D, pass: Pass): tf.Tensor4D {
  const both = tf.concat([skip, gate], 3);
  const mixed = convLayer({ norm: 'none', activation: 'relu' }, `${name}.mix`, both, pass);
  const alpha = tf.sigmoid(convLayer({ norm: 'none', activation: 'none' }, `${name}.psi`, mixed, pass));
  return tf.mul(skip, alpha);
}
