/** Names of norms and activations of clips: what a configuration may ask for. No TensorFlow.js. */
/**
 * What shares its statistics: `batch` a channel; `instance` a channel of one clip; `group` a group of channels of one clip;
 * `layer` and `rms` all channels at one pixel of one frame. `grn` compares the channels of a clip with one another.
 */
export const clipNorms = ['none', 'batch', 'instance', 'layer', 'rms', 'group', 'grn'] as const;
export type ClipNorm = (typeof clipNorms)[number];

export const clipActivations = [
  'identity',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'softplus',
  'tanh',
  'sigmoid',
  'mish',
  'splitrelu',
] as const;
export type ClipActivation = (typeof clipActivations)[number];
