/** The memory that a training step of a U-Net takes, counted layer by layer before anything is allocated. */
import { type UNet, unetWidths } from './unetShape';

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
