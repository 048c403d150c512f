/**
 * The products of `contraction.ts` on WASM, four features at a time, with all coefficients written out: kernels for one
 * row, which loop over its features. The left factor is a row, or an edge's: angular[i]·filters[l(i)].
 */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate } from '../program/hostKernel';
import { addressOf, type WasmKernel, wasmKernel, wasmMemory } from '../program/wasmKernel';
import { degreeOfComponent, maxDegreeOf, type Term } from './clebschGordan';
import { type Contraction, contractionOf } from './contraction';

/** What the left factor is. An edge's adds to the product and to ∂/∂right, in which several edges meet. */
export type LeftForm = 'row' | 'edge';

type MakeLocal = (type: 'i32' | 'v128') => Local;

const range = (length: number) => Array.from({ length }, (_, i) => i);
const locals = (local: MakeLocal, count: number) => range(count).map(() => local('v128'));

/** Whether `productKernel` and `gradientsKernel` can do it. */
export const isVectorised = ({ features }: Contraction) => features % 4 === 0;

/** Σ value·factor(term): terms of one size are added before they are multiplied by it. */
function weightedSum(terms: readonly Term[], factor: (term: Term) => Code): Code {
  const sizes = [...new Set(terms.map(({ value }) => Math.abs(value)))];
  return total(
    sizes.map((size) => {
      const [first, ...rest] = terms
        .filter(({ value }) => Math.abs(value) === size)
        .sort((a, b) => b.value - a.value);
      const start = first!.value > 0 ? factor(first!) : f32x4.sub(v128.zero, factor(first!));
      const sum = rest.reduce<Code>(
        (code, term) => (term.value > 0 ? f32x4.add : f32x4.sub)(code, factor(term)),
        start,
      );
      return size === 1 ? sum : f32x4.mul(sum, f32x4.splat(size));
    }),
  );
}

const total = ([first, ...rest]: readonly Code[]): Code =>
  rest.reduce<Code>((sum, code) => f32x4.add(sum, code), first ?? v128.zero);
const product = (a: Local, b: Local) => f32x4.mul(a.get, b.get);
const addTo = (sum: Local, value: Code) => sum.set(f32x4.add(sum.get, value));

/** What both kernels begin with: code before the loop over features and at its beginning, and what they load. */
function factors(
  { left, right, paths, features }: Contraction,
  form: LeftForm,
  { a, angular, b, w }: Record<'a' | 'angular' | 'b' | 'w', Local>,
  local: MakeLocal,
) {
  const bytes = 4 * features;
  const [as, bs] = [locals(local, left), locals(local, right)];
  const harmonics = locals(local, form === 'edge' ? left : 0);
  const weights = new Map(paths.map(({ slot }) => [slot, local('v128')]));
  const filters = locals(local, form === 'edge' ? maxDegreeOf(left) + 1 : 0);
  const filterOf = (i: number) => filters[degreeOfComponent[i]!]!;
  return {
    as,
    bs,
    harmonics,
    degrees: filters.length,
    weightOf: (slot: number) => weights.get(slot)!,
    before: harmonics.flatMap((harmonic, i) => harmonic.set(v128.loadSplat(angular.get, 4 * i))),
    load: [
      ...filters.flatMap((filter, l) => filter.set(v128.load(a.get, l * bytes))),
      ...as.flatMap((value, i) =>
        value.set(form === 'edge' ? product(harmonics[i]!, filterOf(i)) : v128.load(a.get, i * bytes)),
      ),
      ...bs.flatMap((value, j) => value.set(v128.load(b.get, j * bytes))),
      ...[...weights].flatMap(([slot, weight]) => weight.set(v128.load(w.get, slot * bytes))),
    ],
  };
}

/** Lets the pointers go on to the next four features. */
const advance = (...pointers: Local[]) =>
  pointers.flatMap((pointer) => pointer.set(i32.add(pointer.get, i32.const(16))));

/** A kernel of the addresses z, a row or the filters of an edge, its harmonics, b and the weights. */
export function productKernel(
  memory: WebAssembly.Memory,
  contraction: Contraction,
  form: LeftForm,
): WasmKernel {
  const { paths, out, features, key } = contraction;
  return wasmKernel(memory, `tensorProduct_${form}_${key}`, 5, (parameters, local) => {
    const [z, a, angular, b, w] = parameters as [Local, Local, Local, Local, Local];
    const count = local('i32');
    const { as, bs, weightOf, before, load } = factors(contraction, form, { a, angular, b, w }, local);
    const value = (k: number) =>
      total([
        ...(form === 'edge' ? [v128.load(z.get, 4 * k * features)] : []),
        ...paths.flatMap(({ slot, terms }) => {
          const some = terms.filter((term) => term.k === k);
          if (some.length === 0) return [];
          const sum = weightedSum(some, ({ i, j }) => product(as[i]!, bs[j]!));
          return [f32x4.mul(weightOf(slot).get, sum)];
        }),
      ]);
    return [
      ...before,
      ...count.set(i32.const(features / 4)),
      ...repeat(count, [
        ...load,
        ...range(out).flatMap((k) => v128.store(z.get, value(k), 4 * k * features)),
        ...advance(z, a, b, w),
      ]),
    ];
  });
}

