/**
 * Rows by number, as `tf.gather` takes them from the first axis: the batch of every step. TensorFlow.js' kernels handle any
 * axis, one value at a time on WebGPU and behind four tensors of other shapes on WASM. Where rows or axis are of another
 * kind they still do the work. A row that the table does not have is all zeros.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { withIntegers, withValues } from '../../tfjs/hostMemory';
import { runProgram } from '../program/gpuKernel';
import { allocate } from '../program/hostKernel';
import { replaceKernel } from '../program/replaceKernel';
import { quotient, remainder } from '../program/wgsl';

interface Attributes {
  axis: number;
  batchDims: number;
}

type Gather = (table: tf.TensorInfo, rows: tf.TensorInfo, dtype: 'float32' | 'int32') => tf.TensorInfo;

function replaceGather(backendName: 'webgpu' | 'wasm', gather: Gather): void {
  replaceKernel('GatherV2', backendName, ({ inputs, attrs }) => {
    const { x, indices } = inputs as Record<'x' | 'indices', tf.TensorInfo>;
    const { axis, batchDims } = attrs as unknown as Attributes;
    const plain = axis === 0 && batchDims === 0 && indices.dtype === 'int32' && sizeOf(x.shape) > 0;
    return plain && (x.dtype === 'float32' || x.dtype === 'int32') ? gather(x, indices, x.dtype) : null;
  });
}

replaceGather('webgpu', (table, rows, dtype) => {
  const width = sizeOf(table.shape.slice(1));
  const lanes = width % 4 === 0 ? 4 : 1;
  const columns = width / lanes;
  const [count = 0] = table.shape;
  const scalar = dtype === 'float32' ? 'f' : 'i';
  const zero = lanes === 4 ? `vec4${scalar}()` : `${scalar}32()`;
  const inputs = [['table', table] as const, ['rows', rows] as const];
  return runProgram(tf.backend(), 'AnnealGather', inputs, {
    outputShape: [...rows.shape, ...table.shape.slice(1)],
    key: `${count}_${columns}`,
    components: { inputs: [lanes, 1], output: lanes },
    dtype,
    fixedShapes: true,
    body: `
  if (index >= uniforms.size) { return; }
  let row = rows[${quotient('index', columns)}];
  let value = table[clamp(row, 0, ${count - 1}) * ${columns} + ${remainder('index', columns)}];
  result[index] = select(${zero}, value, row >= 0 && row < ${count});`,
  });
});

replaceGather('wasm', (table, rows, dtype) => {
  const width = sizeOf(table.shape.slice(1));
  const output = allocate([...rows.shape, ...table.shape.slice(1)], dtype);
  withIntegers([rows], (numbers) =>
    withValues([table, output], (values, out) => {
      for (let i = 0; i < numbers.length; i++) {
        const start = numbers[i]! * width;
        for (let j = 0; j < width; j++) out[i * width + j] = start < 0 ? 0 : (values[start + j] ?? 0);
      }
    }),
  );
  return output;
});
