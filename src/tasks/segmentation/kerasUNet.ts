/** The U-Net as layers of Keras: from images between 0 and 1 to probabilities of pixels. */
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { createKerasLayers, type KerasLayers } from '../../formats/tfjsModel/kerasLayers';
import type { KerasModel } from '../../formats/tfjsModel/kerasModel';
import { segmentationConfigSchema } from './config';
import { parseSegmentationFitted, type SegmentationFitted } from './fitted';
import { type UNetConfig, unetMultiple } from './model/unetShape';

/**
 * As `unet` computes without dropout, after the normalization of intensities; sigmoid or softmax follow.
 * @param checkpoint with the weights that evaluation uses, of a network with batch norm or none.
 * @throws checkpoint-mismatch for one of another task.
 */
export function kerasUNet({ state, tensors }: Checkpoint): KerasModel {
  const { model } = segmentationConfigSchema.parse(state.config);
  const fitted = parseSegmentationFitted(state.task);
  const layers = createKerasLayers([null, null, fitted.channels], tensors);
  let h = layers.scaled('intensities', layers.input, { center: fitted.mean, scale: fitted.std });
  const skips: string[] = [];
  for (let level = 0; level < model.levels; level++) {
    const skip = block(layers, model, `down${level}`, h);
    skips.push(skip);
    h = layers.add('MaxPooling2D', `pool${level}`, [skip], {
      pool_size: [2, 2],
      strides: [2, 2],
      padding: 'valid',
    });
  }
  h = block(layers, model, 'middle', h);
  for (const [level, skip] of [...skips.entries()].reverse()) {
    const name = `up${level}`;
    const grown = grow(layers, model, `${name}.grow`, h);
    const gated = model.attention ? attentionGate(layers, `${name}.gate`, skip, grown) : skip;
    h = block(layers, model, name, concat(layers, `${name}.concat`, [gated, grown]));
  }
  const logits = conv(layers, 'none', 'head', h);
  const probabilities = layers.activation(
    'probabilities',
    logits,
    fitted.classes.length === 2 ? 'sigmoid' : 'softmax',
  );
  return layers.model('unet', probabilities, metadataOf(model, fitted));
}

/** As `convBlock`. */
function block(layers: KerasLayers, { norm, architecture }: UNetConfig, name: string, x: string): string {
  const residual = architecture === 'resUnet';
  const first = layers.activation(`${name}.relu1`, conv(layers, norm, `${name}.conv1`, x), 'relu');
  const second = conv(layers, norm, `${name}.conv2`, first);
  if (!residual) return layers.activation(`${name}.relu2`, second, 'relu');
  const shortcut = layers.has(`${name}.shortcut.kernel`) ? conv(layers, 'none', `${name}.shortcut`, x) : x;
  const sum = layers.merge('Add', `${name}.sum`, [second, shortcut]);
  return layers.activation(`${name}.relu2`, sum, 'relu');
}

/** Convolution and norm. */
function conv(layers: KerasLayers, norm: UNetConfig['norm'], name: string, x: string): string {
  const kernel = layers.weight(`${name}.kernel`, 'kernel');
  const hasBias = norm === 'none';
  const [height = 1, width = 1, , filters = 1] = kernel.shape;
  const config = {
    filters,
    kernel_size: [height, width],
    strides: [1, 1],
    padding: 'same',
    activation: 'linear',
    use_bias: hasBias,
  };
  const weights = hasBias ? [kernel, layers.weight(`${name}.bias`, 'bias')] : [kernel];
  const z = layers.add('Conv2D', name, [x], config, weights);
  return hasBias ? z : layers.batchNorm(`${name}.norm`, z);
}

/** Twice the height and width. */
function grow(layers: KerasLayers, { upsampling }: UNetConfig, name: string, x: string): string {
  if (upsampling === 'bilinear') return growBilinearly(layers, name, x);
  const kernel = layers.weight(`${name}.kernel`, 'kernel');
  const config = {
    filters: kernel.shape[2]!,
    kernel_size: [2, 2],
    strides: [2, 2],
    padding: 'valid',
    activation: 'linear',
    use_bias: true,
  };
  return layers.add('Conv2DTranspose', name, [x], config, [kernel, layers.weight(`${name}.bias`, 'bias')]);
}

/**
 * Between pixel centres, which the bilinear upsampling of TensorFlow.js' layer is not: the nearest pixel, then along each
 * axis (1, 2, 1)/4, as three quarters of the mean of three and one of the pixel itself. At the border that mean is of two,
 * so that it ends where the image does.
 */
function growBilinearly(layers: KerasLayers, name: string, x: string): string {
  let h = layers.add('UpSampling2D', `${name}.nearest`, [x], { size: [2, 2], interpolation: 'nearest' });
  for (const [axis, size] of [
    ['rows', [3, 1]],
    ['columns', [1, 3]],
  ] as const) {
    const mean = layers.add('AveragePooling2D', `${name}.${axis}_mean`, [h], {
      pool_size: [...size],
      strides: [1, 1],
      padding: 'same',
    });
    // Half of (mean + pixel)/2 and half of the mean: no layer takes one twice, which TensorFlow.js would free too early.
    const half = layers.add('Average', `${name}.${axis}_half`, [mean, h], {});
    h = layers.add('Average', `${name}.${axis}`, [half, mean], {});
  }
  return h;
}

/** As `attentionGate` in `unet.ts`. */
function attentionGate(layers: KerasLayers, name: string, skip: string, gate: string): string {
  const both = concat(layers, `${name}.concat`, [skip, gate]);
  const mixed = layers.activation(`${name}.relu`, conv(layers, 'none', `${name}.mix`, both), 'relu');
  const alpha = layers.activation(`${name}.alpha`, conv(layers, 'none', `${name}.psi`, mixed), 'sigmoid');
  return layers.merge('Multiply', `${name}.product`, [skip, alpha]);
}

function concat(layers: KerasLayers, name: string, inputs: readonly string[]): string {
  return layers.add('Concatenate', name, inputs, { axis: -1 });
}

function metadataOf(model: UNetConfig, { channels, classes }: SegmentationFitted) {
  return {
    channels,
    multiple: unetMultiple(model),
    probabilitiesOf: classes.length === 2 ? classes.slice(1) : classes,
    note:
      'Images are [batch, height, width, channels], values divided by the largest of their type (255, 65535), so that ' +
      'they are between 0 and 1. Height and width are multiples of `multiple`: pad others, and cut the probabilities.',
  };
}