/**
 * A kernel of the addresses g = ∂/∂z, a row or the filters of an edge, its harmonics, b, the weights, and those of the
 * derivatives by row or filters, by b, and by the weights, to which it adds.
 */
export function gradientsKernel(
  memory: WebAssembly.Memory,
  contraction: Contraction,
  form: LeftForm,
): WasmKernel {
  const { paths, left, right, out, features, key } = contraction;
  const bytes = 4 * features;
  return wasmKernel(memory, `tensorProductGradients_${form}_${key}`, 8, (parameters, local) => {
    const [g, a, angular, b, w, da, db, dw] = parameters as [
      ...[Local, Local, Local, Local],
      ...[Local, Local, Local, Local],
    ];
    const count = local('i32');
    const used = factors(contraction, form, { a, angular, b, w }, local);
    const { as, bs, harmonics, weightOf, before, load } = used;
    const gs = locals(local, out);
    const [lefts, rights] = [locals(local, left), locals(local, right)];
    const [slope, byWeight] = [local('v128'), local('v128')];
    const ofPath = ({ slot, terms }: (typeof paths)[number]) => [
      ...byWeight.set(v128.load(dw.get, slot * bytes)),
      ...range(left).flatMap((i) => {
        const some = terms.filter((term) => term.i === i);
        if (some.length === 0) return [];
        return [
          ...slope.set(weightedSum(some, ({ j, k }) => product(bs[j]!, gs[k]!))),
          ...addTo(byWeight, product(as[i]!, slope)),
          ...addTo(lefts[i]!, product(weightOf(slot), slope)),
        ];
      }),
      ...range(right).flatMap((j) => {
        const some = terms.filter((term) => term.j === j);
        if (some.length === 0) return [];
        const sum = weightedSum(some, ({ i, k }) => product(as[i]!, gs[k]!));
        return addTo(rights[j]!, f32x4.mul(weightOf(slot).get, sum));
      }),
      ...v128.store(dw.get, byWeight.get, slot * bytes),
    ];
    const storeLeft =
      form === 'row'
        ? lefts.flatMap((value, i) => v128.store(da.get, value.get, i * bytes))
        : range(used.degrees).flatMap((l) => {
            const ofDegree = range(left).filter((i) => degreeOfComponent[i] === l);
            const sum = total(ofDegree.map((i) => product(harmonics[i]!, lefts[i]!)));
            return v128.store(da.get, sum, l * bytes);
          });
    return [
      ...before,
      ...count.set(i32.const(features / 4)),
      ...repeat(count, [
        ...load,
        ...gs.flatMap((value, k) => value.set(v128.load(g.get, k * bytes))),
        ...lefts.flatMap((value) => value.set(v128.zero)),
        ...rights.flatMap((value, j) =>
          value.set(form === 'edge' ? v128.load(db.get, j * bytes) : v128.zero),
        ),
        ...paths.flatMap(ofPath),
        ...storeLeft,
        ...rights.flatMap((value, j) => v128.store(db.get, value.get, j * bytes)),
        ...advance(g, a, b, w, da, db, dw),
      ]),
    ];
  });
}

/** Inputs x, y, kernel → their products row by row. */
export function productDirectly(
  memory: WebAssembly.Memory,
  [x, y, kernel]: tf.TensorInfo[],
): tf.TensorInfo | null {
  const contraction = contractionOf(kernel!.shape);
  if (!isVectorised(contraction)) return null;
  const { left, right, out, features } = contraction;
  const [rows = 0] = x!.shape;
  const output = allocate([rows, out, features]);
  const run = productKernel(memory, contraction, 'row');
  const [z, a, b, w] = [output, x!, y!, kernel!].map(addressOf) as [number, number, number, number];
  for (let row = 0; row < rows; row++) {
    const at = 4 * row * features;
    run(z + at * out, a + at * left, 0, b + at * right, w);
  }
  return output;
}

/** Inputs x, y, kernel, dz → the gradients of the first three. */
export function productGradientsDirectly([x, y, kernel, dz]: tf.TensorInfo[]): tf.TensorInfo[] | null {
  const memory = wasmMemory();
  const contraction = contractionOf(kernel!.shape);
  if (!memory || !isVectorised(contraction)) return null;
  const { left, right, out, features } = contraction;
  const [rows = 0] = x!.shape;
  const outputs = [x!, y!, kernel!].map(({ shape }) => allocate(shape));
  withFloats([outputs[2]!], (dw) => {
    dw.fill(0);
  });
  const run = gradientsKernel(memory, contraction, 'row');
  const [a, b, w, g] = [x!, y!, kernel!, dz!].map(addressOf) as [number, number, number, number];
  const [da, db, dw] = outputs.map(addressOf) as [number, number, number];
  for (let row = 0; row < rows; row++) {
    const at = 4 * row * features;
    run(g + at * out, a + at * left, 0, b + at * right, w, da + at * left, db + at * right, dw);
  }
  return outputs;
}
