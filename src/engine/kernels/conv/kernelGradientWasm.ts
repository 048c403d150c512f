/**
 * The gradient of a convolution's kernel on WASM: for every kernel position a product of the inputs under it with dy, over all
 * positions. The inner kernel keeps 4 input × 8 output channels in registers while it walks over the positions, so both
 * operands are laid out first, a piece at a time, in blocks of so many channels: then it reads them in a row.
 */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { withFloats } from '../../tfjs/hostMemory';
import { f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate, release } from '../program/hostKernel';
import { stridedCopy } from '../program/stridedCopyWasm';
import { addressOf, type WasmKernel, wasmKernel, wasmMemory } from '../program/wasmKernel';
import { type ConvGeometry, kernelShape } from './geometry';
import { type PaddedRows, paddedRows } from './paddedRows';
import { blockOf } from './wasmWeights';

/** Bytes of dy that are worked on together. */
const PIECE = 2 ** 17;

/** @returns [...kernel, inChannels, outChannels], or null where these kernels do not apply. */
export function kernelGradientDirectly(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  g: ConvGeometry,
): tf.TensorInfo | null {
  const memory = wasmMemory();
  const fits = g.input.length === 2 && g.padding.every((zeros) => zeros >= 0);
  if (!memory || !fits) return null;
  if (blockOf(g.outChannels) > 0) return overPieces(memory, x, dy, g);
  const pointwise = sizeOf(g.kernel) * sizeOf(g.stride) === 1 && g.padding.every((zeros) => zeros === 0);
  if (!pointwise || blockOf(g.inChannels) === 0) return filledUp(memory, x, dy, g);
  // Of a 1 × 1 kernel either operand can lie along the vectors; the result is the transpose.
  const swapped = overPieces(memory, dy, x, {
    ...g,
    inChannels: g.outChannels,
    outChannels: g.inChannels,
  });
  const output = allocate(kernelShape(g));
  withFloats([output, swapped], (to, from) => {
    for (let i = 0; i < to.length; i++) {
      to[i] = from[(i % g.outChannels) * g.inChannels + Math.floor(i / g.outChannels)]!;
    }
  });
  release(swapped);
  return output;
}

/** With as many channels of zeros more in dy as make whole vectors. */
function filledUp(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  g: ConvGeometry,
): tf.TensorInfo {
  const channels = g.outChannels;
  const full = 4 * Math.ceil(channels / 4);
  const positions = g.batch * sizeOf(g.output);
  const filled = allocate([positions, full]);
  withFloats([filled], (values) => void values.fill(0));
  const [from, to] = [addressOf(dy), addressOf(filled)];
  for (let c = 0; c < channels; c++) {
    stridedCopy(memory, 1)(from + 4 * c, to + 4 * c, positions, 4 * channels, 4 * full);
  }
  const gradient = overPieces(memory, x, filled, { ...g, outChannels: full });
  const output = allocate(kernelShape(g));
  withFloats([output, gradient], (kept, all) => {
    for (let i = 0; i < kept.length; i++) kept[i] = all[Math.floor(i / channels) * full + (i % channels)]!;
  });
  release(filled, gradient);
  return output;
}

function overPieces(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  g: ConvGeometry,
): tf.TensorInfo {
  const { outChannels } = g;
  const [height, width] = [g.output[0]!, g.output[1]!];
  const block = blockOf(outChannels);
  const most = Math.min(height, Math.max(1, Math.floor(PIECE / (4 * width * outChannels))));
  const output = allocate(kernelShape(g));
  withFloats([output], (values) => void values.fill(0));
  const padded = paddedRows(memory, x, g, most);
  const inputs = sideBySide(g) ? windowsOf(g, padded) : blocksOf(memory, g, padded, most);
  const dyBlocks = allocate([outChannels / block, most, width, block]);
  const copyDy = stridedCopy(memory, block);
  const kernels: Partial<Record<Lanes['lanes'], WasmKernel>> = {};
  const [dyAt, dyFrom, out] = [addressOf(dyBlocks), addressOf(dy), addressOf(output)];
  for (let sample = 0; sample < g.batch; sample++) {
    for (let from = 0; from < height; from += most) {
      const rows = Math.min(height, from + most) - from;
      const dyRows = dyFrom + 4 * (sample * height + from) * width * outChannels;
      for (let c = 0; c < outChannels; c += block) {
        copyDy(dyRows + 4 * c, dyAt + 4 * c * rows * width, rows * width, 4 * outChannels, 4 * block);
      }
      inputs.visit(padded.load(sample, from, from + rows), rows, ({ at, lanes, step, rowBytes, row }) => {
        kernels[lanes] ??= productKernel(memory, lanes, block, step, outChannels);
        const skip = g.stride[0]! * rowBytes - 4 * step * width;
        kernels[lanes](at, dyAt, out + 4 * row * outChannels, outChannels / block, rows, width, skip);
      });
    }
  }
  padded.dispose();
  inputs.dispose();
  release(dyBlocks);
  return output;
}

/** Values of x that make neighbouring rows of the gradient, seen as [taps · inChannels, outChannels]. */
interface Lanes {
  /** The address of the first one, under the first output. */
  at: number;
  lanes: 1 | 2 | 3 | 4;
  /** Values from an output to the next, and bytes from a row to the next. */
  step: number;
  rowBytes: number;
  /** The first row of the gradient. */
  row: number;
}

