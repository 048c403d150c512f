/** `degreeDense.ts` on WASM: the components of a degree are the rows of a tile that stays in registers. */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate, release } from '../program/hostKernel';
import { addressOf, wasmKernel, wasmMemory } from '../program/wasmKernel';

const range = (length: number) => Array.from({ length }, (_, i) => i);
const advance = (pointer: Local, bytes: number) => pointer.set(i32.add(pointer.get, i32.const(bytes)));

/** Vectors of a tile: more where a degree has fewer components. V8 has 16 registers. */
const widthOf = (degree: number, vectors: number) => Math.min(vectors, [4, 3, 2][degree] ?? 1);

/** Calls `tile` for pieces of at most so many vectors, side by side, that make up `vectors`. */
function eachPiece(vectors: number, most: number, piece: (first: number, width: number) => void): void {
  for (let first = 0; first < vectors; first += most) piece(first, Math.min(most, vectors - first));
}

interface Sizes {
  rows: number;
  components: number;
  inputs: number;
  outputs: number;
}

/** y = x·W, plus bias where there is an address of one: outputs are a multiple of 4. All others are addresses. */
function multiply(
  memory: WebAssembly.Memory,
  { rows, components, inputs, outputs }: Sizes,
  x: number,
  kernel: number,
  bias: number | null,
  y: number,
): void {
  if (rows === 0) return;
  for (let degree = 0; degree * degree < components; degree++) {
    const tall = 2 * degree + 1;
    const biased = degree === 0 && bias !== null;
    const most = widthOf(degree, outputs / 4);
    eachPiece(outputs / 4, most, (first, width) => {
      const key = ['degreeDense', components, inputs, outputs, degree, width, biased].join('_');
      const run = wasmKernel(memory, key, 5, (parameters, local) => {
        const [from, weights, shift, to, count] = parameters as [Local, Local, Local, Local, Local];
        const [weight, depth] = [local('i32'), local('i32')];
        const source = local('i32');
        const factors = range(width).map(() => local('v128'));
        const value = local('v128');
        const sums = range(tall).map(() => range(width).map(() => local('v128')));
        return repeat(count, [
          ...sums.flatMap((row) =>
            row.flatMap((sum, v) => sum.set(biased ? v128.load(shift.get, 16 * v) : v128.zero)),
          ),
          ...source.set(from.get),
          ...weight.set(weights.get),
          ...depth.set(i32.const(inputs)),
          ...repeat(depth, [
            ...factors.flatMap((factor, v) => factor.set(v128.load(weight.get, 16 * v))),
            ...sums.flatMap((row, m) => [
              ...value.set(v128.loadSplat(source.get, 4 * m * inputs)),
              ...row.flatMap((sum, v) => sum.set(addProduct(sum, value, factors[v]!))),
            ]),
            ...advance(source, 4),
            ...advance(weight, 4 * outputs),
          ]),
          ...sums.flatMap((row, m) =>
            row.flatMap((sum, v) => v128.store(to.get, sum.get, 4 * m * outputs + 16 * v)),
          ),
          ...advance(from, 4 * components * inputs),
          ...advance(to, 4 * components * outputs),
        ]);
      });
      const component = degree * degree;
      run(
        x + 4 * component * inputs,
        kernel + 4 * degree * inputs * outputs + 16 * first,
        (bias ?? 0) + 16 * first,
        y + 4 * component * outputs + 16 * first,
        rows,
      );
    });
  }
}

const addProduct = (sum: Local, a: Local, b: Local): Code => f32x4.add(sum.get, f32x4.mul(a.get, b.get));

/** Inputs that a tile of the kernel's gradient has; with more, V8 runs out of registers. */
const TALL = 4;

