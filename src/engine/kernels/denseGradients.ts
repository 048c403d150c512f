/**
 * The gradients of a dense layer y = act(x·W + b) from dy, all that are wanted in one operation: with dz = dy·act'(z),
 * dW = xᵀ·dz, db = Σ dz and dx = dz·Wᵀ. On WebGPU each has workgroups of its own in one dispatch. For small layers, where
 * the number of operations is what a step's time is made of.
 */
import * as tf from '@tensorflow/tfjs';
import { activationWgsl, type DenseActivation, hostActivations } from './denseActivation';
import { denseGradientsDirectly } from './denseWasm';
import { registerGpuKernel } from './gpuKernel';
import { registerHostOutputs } from './hostOutputs';
import type { Operand, Product } from './product';
import { productTile } from './productTile';

type Attributes = {
  activation: DenseActivation;
  /** dW and db. */
  parameters: boolean;
  /** dx. */
  input: boolean;
};

const GRADIENTS = 'AnnealDenseGradients';
const names = ['x', 'kernel', 'y', 'dy'];

/** Of a workgroup. */
const THREADS = 32;

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
  (outputs, [x, kernel, y, dy], shapes, attributes) => {
    const [batch = 1, inputs = 1] = shapes[0]!;
    const [, n = 1] = shapes[1]!;
    const { slope } = hostActivations[attributes.activation];
    const kernelSums = new Float64Array(attributes.parameters ? inputs * n : 0);
    const biasSums = new Float64Array(n);
    const dz = new Float64Array(n);
    const dx = attributes.input ? outputs.at(-1)! : null;
    for (let row = 0; row < batch; row++) {
      for (let j = 0; j < n; j++) dz[j] = slope(dy![row * n + j]!, y![row * n + j]!);
      if (attributes.parameters) {
        for (let j = 0; j < n; j++) biasSums[j]! += dz[j]!;
        for (let l = 0; l < inputs; l++) addScaled(kernelSums, l * n, x![row * inputs + l]!, dz);
      }
      if (dx) for (let l = 0; l < inputs; l++) dx[row * inputs + l] = product(kernel!, l * n, dz);
    }
    if (!attributes.parameters) return;
    outputs[0]!.set(kernelSums);
    outputs[1]!.set(biasSums);
  },
  denseGradientsDirectly,
);

function addScaled(sums: Float64Array, start: number, factor: number, dz: Float64Array): void {
  for (let j = 0; j < dz.length; j++) sums[start + j]! += factor * dz[j]!;
}

function product(kernel: Float32Array | Int32Array, start: number, dz: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < dz.length; j++) sum += dz[j]! * kernel[start + j]!;
  return sum;
}

registerGpuKernel<Attributes>(GRADIENTS, names, (shapes, attributes) => {
  const { activation, parameters, input } = attributes;
  const [batch = 1, inputs = 1] = shapes[0]!;
  const [, n = 1] = shapes[1]!;
  // Whatever is wanted reads dy in the same way, and so has the same bits.
  const vectors = n % 4 === 0 && inputs % 4 === 0;
  const lanes = vectors ? 4 : 1;
  const dz = (contiguous: Operand['contiguous']): Operand => ({
    contiguous,
    load: (at, width) => activationWgsl[activation].slope(`dy[${at}]`, `y[${at}]`, width),
  });
  const x: Operand = { contiguous: 'other', load: (at) => `x[${at}]` };
  const kernel: Operand = { contiguous: 'k', load: (at) => `kernel[${at}]` };
  const outputs = outputsOf(shapes, attributes);
  const parts = [
    ...(input ? [part({ m: batch, n: inputs, k: n, a: dz('k'), b: kernel, output: 'dx', vectors })] : []),
    ...(parameters ? [part({ m: inputs, n, k: batch, a: x, b: dz('other'), output: 'dw', vectors })] : []),
    ...(parameters ? [biasPart(batch, n / lanes, activation, lanes)] : []),
  ];
  const rowLanes = n % 4 === 0 ? 4 : 1;
  const columnLanes = inputs % 4 === 0 ? 4 : 1;
  const components = { dw: rowLanes, db: lanes, dx: columnLanes };
  const [first, ...rest] = outputs.map((output) => ({ ...output, components: components[output.name] }));
  return {
    outputShape: first!.shape,
    resultName: first!.name,
    moreOutputs: rest,
    key: `${batch}_${inputs}_${n}_${activation}_${input}_${parameters}`,
    components: {
      inputs: [parameters ? lanes : 1, input ? lanes : 1, lanes, lanes],
      output: first!.components,
    },
    fixedShapes: true,
    threads: THREADS,
    workgroups: parts.reduce((sum, { workgroups }) => sum + workgroups, 0),
    declarations: parts.map(({ body }, i) => `fn part${i}(workgroup: i32) {${body}}`).join('\n'),
    body: choose(parts),
  };
});

/** Each tiling gives the same bits; this one needs no workgroup memory, of which the parts would each need their own. */
function part(product: Product) {
  return productTile(product, 'registers4', THREADS);
}

/** A thread for each column, or for four. */
function biasPart(batch: number, columns: number, activation: DenseActivation, lanes: 1 | 4) {
  const slope = activationWgsl[activation].slope('dy[i]', 'y[i]', lanes);
  return {
    workgroups: Math.ceil(columns / THREADS),
    body: `
  let column = workgroup * ${THREADS} + i32(localIndex);
  if (column >= ${columns}) { return; }
  var sum = ${lanes === 4 ? 'vec4f(0.0)' : '0.0'};
  for (var i = column; i < ${batch * columns}; i += ${columns}) { sum += ${slope}; }
  db[column] = sum;`,
  };
}

/** WGSL that gives each part its workgroups. */
function choose(parts: readonly { workgroups: number }[]): string {
  let begin = 0;
  const cases = parts.map(({ workgroups }, i) => {
    const call = `part${i}(workgroup - ${begin});`;
    begin += workgroups;
    return `if (workgroup < ${begin}) { ${call} return; }`;
  });
  return cases.join('\n  ');
}

/**
 * @param x [batch, inputs] @param kernel [inputs, outputs] @param y [batch, outputs], the layer's output @param dy like y
 * @param wanted names of the layer's inputs: `x`, `kernel`, `bias`.
 * @returns the gradients by these names; those of kernel and bias together, if either is wanted.
 */
export function denseGradients(
  inputs: Record<'x' | 'kernel' | 'y' | 'dy', tf.Tensor>,
  activation: DenseActivation,
  wanted: readonly string[],
): Record<string, tf.Tensor> {
  const attributes = {
    activation,
    parameters: wanted.includes('kernel') || wanted.includes('bias'),
    input: wanted.includes('x'),
  };
  const gradients = tf.engine().runKernel(GRADIENTS, inputs, attributes) as tf.Tensor[];
  const found = [...(attributes.parameters ? ['kernel', 'bias'] : []), ...(attributes.input ? ['x'] : [])];
  return Object.fromEntries(found.map((name, i) => [name, gradients[i]!]));
}