interface Inputs {
  /** @param windows address of the rows under the first output @param rows of outputs */
  visit(windows: number, rows: number, work: (lanes: Lanes) => void): void;
  dispose(): void;
}

/** Whether the values under a row of the kernel are one run, and channels alone would not fill vectors. */
function sideBySide({ inChannels, kernel, dilation }: ConvGeometry): boolean {
  return inChannels % 4 !== 0 && (kernel[1] === 1 || dilation[1] === 1);
}

/** Read where they lie: runs of taps and channels together. */
function windowsOf(g: ConvGeometry, { rowBytes }: PaddedRows): Inputs {
  const run = g.kernel[1]! * g.inChannels;
  const step = g.stride[1]! * g.inChannels;
  return {
    visit(windows, _rows, work) {
      for (let down = 0; down < g.kernel[0]!; down++) {
        const start = windows + down * g.dilation[0]! * rowBytes;
        for (let i = 0; i < run; i += 4) {
          const lanes = lanesOf(run - i);
          work({ at: start + 4 * i, lanes, step, rowBytes, row: down * run + i });
        }
      }
    },
    dispose() {},
  };
}

function lanesOf(left: number): Lanes['lanes'] {
  return left >= 4 ? 4 : left === 3 ? 3 : left === 2 ? 2 : 1;
}

/** Laid out first in blocks of four channels, or one by one. */
function blocksOf(
  memory: WebAssembly.Memory,
  g: ConvGeometry,
  { rowBytes }: PaddedRows,
  most: number,
): Inputs {
  const { inChannels } = g;
  const lanes = inChannels % 4 === 0 ? 4 : 1;
  const columns = rowBytes / (4 * inChannels);
  const tall = (rows: number) => (rows - 1) * g.stride[0]! + (g.kernel[0]! - 1) * g.dilation[0]! + 1;
  const blocks = allocate([inChannels / lanes, tall(most), columns, lanes]);
  const copy = stridedCopy(memory, lanes);
  const start = addressOf(blocks);
  return {
    visit(windows, rows, work) {
      const pixels = tall(rows) * columns;
      for (let c = 0; c < inChannels; c += lanes) {
        copy(windows + 4 * c, start + 4 * c * pixels, pixels, 4 * inChannels, 4 * lanes);
      }
      for (let tap = 0; tap < sizeOf(g.kernel); tap++) {
        const down = Math.floor(tap / g.kernel[1]!) * g.dilation[0]!;
        const right = (tap % g.kernel[1]!) * g.dilation[1]!;
        for (let c = 0; c < inChannels; c += lanes) {
          work({
            at: start + 4 * (c * pixels + (down * columns + right) * lanes),
            ...{
              lanes,
              step: g.stride[1]! * lanes,
              rowBytes: 4 * lanes * columns,
              row: tap * inChannels + c,
            },
          });
        }
      }
    },
    dispose: () => release(blocks),
  };
}

/**
 * output[block][lane][channel] += Σ over positions of x[position][lane] · dy[block][position][channel].
 * @param lanes of x @param block of dy, 4 or 8 @param xStep values from an x to the next
 * @param outputStep values from a lane of the output to the next
 */
function productKernel(
  memory: WebAssembly.Memory,
  lanes: Lanes['lanes'],
  block: 0 | 4 | 8,
  xStep: number,
  outputStep: number,
): WasmKernel {
  const key = ['kernelGradient', lanes, block, xStep, outputStep].join('_');
  const rowsOfX = Array.from({ length: lanes }, (_, i) => i);
  const vectors = Array.from({ length: block / 4 }, (_, v) => v);
  return wasmKernel(memory, key, 7, (parameters, local) => {
    const [x, dy, output, blocks, rows, width, rowSkip] = parameters as Seven<Local>;
    const [at, row, column] = [local('i32'), local('i32'), local('i32')];
    const sums = rowsOfX.map(() => vectors.map(() => local('v128')));
    const d = vectors.map(() => local('v128'));
    const value = local('v128');
    const each = (work: (sum: Local, offset: number) => readonly number[]) =>
      sums.flatMap((sum, i) => sum.flatMap((s, v) => [...work(s, 4 * i * outputStep + 16 * v)]));
    return repeat(blocks, [
      ...each((sum, offset) => sum.set(v128.load(output.get, offset))),
      ...at.set(x.get),
      ...row.set(rows.get),
      ...repeat(row, [
        ...column.set(width.get),
        ...repeat(column, [
          ...vectors.flatMap((v) => d[v]!.set(v128.load(dy.get, 16 * v))),
          ...rowsOfX.flatMap((i) => [
            ...value.set(v128.loadSplat(at.get, 4 * i)),
            ...vectors.flatMap((v) =>
              sums[i]![v]!.set(f32x4.add(sums[i]![v]!.get, f32x4.mul(value.get, d[v]!.get))),
            ),
          ]),
          ...dy.set(i32.add(dy.get, i32.const(4 * block))),
          ...at.set(i32.add(at.get, i32.const(4 * xStep))),
        ]),
        ...at.set(i32.add(at.get, rowSkip.get)),
      ]),
      ...each((sum, offset) => v128.store(output.get, sum.get, offset)),
      ...output.set(i32.add(output.get, i32.const(4 * block))),
    ]);
  });
}

type Seven<T> = [T, T, T, T, T, T, T];
