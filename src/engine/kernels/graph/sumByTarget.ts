/**
 * Rows by number, and sums of rows that share a number: what a graph network sends along its edges and adds at its
 * atoms. Each is the other's gradient. The ids are known before training, so they are sorted once into a table
 * (compressed sparse rows), and a sum runs over its own rows in a fixed order: no float atomics, no two orders.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';

/** Row i belongs to segment `ids[i]`. */
export interface Segments {
  count: number;
  /** int32 [rows]. */
  ids: tf.Tensor1D;
  /** int32 [count + 1]: the rows of segment s are `order[offsets[s]]` up to `order[offsets[s + 1] − 1]`. */
  offsets: tf.Tensor1D;
  /** int32 [rows]: rows sorted by segment, rising within each; rows without one are at the end. */
  order: tf.Tensor1D;
}

/**
 * An id of −1 belongs to no segment (padding): its row is gathered as zeros and added to nothing.
 * Uploads the tables of `ids`, each in [0, count) or −1. Whoever calls this disposes the three tensors.
 * @throws data-mismatch naming the first id outside of that.
 */
export function createSegments(ids: Int32Array, count: number): Segments {
  const offsets = new Int32Array(count + 1);
  ids.forEach((id, row) => {
    if (id < -1 || id >= count) {
      throw new AnnealError('data-mismatch', `Row ${row} belongs to segment ${id}; there are ${count}.`, {
        received: String(id),
        remedy: `Number segments from 0 to ${count - 1}, or −1 for padding.`,
      });
    }
    if (id >= 0) offsets[id + 1]!++;
  });
  for (let s = 0; s < count; s++) offsets[s + 1]! += offsets[s]!;
  const next = offsets.slice();
  let unused = offsets[count]!;
  const order = new Int32Array(ids.length);
  ids.forEach((id, row) => {
    order[id < 0 ? unused++ : next[id]!++] = row;
  });
  return {
    count,
    ids: tf.tensor1d(ids, 'int32'),
    offsets: tf.tensor1d(offsets, 'int32'),
    order: tf.tensor1d(order, 'int32'),
  };
}

const GATHER = 'AnnealGatherRows';
const SUM = 'AnnealSumByTarget';

/** Values in a row. */
export const widthOf = (shape: readonly number[]) => sizeOf(shape.slice(1));

/**
 * How a program sees rows of `width` values: as `columns` vectors of four where that goes, else as single values.
 * @param inputs which of its inputs hold such rows.
 */
export function rowsOfVectors(width: number, inputs: readonly ('values' | 'table')[]) {
  const lanes = width % 4 === 0 ? 4 : 1;
  return {
    columns: width / lanes,
    value: lanes === 4 ? 'vec4f' : 'f32',
    threads: (outputShape: number[]) => Math.ceil(sizeOf(outputShape) / lanes / 64),
    components: { inputs: inputs.map((kind) => (kind === 'values' ? lanes : 1)), output: lanes },
  };
}

registerHostKernel(
  GATHER,
  ['x', 'ids'],
  ([x = [], ids = []]) => [...ids, ...x.slice(1)],
  (out, [x, ids], [shape]) => {
    const width = widthOf(shape!);
    for (let row = 0; row < ids!.length; row++) {
      const from = ids![row]! * width;
      for (let i = 0; i < width; i++) out[row * width + i] = from < 0 ? 0 : x![from + i]!;
    }
  },
);

registerHostKernel(
  SUM,
  ['x', 'offsets', 'order'],
  ([x = [], offsets = []]) => [offsets[0]! - 1, ...x.slice(1)],
  (out, [x, offsets, order], [shape]) => {
    const width = widthOf(shape!);
    out.fill(0);
    for (let segment = 0; segment + 1 < offsets!.length; segment++) {
      for (let at = offsets![segment]!; at < offsets![segment + 1]!; at++) {
        const from = order![at]! * width;
        for (let i = 0; i < width; i++) out[segment * width + i]! += x![from + i]!;
      }
    }
  },
);

registerGpuKernel(GATHER, ['x', 'ids'], ([x = [], ids = []]) => {
  const { columns, value, threads, components } = rowsOfVectors(widthOf(x), ['values', 'table']);
  const outputShape = [...ids, ...x.slice(1)];
  return {
    outputShape,
    key: `${columns}`,
    components,
    workgroups: threads(outputShape),
    body: `
  if (index >= uniforms.size) { return; }
  let id = ids[index / ${columns}];
  result[index] = select(x[max(id, 0) * ${columns} + index % ${columns}], ${value}(0.0), id < 0);`,
  };
});

registerGpuKernel(SUM, ['x', 'offsets', 'order'], ([x = [], offsets = []]) => {
  const { columns, value, threads, components } = rowsOfVectors(widthOf(x), ['values', 'table', 'table']);
  const outputShape = [offsets[0]! - 1, ...x.slice(1)];
  return {
    outputShape,
    key: `${columns}`,
    components,
    workgroups: threads(outputShape),
    body: `
  if (index >= uniforms.size) { return; }
  let segment = index / ${columns};
  let column = index % ${columns};
  let end = offsets[segment + 1];
  var sum = ${value}(0.0);
  for (var at = offsets[segment]; at < end; at++) { sum += x[order[at] * ${columns} + column]; }
  result[index] = sum;`,
  };
});

/** Both kernels take all tables, so that each can call the other. */
function run(kernelName: string, x: tf.Tensor, [ids, offsets, order]: readonly tf.Tensor[]): tf.Tensor {
  return tf.engine().runKernel(kernelName, { x, ids: ids!, offsets: offsets!, order: order! }) as tf.Tensor;
}

for (const [kernelName, adjoint] of [
  [GATHER, SUM],
  [SUM, GATHER],
] as const) {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['ids', 'offsets', 'order'],
    gradFunc: (dy, tables) => ({ x: () => run(adjoint, dy as tf.Tensor, tables) }),
  });
}

/**
 * Row `ids[i]` of `x` for every i; zeros where the id is −1.
 * @param x float32 [count, ...features].
 * @returns [rows, ...features].
 */
export function gatherRows(x: tf.Tensor, { ids, offsets, order }: Segments): tf.Tensor {
  return run(GATHER, x, [ids, offsets, order]);
}

/**
 * For every segment the sum of its rows, in rising order; zeros for a segment without rows.
 * @param x float32 [rows, ...features].
 * @returns [count, ...features].
 */
export function sumByTarget(x: tf.Tensor, { ids, offsets, order }: Segments): tf.Tensor {
  return run(SUM, x, [ids, offsets, order]);
}
