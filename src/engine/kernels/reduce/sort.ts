/** Rows in falling order: a bitonic sort in WGSL, a radix sort on the host. */
import type * as tf from '@tensorflow/tfjs';
import { type GpuProgram, runProgram } from '../program/gpuKernel';
import { gridStride } from '../program/wgsl';

/** Pairs that a workgroup holds: 8 of the 16 KiB that every adapter has. */
const BLOCK = 1024;

/** Length of the rows that the sort takes, a power of two, for so many pairs. */
export function paddedLength(pairs: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(pairs)));
}

const before = /* wgsl */ `
fn before(keyA: f32, payloadA: f32, keyB: f32, payloadB: f32) -> bool {
  return keyA > keyB || (keyA == keyB && abs(payloadA) < abs(payloadB));
}`;

/**
 * Each workgroup brings its block through the merges of lengths `from` to `to`, strides below the block.
 * A merge of length k leaves falling order where the position's bit k is 0, else rising.
 */
function blockProgram(shape: number[], block: number, from: number, to: number): GpuProgram {
  const [rows = 0, length = 0] = shape;
  return {
    outputShape: shape,
    key: `${rows}_${length}_${from}_${to}`,
    workgroups: (rows * length) / block,
    declarations: `${before}
var<workgroup> keys: array<f32, ${block}>;
var<workgroup> payloads: array<f32, ${block}>;`,
    body: `
  let start = (index / 64) * ${block};
  let lane = i32(localIndex);
  for (var i = lane; i < ${block}; i += 64) {
    keys[i] = pairs[2 * (start + i)];
    payloads[i] = pairs[2 * (start + i) + 1];
  }
  for (var k = ${from}; k <= ${to}; k *= 2) {
    for (var j = min(k, ${block}) / 2; j > 0; j /= 2) {
      workgroupBarrier();
      for (var c = lane; c < ${block / 2}; c += 64) {
        let a = 2 * j * (c / j) + c % j;
        let b = a + j;
        let falling = (((start + a) % ${length}) & k) == 0;
        let early = select(b, a, falling);
        let late = select(a, b, falling);
        let key = keys[early];
        let payload = payloads[early];
        if (before(keys[late], payloads[late], key, payload)) {
          keys[early] = keys[late];
          payloads[early] = payloads[late];
          keys[late] = key;
          payloads[late] = payload;
        }
      }
    }
  }
  workgroupBarrier();
  for (var i = lane; i < ${block}; i += 64) {
    result[2 * (start + i)] = keys[i];
    result[2 * (start + i) + 1] = payloads[i];
  }`,
  };
}

/** One stride of one merge, over all rows. */
function strideProgram(shape: number[], k: number, j: number): GpuProgram {
  const [rows = 0, length = 0] = shape;
  const { workgroups, loop } = gridStride((rows * length) / 2, 'c');
  return {
    outputShape: shape,
    key: `${rows}_${length}_${k}_${j}`,
    workgroups,
    declarations: before,
    body: `
  ${loop} {
    let a = ${2 * j} * (c / ${j}) + c % ${j};
    let falling = ((a % ${length}) & ${k}) == 0;
    let early = select(a + ${j}, a, falling);
    let late = select(a, a + ${j}, falling);
    let swap = before(pairs[2 * late], pairs[2 * late + 1], pairs[2 * early], pairs[2 * early + 1]);
    let first = select(early, late, swap);
    let second = select(late, early, swap);
    result[2 * early] = pairs[2 * first];
    result[2 * early + 1] = pairs[2 * first + 1];
    result[2 * late] = pairs[2 * second];
    result[2 * late + 1] = pairs[2 * second + 1];
  }`,
  };
}

/**
 * Sorts rows of pairs (key, payload) by falling key on WebGPU, equal keys by rising |payload|: Batcher's bitonic sort,
 * whose comparisons do not depend on the values, so the dispatches can be recorded. What fits a workgroup's memory is
 * sorted there in one dispatch; each longer stride takes one of its own.
 * @param pairs float32 [rows, length, 2], length a power of two above 1; released here.
 * @returns the same shape, each row sorted.
 */
export function sortPairs(backend: tf.KernelBackend, pairs: tf.TensorInfo): tf.TensorInfo {
  const length = pairs.shape[1]!;
  const block = Math.min(length, BLOCK);
  let sorted = pairs;
  const pass = (name: string, program: GpuProgram) => {
    const next = runProgram(backend, name, [['pairs', sorted]], program);
    backend.disposeData(sorted.dataId);
    sorted = next;
  };
  pass('AnnealSortBlocks', blockProgram(pairs.shape, block, 2, block));
  for (let k = 2 * block; k <= length; k *= 2) {
    for (let j = k / 2; j >= block; j /= 2) pass('AnnealSortStride', strideProgram(pairs.shape, k, j));
    pass('AnnealSortBlocks', blockProgram(pairs.shape, block, k, k));
  }
  return sorted;
}

const BITS = 11;
const BUCKETS = 1 << BITS;

/**
 * The order of float32 values from large to small, equal ones as they come: a radix sort in three stable passes.
 * @param values float32; not-a-number may land anywhere.
 * @returns indices into the values.
 */
export function fallingOrder(values: Float32Array): Uint32Array {
  const count = values.length;
  const bits = new Uint32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
  // Unsigned integers that rise as the values fall. Adding 0 makes −0 the 0 that it equals.
  const keys = bits.map((pattern) => {
    const value = pattern === 0x80000000 ? 0 : pattern;
    return value & 0x80000000 ? value : ~value & 0x7fffffff;
  });
  let order = Uint32Array.from(keys, (_, i) => i);
  let next = new Uint32Array(count);
  for (let shift = 0; shift < 32; shift += BITS) {
    const starts = new Uint32Array(BUCKETS + 1);
    for (let i = 0; i < count; i++) starts[((keys[i]! >>> shift) & (BUCKETS - 1)) + 1]!++;
    for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!;
    for (const i of order) next[starts[(keys[i]! >>> shift) & (BUCKETS - 1)]!++] = i;
    [order, next] = [next, order];
  }
  return order;
}
