/** A U-Net on noisy images of discs: two convolutions a level, max pooling, transposed convolution, concatenation. */
import { randomStream } from '../../src/engine/random';
import { type Block, normalBlock, type UnetProblem, zeroBlock } from './problem';

export function unetProblem(batch: number, size: number, base: number, levels: number): UnetProblem {
  const parameters: Record<string, Block> = {};
  const add = (name: string, side: number, inputs: number, outputs: number, transposed = false) => {
    const channels = transposed ? [outputs, inputs] : [inputs, outputs];
    const deviation = Math.sqrt(2 / (side * side * inputs));
    parameters[`${name}.kernel`] = normalBlock(name, [side, side, ...channels], deviation);
    parameters[`${name}.bias`] = zeroBlock([outputs]);
  };
  let channels = 1;
  for (let level = 0; level <= levels; level++) {
    const name = level < levels ? `down${level}` : 'middle';
    add(`${name}.a`, 3, channels, base << level);
    channels = base << level;
    add(`${name}.b`, 3, channels, channels);
  }
  for (let level = levels - 1; level >= 0; level--) {
    add(`up${level}.grow`, 2, channels, base << level, true);
    channels = base << level;
    add(`up${level}.a`, 3, 2 * channels, channels);
    add(`up${level}.b`, 3, channels, channels);
  }
  add('head', 1, channels, 1);
  return { kind: 'unet', parameters, levels, ...discs(batch, size) };
}

function discs(batch: number, size: number): { images: Block; masks: Block } {
  const images = normalBlock('images', [batch, size, size, 1], 0.3);
  const masks = zeroBlock([batch, size, size, 1]);
  const random = randomStream(1, 'discs');
  for (let image = 0; image < batch; image++) {
    const [row, column] = [0, 1].map(() => size * (0.25 + 0.5 * random.uniform())) as [number, number];
    const radius = size * (0.1 + 0.15 * random.uniform());
    for (let pixel = 0; pixel < size * size; pixel++) {
      if (Math.hypot(Math.floor(pixel / size) - row, (pixel % size) - column) > radius) continue;
      const at = image * size * size + pixel;
      masks.values[at] = 1;
      images.values[at]! += 1;
    }
  }
  return { images, masks };
}
