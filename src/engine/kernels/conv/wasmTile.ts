/**
 * The inner kernel of convolutions on WASM: a row of outputs, for 4 or 8 of their channels. A tile of 4 neighbouring outputs
 * stays in registers and no more: with larger tiles or unrolled loops V8 runs out of them and loses a third of the speed.
 */
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { type WasmKernel, wasmKernel } from '../program/wasmKernel';

export interface ConvTile {
  /** Bytes between the windows of neighbouring outputs. */
  patchStep: number;
  /** Bytes between neighbouring outputs. */
  outputStep: number;
  /** 4 or 8. */
  channels: number;
  bias: boolean;
  relu: boolean;
}

/** Outputs of one tile. */
const WIDE = 4;

/** Outputs out[p] = act(bias + Σ over rows and `inner` of patch[p] · weights) for p < count, for `channels` channels. */
export type ConvRow = (row: {
  /** Addresses: the first patch, weights [rows, inner, channels], bias [channels], the first output. */
  patch: number;
  weights: number;
  bias: number;
  output: number;
  count: number;
  rows: number;
  inner: number;
  /** Bytes from the end of a row of the patch to the beginning of the next. */
  rowSkip: number;
}) => void;

export function convRow(memory: WebAssembly.Memory, tile: ConvTile): ConvRow {
  const wide = tileKernel(memory, tile, WIDE);
  const single = tileKernel(memory, tile, 1);
  return ({ patch, weights, bias, output, count, rows, inner, rowSkip }) => {
    const tiles = Math.floor(count / WIDE);
    const rest = count - tiles * WIDE;
    if (tiles > 0) wide(patch, weights, bias, output, tiles, rows, inner, rowSkip);
    if (rest === 0) return;
    const [x, out] = [patch + tiles * WIDE * tile.patchStep, output + tiles * WIDE * tile.outputStep];
    single(x, weights, bias, out, rest, rows, inner, rowSkip);
  };
}

function tileKernel(memory: WebAssembly.Memory, tile: ConvTile, wide: number): WasmKernel {
  const { patchStep, outputStep, channels, bias, relu } = tile;
  const key = ['convTile', patchStep, outputStep, channels, bias, relu, wide].join('_');
  const positions = Array.from({ length: wide }, (_, p) => p);
  const vectors = Array.from({ length: channels / 4 }, (_, v) => v);
  return wasmKernel(memory, key, 8, (parameters, local) => {
    const [patch, weights, shift, output, tiles, rows, inner, rowSkip] = parameters as Eight<Local>;
    const [x, k, row, i] = [local('i32'), local('i32'), local('i32'), local('i32')];
    const sums = positions.map(() => vectors.map(() => local('v128')));
    const w = vectors.map(() => local('v128'));
    const value = local('v128');
    // Locals begin as zeros.
    const zero = local('v128');
    const initial = (v: number) => (bias ? v128.load(shift.get, 16 * v) : v128.zero);
    const finish = (sum: Code) => (relu ? f32x4.max(sum, zero.get) : sum);
    const multiply = positions.flatMap((p) => [
      ...value.set(v128.loadSplat(x.get, p * patchStep)),
      ...vectors.flatMap((v) =>
        sums[p]![v]!.set(f32x4.add(sums[p]![v]!.get, f32x4.mul(value.get, w[v]!.get))),
      ),
    ]);
    return repeat(tiles, [
      ...sums.flatMap((sum) => vectors.flatMap((v) => sum[v]!.set(initial(v)))),
      ...x.set(patch.get),
      ...k.set(weights.get),
      ...row.set(rows.get),
      ...repeat(row, [
        ...i.set(inner.get),
        ...repeat(i, [
          ...vectors.flatMap((v) => w[v]!.set(v128.load(k.get, 16 * v))),
          ...multiply,
          ...k.set(i32.add(k.get, i32.const(4 * channels))),
          ...x.set(i32.add(x.get, i32.const(4))),
        ]),
        ...x.set(i32.add(x.get, rowSkip.get)),
      ]),
      ...sums.flatMap((sum, p) =>
        vectors.flatMap((v) => v128.store(output.get, finish(sum[v]!.get), p * outputStep + 16 * v)),
      ),
      ...patch.set(i32.add(patch.get, i32.const(wide * patchStep))),
      ...output.set(i32.add(output.get, i32.const(wide * outputStep))),
    ]);
  });
}

type Eight<T> = [T, T, T, T, T, T, T, T];
