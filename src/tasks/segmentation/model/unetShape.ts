/**
 * What a U-Net is made of, and what its sizes are before anything is computed: the `model` section of the task, widths,
 * image sizes, reach, memory. Imports no TensorFlow.js, so the page can read it.
 */
import { z } from 'zod';

/** The `model` section of the task. */
export const unetSchema = z.strictObject({
  architecture: z
    .enum(['unet', 'resUnet'])
    .meta({ title: 'Architecture', also: 'network backbone' })
    .default('unet'),
  levels: z
    .number()
    .int()
    .min(1)
    .max(7)
    .meta({
      title: 'Levels',
      description: 'How often the image is halved; the width doubles each time.',
      essential: true,
      also: 'depth stages',
    })
    .default(4),
  baseWidth: z
    .number()
    .int()
    .positive()
    .max(256)
    .meta({
      title: 'Base width (channels)',
      description: 'Channels at full size.',
      essential: true,
      also: 'filters features',
    })
    .default(16),
  upsampling: z
    .enum(['transposed', 'bilinear'])
    .meta({ title: 'Upsampling', also: 'transposed convolution' })
    .default('transposed'),
  norm: z
    .enum(['batch', 'group', 'instance', 'none'])
    .meta({ title: 'Norm layer', also: 'batchnorm normalization' })
    .default('batch'),
  dropout: z.number().min(0).lt(1).meta({ title: 'Dropout' }).default(0),
  attention: z
    .boolean()
    .meta({ title: 'Attention gates', description: 'Weigh what the skip connections bring.' })
    .default(false),
});
export type UNetConfig = z.infer<typeof unetSchema>;

/** A U-Net between an image and its logits. */
export interface UNet extends UNetConfig {
  /** Of the image. */
  channels: number;
  /** Logits a pixel. */
  outputs: number;
}

/** Channels of the blocks: `down[level]` at 1/2^level of the image's size, `middle` below, `up[level]` on the way back. */
export interface UNetWidths {
  down: number[];
  middle: number;
  up: { middle: number; outputs: number }[];
}

/**
 * The widths of milesial's PyTorch U-Net. A transposed convolution halves the channels on the way up; bilinear
 * upsampling cannot, so there every block on the way up ends with half of its width, and the middle is half as wide.
 */
export function unetWidths({ levels, baseWidth, upsampling }: UNet): UNetWidths {
  const down = Array.from({ length: levels }, (_, level) => baseWidth * 2 ** level);
  const bilinear = upsampling === 'bilinear';
  return {
    down,
    middle: (baseWidth * 2 ** levels) / (bilinear ? 2 : 1),
    up: down.map((width, level) => ({ middle: width, outputs: bilinear && level > 0 ? width / 2 : width })),
  };
}

/** Height and width of an image must be multiples of this. */
export function unetMultiple({ levels }: Pick<UNet, 'levels'>): number {
  return 2 ** levels;
}

/**
 * Side of the square of input pixels that an output pixel can depend on, at most (norms, which see whole images, left
 * out). Followed backwards from an output pixel through the deepest path, an interval of pixels at each size: two 3 × 3
 * convolutions reach two further on either side; upsampled pixels [a, b] come from [⌊a/2⌋, ⌊b/2⌋], bilinear ones from
 * [⌊(a − 1)/2⌋, ⌊(b + 1)/2⌋], since they lie between two pixel centres; pooled ones from [2a, 2b + 1].
 */
export function receptiveField({ levels, upsampling }: Pick<UNet, 'levels' | 'upsampling'>): number {
  const reach = upsampling === 'bilinear' ? 3 : 2;
  let widest = 0;
  for (let pixel = 0; pixel < unetMultiple({ levels }); pixel++) {
    let [from, to] = [pixel, pixel];
    for (let level = 0; level < levels; level++) {
      [from, to] = [Math.floor((from - reach) / 2), Math.floor((to + reach) / 2)];
    }
    for (let level = 0; level < levels; level++) [from, to] = [2 * (from - 2), 2 * (to + 2) + 1];
    widest = Math.max(widest, to + 2 - (from - 2) + 1);
  }
  return widest;
}

const bytesOfFloat = 4;

/**
 * Bytes of the activations and their gradients in one training step: the outputs of all layers, which the backward pass
 * needs, and the gradients of all of them, which TensorFlow.js keeps until the pass is over. Parameters, optimizer and the
 * scratch of single kernels are not in it.
 * @param batch images @param height, width of the crops
 */
export function unetActivationBytes(model: UNet, batch: number, height: number, width: number): number {
  const { levels, norm, dropout, architecture, attention, channels, outputs } = model;
  const { down, middle, up } = unetWidths(model);
  const pixels = (level: number) => (batch * height * width) / 4 ** level;
  /** Its output and what became of it, with the gradient of each; the gradient of its input. */
  const layer = (inputs: number, out: number) => (norm === 'none' ? 2 : 3) * out + inputs;
  const block = (inputs: number, inner: number, out: number) => {
    const plain = layer(inputs, inner) + (dropout > 0 ? 2 * inner : 0) + layer(inner, out);
    if (architecture === 'unet') return plain;
    // The sum, its ReLU and that one's gradient; the shortcut, its gradient, and the sum of the two gradients.
    return plain + 3 * out + (inputs === out ? inputs : out + 2 * inputs);
  };
  // Both operands together, the mixture, the product, and their gradients.
  const gate = (skip: number) => (attention ? 2 * 2 * skip + 3 * Math.floor(skip / 2) + 4 * skip : 0);
  const onTheWayDown = down.map((out, level) => {
    const pooled = out / 4;
    // The skip's own gradient, that from below, and their sum.
    return pixels(level) * (block(down[level - 1] ?? channels, out, out) + pooled + 2 * out);
  });
  const onTheWayUp = down.map((skip, level) => {
    const joined = 2 * 2 * skip;
    const below = level === levels - 1 ? middle : up[level + 1]!.outputs;
    const grown = skip + below / 4;
    const { middle: inner, outputs: out } = up[level]!;
    return pixels(level) * (grown + joined + gate(skip) + block(2 * skip, inner, out));
  });
  const head = pixels(0) * (channels + 3 * outputs + up[0]!.outputs);
  const all = [...onTheWayDown, pixels(levels) * block(down.at(-1)!, middle, middle), ...onTheWayUp, head];
  return bytesOfFloat * all.reduce((sum, values) => sum + values, 0);
}
