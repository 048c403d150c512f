/**
 * The gradients of a dense layer by what it computed of z = x·W + b, all that are wanted in one operation: dW = xᵀ·dz,
 * db = Σ dz and dx = dz·Wᵀ, times the slope of the activation that made x, if one did. On WebGPU each has threads of its
 * own in one dispatch. For small layers, where the number of operations is what a step's time is made of.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { quotient, remainder } from '../program/wgsl';
import { activationWgsl, type DenseActivation, hostActivations } from './denseActivation';
import { denseGradientsDirectly } from './denseWasm';
import { LIGHT, type Operand, type Product } from './operand';
import { productTile } from './tileGpu';

type Attributes = {
  /** Of which x is the value. */
  inputActivation: DenseActivation;
  /** dW and db. */
  parameters: boolean;
  /** dx. */
  input: boolean;
};

const GRADIENTS = 'AnnealDenseGradients';
const names = ['x', 'kernel', 'dz'];

/** Threads that are together in a part; what WebGPU starts together is one such unit, or all of a light operation. */
const UNIT = 4;

/** By name, in the order of the outputs. */
function outputsOf([x = [], kernel = []]: number[][], { parameters, input }: Attributes) {
  return [
    ...(parameters
      ? [{ name: 'dw', shape: kernel } as const, { name: 'db', shape: kernel.slice(1) } as const]
      : []),
    ...(input ? [{ name: 'dx', shape: x } as const] : []),
  ];
}

registerHostOutputs<Attributes>(
  GRADIENTS,
  names,
  (shapes, attributes) => outputsOf(shapes, attributes).map(({ shape }) => shape),
  (outputs, [x, kernel, dz], shapes, attributes) => {
    const [batch = 1, inputs = 1] = shapes[0]!;
    const [, n = 1] = shapes[1]!;
    const { slope } = hostActivations[attributes.inputActivation];
    const kernelSums = new Float64Array(attributes.parameters ? inputs * n : 0);
    const biasSums = new Float64Array(n);
    const dx = attributes.input ? outputs.at(-1)! : null;
    for (let row = 0; row < batch; row++) {
      const slopes = dz!.subarray(row * n, (row + 1) * n);
      const start = row * inputs;
      if (attributes.parameters) {
        for (let j = 0; j < n; j++) biasSums[j]! += slopes[j]!;
        for (let l = 0; l < inputs; l++) addScaled(kernelSums, l * n, x![start + l]!, slopes);
      }
      if (dx) {
        for (let l = 0; l < inputs; l++) {
          dx[start + l] = slope(product(kernel!, l * n, slopes), x![start + l]!);
        }
      }
    }
    if (!attributes.parameters) return;
    outputs[0]!.set(kernelSums);
    outputs[1]!.set(biasSums);
  },
  denseGradientsDirectly,
);

type Values = Float32Array | Int32Array;

function addScaled(sums: Float64Array, start: number, factor: number, dz: Values): void {
  for (let j = 0; j < dz.length; j++) sums[start + j]! += factor * dz[j]!;
}

function product(kernel: Values, start: number, dz: Values): number {
  let sum = 0;
  for (let j = 0; j < dz.length; j++) sum += dz[j]! * kernel[start + j]!;
  return sum;
}

registerGpuKernel<Attributes>(GRADIENTS, names, (shapes, attributes) => {
  const { inputActivation, parameters, input } = attributes;
  const [batch = 1, inputs = 1] = shapes[0]!;
  const [, n = 1] = shapes[1]!;
  // Whatever is wanted reads dz in the same way, and so has the same bits.
  const vectors = n % 4 === 0 && inputs % 4 === 0;
  const lanes = vectors ? 4 : 1;
  const dz = (contiguous: Operand['contiguous']): Operand => ({ contiguous, load: (at) => `dz[${at}]` });
  const x: Operand = { contiguous: 'other', load: (at) => `x[${at}]` };
  const kernel: Operand = { contiguous: 'k', load: (at) => `kernel[${at}]` };
  const inputAt = (at: string) => {
    if (vectors) return `x[${at}]`;
    const first = inputs % 4 === 0 ? `4 * (${at})` : at;
    return `vec4f(${[0, 1, 2, 3].map((j) => `x[${first} + ${j}]`)})`;
  };
  const finish = (values: string, at: string) =>
    activationWgsl[inputActivation].slope(values, inputAt(at), 4);
  const outputs = outputsOf(shapes, attributes);
  const parts = [
    ...(input
      ? [part({ m: batch, n: inputs, k: n, a: dz('k'), b: kernel, finish, output: 'dx', vectors })]
      : []),
    ...(parameters
      ? [part({ m: inputs, n, k: batch, a: x, b: dz('other'), output: 'dw', columnSums: 'db', vectors })]
      : []),
  ];
  const units = parts.reduce((sum, { workgroups }) => sum + workgroups, 0);
  const light = batch * inputs * n <= LIGHT && UNIT * units <= 64;
  const rowLanes = n % 4 === 0 ? 4 : 1;
  const columnLanes = inputs % 4 === 0 ? 4 : 1;
  const components = { dw: rowLanes, db: rowLanes, dx: columnLanes };
  const [first, ...rest] = outputs.map((output) => ({ ...output, components: components[output.name] }));
  return {
    outputShape: first!.shape,
    resultName: first!.name,
    moreOutputs: rest,
    key: `${batch}_${inputs}_${n}_${inputActivation}_${input}_${parameters}`,
    components: { inputs: [lanes, lanes, lanes], output: first!.components },
    fixedShapes: true,
    threads: light ? UNIT * units : UNIT,
    workgroups: light ? 1 : units,
    body: choose(parts),
  };
});

/** Each tiling gives the same bits; this one needs no workgroup memory, of which the parts would each need their own. */
function part(product: Product) {
  return productTile(product, 'registers8', UNIT);
}

/** WGSL that gives each part its units. */
function choose(parts: readonly { workgroups: number; body: string }[]): string {
  let begin = 0;
  const cases = parts.map(({ workgroups, body }) => {
    const first = begin;
    begin += workgroups;
    return `if (index < ${begin * UNIT}) {
  let workgroup = ${quotient('index', UNIT)} - ${first};
  let localIndex = u32(${remainder('index', UNIT)});
  ${body}
  return;
  }`;
  });
  return cases.join('\n  ');
}

/**
 * @param x [batch, inputs], the value of `inputActivation` @param kernel [inputs, outputs] @param dz [batch, outputs]
 * @param wanted names of the layer's inputs: `x`, `kernel`, `bias`.
 * @returns the gradients by these names, that of `x` by what went into its activation; those of kernel and bias
 *   together, if either is wanted.
 */
export function denseGradients(
  inputs: Record<'x' | 'kernel' | 'dz', tf.Tensor>,
  inputActivation: DenseActivation,
  wanted: readonly string[],
): Record<string, tf.Tensor> {
  const attributes = {
    inputActivation,
    parameters: wanted.includes('kernel') || wanted.includes('bias'),
    input: wanted.includes('x'),
  };
  const gradients = tf.engine().runKernel(GRADIENTS, inputs, attributes) as tf.Tensor[];
  const found = [...(attributes.parameters ? ['kernel', 'bias'] : []), ...(attributes.input ? ['x'] : [])];
  return Object.fromEntries(found.map((name, i) => [name, gradients[i]!]));
}