/** dW = Σ over rows and the components of each degree of xᵀ·dy; inputs and outputs are multiples of 4. */
function kernelGradient(
  memory: WebAssembly.Memory,
  { rows, components, inputs, outputs }: Sizes,
  x: number,
  dy: number,
  dkernel: number,
): void {
  for (let degree = 0; degree * degree < components; degree++) {
    const component = degree * degree;
    for (let input = 0; input < inputs; input += TALL) {
      eachPiece(outputs / 4, 2, (first, width) => {
        const key = ['degreeDenseKernel', components, inputs, outputs, degree, width].join('_');
        const run = wasmKernel(memory, key, 4, (parameters, local) => {
          const [left, right, to, count] = parameters as [Local, Local, Local, Local];
          const slopes = range(width).map(() => local('v128'));
          const value = local('v128');
          const sums = range(TALL).map(() => range(width).map(() => local('v128')));
          return [
            ...repeat(count, [
              ...range(2 * degree + 1).flatMap((m) => [
                ...slopes.flatMap((slope, v) => slope.set(v128.load(right.get, 4 * m * outputs + 16 * v))),
                ...sums.flatMap((row, i) => [
                  ...value.set(v128.loadSplat(left.get, 4 * (m * inputs + i))),
                  ...row.flatMap((sum, v) => sum.set(addProduct(sum, value, slopes[v]!))),
                ]),
              ]),
              ...advance(left, 4 * components * inputs),
              ...advance(right, 4 * components * outputs),
            ]),
            ...sums.flatMap((row, i) =>
              row.flatMap((sum, v) => v128.store(to.get, sum.get, 4 * i * outputs + 16 * v)),
            ),
          ];
        });
        run(
          x + 4 * (component * inputs + input),
          dy + 4 * component * outputs + 16 * first,
          dkernel + 4 * (degree * inputs + input) * outputs + 16 * first,
          rows,
        );
      });
    }
  }
}

function sizesOf(x: tf.TensorInfo, kernel: tf.TensorInfo): Sizes {
  const [rows = 0, components = 1, inputs = 1] = x.shape;
  return { rows, components, inputs, outputs: kernel.shape[2] ?? 1 };
}

/** Inputs x, kernel and, if there is one, bias → y. */
export function denseDirectly(
  memory: WebAssembly.Memory,
  [x, kernel, bias]: tf.TensorInfo[],
): tf.TensorInfo | null {
  const sizes = sizesOf(x!, kernel!);
  if (sizes.outputs % 4 !== 0) return null;
  const y = allocate([sizes.rows, sizes.components, sizes.outputs]);
  multiply(memory, sizes, addressOf(x!), addressOf(kernel!), bias ? addressOf(bias) : null, addressOf(y));
  return y;
}

/** Inputs x, kernel, dy → the gradients of x, if wanted, and of kernel and bias, if wanted. */
export function denseGradientsDirectly(
  [x, kernel, dy]: tf.TensorInfo[],
  { input, parameters }: { input: boolean; parameters: boolean },
): tf.TensorInfo[] | null {
  const memory = wasmMemory();
  const sizes = sizesOf(x!, kernel!);
  const { rows, components, inputs, outputs } = sizes;
  if (!memory || rows === 0 || inputs % 4 !== 0 || outputs % 4 !== 0) return null;
  const results: tf.TensorInfo[] = [];
  if (input) {
    const transposed = allocate([kernel!.shape[0]!, outputs, inputs]);
    withFloats([transposed, kernel!], (to, from) => {
      for (let at = 0; at < from.length; at++) {
        const [i, j] = [Math.floor(at / outputs), at % outputs];
        const degree = Math.floor(i / inputs);
        to[(degree * outputs + j) * inputs + (i % inputs)] = from[at]!;
      }
    });
    const dx = allocate(x!.shape);
    const reversed = { rows, components, inputs: outputs, outputs: inputs };
    multiply(memory, reversed, addressOf(dy!), addressOf(transposed), null, addressOf(dx));
    release(transposed);
    results.push(dx);
  }
  if (parameters) {
    const [dkernel, dbias] = [allocate(kernel!.shape), allocate([outputs])];
    kernelGradient(memory, sizes, addressOf(x!), addressOf(dy!), addressOf(dkernel));
    withFloats([dbias, dy!], (sums, slopes) => {
      const totals = new Float64Array(outputs);
      for (let at = 0; at < slopes.length; at += components * outputs) {
        for (let j = 0; j < outputs; j++) totals[j]! += slopes[at + j]!;
      }
      sums.set(totals);
    });
    results.push(dkernel, dbias);
  }
  return results;
}
