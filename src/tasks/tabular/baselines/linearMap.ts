/** A linear model as numbers: outputs = inputs·kernel + bias. Plain JSON, so that a checkpoint holds it. */
import { z } from 'zod';

export const linearMapSchema = z.object({
  /** [inputs × outputs], row-major, for inputs as the network sees them. */
  kernel: z.array(z.number()),
  bias: z.array(z.number()),
});
export type LinearMap = z.infer<typeof linearMapSchema>;

/** Outputs of the row that begins at `at`, written to `out` from `to` on. */
export function applyLinear(
  { kernel, bias }: LinearMap,
  inputs: ArrayLike<number>,
  at: number,
  out: Float64Array,
  to: number,
): void {
  const outputs = bias.length;
  for (let o = 0; o < outputs; o++) out[to + o] = bias[o]!;
  for (let i = 0, k = 0; k < kernel.length; i++, k += outputs) {
    const value = inputs[at + i]!;
    for (let o = 0; o < outputs; o++) out[to + o]! += value * kernel[k + o]!;
  }
}

/** Logits to probabilities, in place. */
export function softmaxInPlace(values: Float64Array, from: number, count: number): void {
  let largest = -Infinity;
  for (let i = from; i < from + count; i++) largest = Math.max(largest, values[i]!);
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i] = Math.exp(values[i]! - largest);
  for (let i = from; i < from + count; i++) values[i]! /= sum;
}
