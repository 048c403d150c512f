/**
 * Messages of a graph, added where they arrive, without ever being stored, and their counterpart, the products of both
 * ends of an edge. The gradients of each are made of the two, so derivatives of every order are right, as training on
 * forces needs. An edge with the id −1 at either end carries nothing.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { rowsOfVectors, type Segments, widthOf } from './sumByTarget';

const MESSAGES = 'AnnealMessageSum';
const PRODUCT = 'AnnealEdgeProduct';

registerHostKernel(
  MESSAGES,
  ['x', 'w', 'startIds', 'endOffsets', 'endOrder'],
  ([x = [], , , offsets = []]) => [offsets[0]! - 1, ...x.slice(1)],
  (out, [x, w, starts, offsets, order], [shape]) => {
    const width = widthOf(shape!);
    out.fill(0);
    for (let node = 0; node + 1 < offsets!.length; node++) {
      for (let at = offsets![node]!; at < offsets![node + 1]!; at++) {
        const edge = order![at]!;
        const from = starts![edge]! * width;
        if (from < 0) continue;
        for (let i = 0; i < width; i++) out[node * width + i]! += w![edge * width + i]! * x![from + i]!;
      }
    }
  },
);

registerHostKernel(
  PRODUCT,
  ['a', 'b', 'startIds', 'endIds'],
  ([a = [], , starts = []]) => [...starts, ...a.slice(1)],
  (out, [a, b, starts, ends], [shape]) => {
    const width = widthOf(shape!);
    for (let edge = 0; edge < starts!.length; edge++) {
      const [start, end] = [starts![edge]! * width, ends![edge]! * width];
      for (let i = 0; i < width; i++)
        out[edge * width + i] = start < 0 || end < 0 ? 0 : a![start + i]! * b![end + i]!;
    }
  },
);

registerGpuKernel(
  MESSAGES,
  ['x', 'w', 'startIds', 'endOffsets', 'endOrder'],
  ([x = [], , , offsets = []]) => {
    const { columns, value, threads, components } = rowsOfVectors(widthOf(x), [
      'values',
      'values',
      'table',
      'table',
      'table',
    ]);
    const outputShape = [offsets[0]! - 1, ...x.slice(1)];
    return {
      outputShape,
      key: `${columns}`,
      components,
      workgroups: threads(outputShape),
      body: `
  if (index >= uniforms.size) { return; }
  let node = index / ${columns};
  let column = index % ${columns};
  let end = endOffsets[node + 1];
  var sum = ${value}(0.0);
  for (var at = endOffsets[node]; at < end; at++) {
    let edge = endOrder[at];
    let start = startIds[edge];
    if (start >= 0) { sum += w[edge * ${columns} + column] * x[start * ${columns} + column]; }
  }
  result[index] = sum;`,
    };
  },
);

registerGpuKernel(PRODUCT, ['a', 'b', 'startIds', 'endIds'], ([a = [], , starts = []]) => {
  const { columns, value, threads, components } = rowsOfVectors(widthOf(a), [
    'values',
    'values',
    'table',
    'table',
  ]);
  const outputShape = [...starts, ...a.slice(1)];
  return {
    outputShape,
    key: `${columns}`,
    components,
    workgroups: threads(outputShape),
    body: `
  if (index >= uniforms.size) { return; }
  let start = startIds[index / ${columns}];
  let end = endIds[index / ${columns}];
  let column = index % ${columns};
  let product = a[max(start, 0) * ${columns} + column] * b[max(end, 0) * ${columns} + column];
  result[index] = select(product, ${value}(0.0), start < 0 || end < 0);`,
  };
});

/** The six tables of a graph by the names under which every kernel here takes them. */
type Tables = Record<`${'start' | 'end'}${'Ids' | 'Offsets' | 'Order'}`, tf.Tensor>;

const tableNames = ['startIds', 'startOffsets', 'startOrder', 'endIds', 'endOffsets', 'endOrder'] as const;

function tablesOf(start: Segments, end: Segments): Tables {
  return {
    startIds: start.ids,
    startOffsets: start.offsets,
    startOrder: start.order,
    endIds: end.ids,
    endOffsets: end.offsets,
    endOrder: end.order,
  };
}

function reversed(tables: Tables): Tables {
  return {
    startIds: tables.endIds,
    startOffsets: tables.endOffsets,
    startOrder: tables.endOrder,
    endIds: tables.startIds,
    endOffsets: tables.startOffsets,
    endOrder: tables.startOrder,
  };
}

/** Tables as a gradient has saved them, in the order of `tableNames`. */
function savedTables(saved: readonly tf.Tensor[]): Tables {
  return Object.fromEntries(tableNames.map((name, i) => [name, saved[i]!])) as Tables;
}

const sumOf = (x: tf.Tensor, w: tf.Tensor, tables: Tables) =>
  tf.engine().runKernel(MESSAGES, { x, w, ...tables }) as tf.Tensor;
const productOf = (a: tf.Tensor, b: tf.Tensor, tables: Tables) =>
  tf.engine().runKernel(PRODUCT, { a, b, ...tables }) as tf.Tensor;

tf.registerGradient({
  kernelName: MESSAGES,
  inputsToSave: ['x', 'w', ...tableNames],
  gradFunc: (g, [x, w, ...saved]) => {
    const dy = g as tf.Tensor;
    const tables = savedTables(saved);
    return {
      x: () => sumOf(dy, w!, reversed(tables)),
      w: () => productOf(x!, dy, tables),
    };
  },
});

tf.registerGradient({
  kernelName: PRODUCT,
  inputsToSave: ['a', 'b', ...tableNames],
  gradFunc: (g, [a, b, ...saved]) => {
    const dy = g as tf.Tensor;
    const tables = savedTables(saved);
    return {
      a: () => sumOf(b!, dy, reversed(tables)),
      b: () => sumOf(a!, dy, tables),
    };
  },
});

/**
 * messageSum(x, w)[i] = Σ over edges e that end at i of w[e]·x[start of e], values of a row side by side. ∂/∂x is a
 * messageSum along the edges reversed, ∂/∂w an edgeProduct.
 * @param x values at the nodes where edges start, float32 [start.count, ...features].
 * @param w weights of the edges, float32 [edges, ...features].
 * @returns what arrives at every node, in rising order of edges, [end.count, ...features].
 */
export function messageSum(x: tf.Tensor, w: tf.Tensor, start: Segments, end: Segments): tf.Tensor {
  return sumOf(x, w, tablesOf(start, end));
}

/**
 * @param a values at the nodes where edges start, float32 [start.count, ...features].
 * @param b values at the nodes where edges end, float32 [end.count, ...features].
 * @returns their product along every edge, [edges, ...features].
 */
export function edgeProduct(a: tf.Tensor, b: tf.Tensor, start: Segments, end: Segments): tf.Tensor {
  return productOf(a, b, tablesOf(start, end));
}
