/**
 * Kernels on WASM over rows of channels, four or eight channels at a time: what is known of a channel stays in registers
 * while the rows go by. A piece of rows at a time, so that all of its channels are read from the cache.
 */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { type Code, i32, type Local, repeat, v128 } from './assembler';
import { allocate, release } from './hostKernel';
import { addressOf, wasmKernel } from './wasmKernel';

/** Bytes of one input in a piece. */
const PIECE = 2 ** 14;

export interface ChannelLoop {
  /** Distinguishes bodies. */
  name: string;
  /** A multiple of 4. */
  channels: number;
  /** How many inputs, constants of a channel and sums over rows the body has. */
  inputs: number;
  constants: number;
  sums: number;
  /**
   * Instructions for four channels of a row.
   * @param values of the inputs, which it may change @param constants of the channels @param sums that it adds to
   * @returns `output`: the value of the output, or null where there is none.
   */
  body(values: Local[], constants: Local[], sums: Local[]): { work: Code; output: Code | null };
}

export interface ChannelRows {
  /** Addresses of the inputs' first row, and of the output's where there is one. */
  inputs: number[];
  output: number;
  count: number;
}

export interface ChannelRunner {
  /**
   * @param constants [constants][channels]
   * @param piece sees the sums [sums][channels] of some rows, in float32, after each piece. It must not allocate.
   */
  run(
    rows: ChannelRows,
    constants: Float64Array[],
    piece?: (sums: Float32Array, count: number) => void,
  ): void;
  dispose(): void;
}

/** Rows of a piece: what is read twice should be read twice a piece. */
export const rowsOfPiece = (channels: number) => Math.max(1, Math.floor(PIECE / (4 * channels)));

/** A loop in `memory`, with room for its constants and sums until it is disposed. */
export function channelRunner(memory: WebAssembly.Memory, loop: ChannelLoop): ChannelRunner {
  const { channels, inputs, constants, sums } = loop;
  const kernel = channelKernel(memory, loop);
  const room: tf.TensorInfo = allocate([constants + sums, channels]);
  const most = rowsOfPiece(channels);
  return {
    run(rows, values, piece) {
      const start = addressOf(room);
      withFloats([room], (all) => {
        values.forEach((constant, i) => {
          all.set(constant, i * channels);
        });
        const results = all.subarray(constants * channels);
        for (let row = 0; row < rows.count; row += most) {
          const count = Math.min(most, rows.count - row);
          const [first = 0, second = 0] = rows.inputs.map((address) => address + 4 * row * channels);
          kernel(first, inputs > 1 ? second : 0, rows.output + 4 * row * channels, start, count);
          piece?.(results, count);
        }
      });
    },
    dispose: () => release(room),
  };
}

function channelKernel(memory: WebAssembly.Memory, loop: ChannelLoop) {
  const { name, channels, inputs, constants, sums, body } = loop;
  const wide = channels % 8 === 0 ? 2 : 1;
  const bytes = 4 * channels;
  const vectors = Array.from({ length: wide }, (_, v) => v);
  const range = (length: number) => Array.from({ length }, (_, i) => i);
  return wasmKernel(memory, `channels_${name}_${channels}`, 5, (parameters, local) => {
    const [first, second, output, room, rows] = parameters as [Local, Local, Local, Local, Local];
    const sources = [first, second].slice(0, inputs);
    const [block, row, out] = [local('i32'), local('i32'), local('i32')];
    const from = sources.map(() => local('i32'));
    const values = vectors.map(() => sources.map(() => local('v128')));
    const known = vectors.map(() => range(constants).map(() => local('v128')));
    const totals = vectors.map(() => range(sums).map(() => local('v128')));
    const bodies = vectors.map((v) => body(values[v]!, known[v]!, totals[v]!));
    const place = (v: number, i: number) => 16 * v + i * bytes;
    const advance = (pointer: Local, by: number) => pointer.set(i32.add(pointer.get, i32.const(by)));
    return [
      ...block.set(i32.const(channels / (4 * wide))),
      ...repeat(block, [
        ...vectors.flatMap((v) =>
          known[v]!.flatMap((local, i) => [...local.set(v128.load(room.get, place(v, i)))]),
        ),
        ...totals.flat().flatMap((sum) => sum.set(v128.zero)),
        ...from.flatMap((pointer, i) => pointer.set(sources[i]!.get)),
        ...out.set(output.get),
        ...row.set(rows.get),
        ...repeat(row, [
          ...vectors.flatMap((v) => [
            ...from.flatMap((pointer, i) => values[v]![i]!.set(v128.load(pointer.get, 16 * v))),
            ...bodies[v]!.work,
            ...(bodies[v]!.output ? v128.store(out.get, bodies[v]!.output!, 16 * v) : []),
          ]),
          ...from.flatMap((pointer) => advance(pointer, bytes)),
          ...advance(out, bytes),
        ]),
        ...vectors.flatMap((v) =>
          totals[v]!.flatMap((sum, i) => v128.store(room.get, sum.get, place(v, constants + i))),
        ),
        ...[...sources, output, room].flatMap((pointer) => advance(pointer, 16 * wide)),
      ]),
    ];
  });
}
