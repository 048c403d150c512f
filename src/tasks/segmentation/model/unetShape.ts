/** What a U-Net's configuration says about sizes before anything is computed: widths, image sizes, reach, memory. */
import type { UNetConfig } from './unetConfig';

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
