/** A classifier of random rows. */
import { randomStream } from '../../src/engine/random';
import { type Block, type MlpProblem, normalBlock } from './problem';

/** @param widths from the inputs to the classes. */
export function mlpProblem(batch: number, widths: number[]): MlpProblem {
  const parameters: Record<string, Block> = {};
  const layers = widths.length - 1;
  for (let i = 0; i < layers; i++) {
    const [inputs = 1, outputs = 1] = widths.slice(i, i + 2);
    parameters[`layer${i}.kernel`] = normalBlock(`kernel${i}`, [inputs, outputs], Math.sqrt(2 / inputs));
    parameters[`layer${i}.bias`] = normalBlock(`bias${i}`, [outputs], 0.01);
  }
  const [inputs = 1] = widths;
  const classes = widths.at(-1) ?? 1;
  const random = randomStream(1, 'labels');
  return {
    kind: 'mlp',
    parameters,
    layers,
    x: normalBlock('x', [batch, inputs], 1),
    labels: Int32Array.from({ length: batch }, () => random.below(classes)),
    classes,
  };
}
