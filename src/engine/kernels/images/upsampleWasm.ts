/** Upsampling on WASM: forward by TensorFlow.js' kernels, backward by sums of scaled pixels. */
import * as tf from '@tensorflow/tfjs';
import { f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate, release } from '../program/hostKernel';
import { addressOf, wasmKernel } from '../program/wasmKernel';

/** An output along one axis and its share, of all that an input pixel reaches. */
export type Reached = readonly { output: number; share: number }[];

/** @returns the enlarged images, or null where TensorFlow.js has no kernel. */
export function enlargeByStock(
  images: tf.TensorInfo,
  size: [height: number, width: number],
  mode: 'nearest' | 'bilinear',
): tf.TensorInfo | null {
  const bilinear = mode === 'bilinear';
  const kernel = tf.getKernel(bilinear ? 'ResizeBilinear' : 'ResizeNearestNeighbor', tf.getBackend());
  const attrs = { size, alignCorners: false, halfPixelCenters: bilinear };
  const result = kernel?.kernelFunc({ inputs: { images }, backend: tf.backend(), attrs });
  return result && !Array.isArray(result) ? result : null;
}

/**
 * The gradient by the images, row by row: first along the columns of pixels, then along the row.
 * @param dy [batch, height·factor, width·factor, channels], channels in fours
 * @param rows what each row reaches @param columns what each column reaches
 */
export function reduceDirectly(
  memory: WebAssembly.Memory,
  dy: tf.TensorInfo,
  rows: readonly Reached[],
  columns: readonly Reached[],
): tf.TensorInfo {
  const [batch = 0, height = 0, width = 0, channels = 0] = dy.shape;
  const output = allocate([batch, rows.length, columns.length, channels]);
  const sum = allocate([width, channels]);
  const [from, between, to] = [addressOf(dy), addressOf(sum), addressOf(output)];
  const pixel = 4 * channels;
  const line = width * pixel;
  const factor = width / columns.length;
  const alike = runsOf(columns, factor);
  for (let row = 0; row < batch * rows.length; row++) {
    const sample = Math.floor(row / rows.length);
    rows[row % rows.length]!.forEach(({ output, share }, i) => {
      const add = addScaled(memory, share, i === 0);
      add(between, from + (sample * height + output) * line, line / 16, 1, 0);
    });
    const target = to + row * columns.length * pixel;
    for (const { first, count } of alike) {
      columns[first]!.forEach(({ output, share }, i) => {
        const add = addScaled(memory, share, i === 0);
        add(target + first * pixel, between + output * pixel, channels / 4, count, (factor - 1) * pixel);
      });
    }
  }
  release(sum);
  return output;
}

/** Neighbouring columns that reach alike, each `factor` outputs after the one before. */
function runsOf(columns: readonly Reached[], factor: number): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  columns.forEach((column, x) => {
    const run = runs.at(-1);
    const before = columns[x - 1];
    const follows =
      before?.length === column.length &&
      column.every(
        ({ output, share }, i) => before[i]!.share === share && before[i]!.output + factor === output,
      );
    if (run && follows) run.count++;
    else runs.push({ first: x, count: 1 });
  });
  return runs;
}

/** Of `pixels` so many vectors each: target ← share · source, or target + share · source; `skip` bytes between the sources. */
function addScaled(memory: WebAssembly.Memory, share: number, first: boolean) {
  return wasmKernel(memory, `addScaled_${share}_${first}`, 5, (parameters, local) => {
    const [target, source, vectors, pixels, skip] = parameters as [Local, Local, Local, Local, Local];
    const left = local('i32');
    const loaded = v128.load(source.get);
    const scaled = share === 1 ? loaded : f32x4.mul(loaded, f32x4.splat(share));
    return repeat(pixels, [
      ...left.set(vectors.get),
      ...repeat(left, [
        ...v128.store(target.get, first ? scaled : f32x4.add(v128.load(target.get), scaled)),
        ...target.set(i32.add(target.get, i32.const(16))),
        ...source.set(i32.add(source.get, i32.const(16))),
      ]),
      ...source.set(i32.add(source.get, skip.get)),
    ]);
  });
}
