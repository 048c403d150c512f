/** The rows of a table as a step takes them: all on the device, or in a file from which the rows of each batch are read. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../engine/data/epochPlan';
import { createWindow, windowIndices } from '../../engine/data/table';
import { createRowFile } from '../../engine/data/workspace';
import type { Residency, StepGraph } from '../../engine/workload';
import type { PreparedBlock, TabularData } from './prepare';

export interface LoadedRows {
  /** float32 [rows, inputs]: all rows, or those of the running batch. */
  inputs: tf.Tensor2D;
  /** Scaled targets, float32 [rows, targets], or class indices, int32 [rows]. */
  truth: tf.Tensor;
  /** Empty where all rows are on the device. */
  feeding: Pick<StepGraph, 'inputs' | 'fetch'>;
  dispose(): void;
}

type Truth = Float32Array | Int32Array;

export async function loadRows(data: TabularData, residency?: Residency): Promise<LoadedRows> {
  const { rowCount, fitted } = data;
  const bytes = 4 * rowCount * (fitted.inputColumns.length + truthWidth(data));
  return residency && bytes > residency.residentBytes ? streamed(data, residency, bytes) : resident(data);
}

/** Values a row has beside its inputs: one a target, or its class. */
function truthWidth({ fitted }: TabularData): number {
  return fitted.kind === 'classification' ? 1 : fitted.targetColumns.length;
}

async function resident(data: TabularData): Promise<LoadedRows> {
  const { rowCount, fitted } = data;
  const [width, wide] = [fitted.inputColumns.length, truthWidth(data)];
  const isClass = fitted.kind === 'classification';
  const values = new Float32Array(rowCount * width);
  const truths = isClass ? new Int32Array(rowCount) : new Float32Array(rowCount * wide);
  for await (const block of data.blocks()) {
    values.set(block.inputs, block.start * width);
    truths.set(truthOf(data, block), block.start * wide);
  }
  const inputs = tf.keep(tf.tensor2d(values, [rowCount, width]));
  const truth = tf.keep(isClass ? tf.tensor1d(truths, 'int32') : tf.tensor2d(truths, [rowCount, wide]));
  return { inputs, truth, feeding: {}, dispose: () => tf.dispose([inputs, truth]) };
}

async function streamed(data: TabularData, residency: Residency, bytes: number): Promise<LoadedRows> {
  const { fitted } = data;
  const [width, wide] = [fitted.inputColumns.length, truthWidth(data)];
  const stride = width + wide;
  const isClass = fitted.kind === 'classification';
  const file = createRowFile(await residency.scratch(bytes), 4 * stride);
  try {
    for await (const block of data.blocks())
      file.append(packRows(block.inputs, truthOf(data, block), block.rows));
  } catch (thrown) {
    file.close();
    throw thrown;
  }
  const inputs = createWindow([residency.rows, width], 'float32');
  const truth = createWindow(
    isClass ? [residency.rows] : [residency.rows, wide],
    isClass ? 'int32' : 'float32',
  );
  /**
   * Rows of batches that are about to be computed, [rows × (inputs, truth)], 4 bytes each. Weak, since some are never
   * computed: those of steps that were read ahead of a roll-back.
   */
  const fetched = new WeakMap<Batch, ArrayBuffer>();
  const take = (batch: Batch) => {
    const rows = fetched.get(batch) ?? file.read(batch.rows).buffer;
    fetched.delete(batch);
    return rows;
  };
  return {
    inputs: inputs.tensor as tf.Tensor2D,
    truth: truth.tensor,
    feeding: {
      fetch(batch) {
        fetched.set(batch, file.read(batch.rows).buffer);
      },
      inputs(batch) {
        const rows = take(batch);
        const packed = new Float32Array(rows);
        inputs.write(unpack(packed, new Float32Array(batch.rows.length * width), 0, stride));
        truth.write(
          isClass
            ? unpack(new Int32Array(rows), new Int32Array(batch.rows.length), width, stride)
            : unpack(packed, new Float32Array(batch.rows.length * wide), width, stride),
        );
        return { rows: windowIndices(batch.rows) };
      },
    },
    dispose() {
      inputs.dispose();
      truth.dispose();
      file.close();
    },
  };
}

/** Of a block: scaled targets, or class indices; not-a-number or class 0 where the data have no targets. */
function truthOf(data: TabularData, { rows, targets, scaledTargets }: PreparedBlock): Truth {
  if (data.fitted.kind === 'classification') return targets ? Int32Array.from(targets) : new Int32Array(rows);
  return scaledTargets ?? new Float32Array(rows * truthWidth(data)).fill(Number.NaN);
}

function packRows(inputs: Float32Array, truth: Truth, rows: number): Uint8Array {
  const [width, wide] = [inputs.length / rows, truth.length / rows];
  const packed = new ArrayBuffer(4 * (inputs.length + truth.length));
  const values = new Float32Array(packed);
  const truths = truth instanceof Int32Array ? new Int32Array(packed) : values;
  for (let row = 0, at = 0; row < rows; row++, at += width + wide) {
    for (let i = 0; i < width; i++) values[at + i] = inputs[row * width + i]!;
    for (let i = 0; i < wide; i++) truths[at + width + i] = truth[row * wide + i]!;
  }
  return new Uint8Array(packed);
}

/** The values from `offset` on of each row of `stride` values, as many as fit. */
function unpack<Values extends Truth>(packed: Values, out: Values, offset: number, stride: number): Values {
  const width = (out.length * stride) / packed.length;
  for (let at = 0, from = offset; at < out.length; at += width, from += stride) {
    for (let i = 0; i < width; i++) out[at + i] = packed[from + i]!;
  }
  return out;
}
