/**
 * Products of features with a kernel for each degree, y[n, m] = x[n, m]·W[l(m)], plus a bias where l is 0, as one operation
 * forward and one for all gradients that are wanted.
 */
import * as tf from '@tensorflow/tfjs';
import { wantedGradients } from '../../tfjs/tape';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { quotient, remainder } from '../program/wgsl';
import { degreeOfComponent } from './clebschGordan';
import { denseDirectly, denseGradientsDirectly } from './degreeDenseWasm';

type Attributes = {
  /** By x. */
  input: boolean;
  /** By kernel and bias. */
  parameters: boolean;
};

/** With a bias, and without. */
const DENSE = 'AnnealDegreeDense';
const PLAIN = 'AnnealDegreeDensePlain';
const GRADIENTS = 'AnnealDegreeDenseGradients';

/** WGSL of the degree of a component. */
const degreeWgsl = (component: string) => `select(select(2, 1, ${component} < 4), 0, ${component} == 0)`;

for (const [kernelName, inputNames] of [
  [DENSE, ['x', 'kernel', 'bias']],
  [PLAIN, ['x', 'kernel']],
] as const) {
  registerHostKernel(
    kernelName,
    inputNames,
    ([x = [], kernel = []]) => [...x.slice(0, 2), kernel[2]!],
    (out, [x, kernel, bias], [shape, kernelShape]) => {
      const [rows = 0, components = 1, inputs = 1] = shape!;
      const outputs = kernelShape![2]!;
      const sums = new Float64Array(outputs);
      for (let row = 0; row < rows * components; row++) {
        const component = row % components;
        const degree = degreeOfComponent[component]!;
        if (bias && component === 0) sums.set(bias);
        else sums.fill(0);
        for (let i = 0; i < inputs; i++) {
          const value = x![row * inputs + i]!;
          const from = (degree * inputs + i) * outputs;
          for (let j = 0; j < outputs; j++) sums[j]! += value * kernel![from + j]!;
        }
        out.set(sums, row * outputs);
      }
    },
    denseDirectly,
  );

  registerGpuKernel(kernelName, inputNames, ([x = [], kernel = []]) => {
    const [rows = 0, components = 1, inputs = 1] = x;
    const outputs = kernel[2]!;
    const lanes = outputs % 4 === 0 ? 4 : 1;
    const columns = outputs / lanes;
    const value = lanes === 4 ? 'vec4f' : 'f32';
    return {
      outputShape: [rows, components, outputs],
      key: `${components}_${inputs}_${columns}`,
      components: { inputs: [1, ...inputNames.slice(1).map(() => lanes)], output: lanes },
      body: `
  if (index >= uniforms.size) { return; }
  let row = ${quotient('index', columns)};
  let column = ${remainder('index', columns)};
  let component = row % ${components};
  let first = ${degreeWgsl('component')} * ${inputs};
  ${kernelName === DENSE ? `var sum = select(${value}(0.0), bias[column], component == 0);` : `var sum = ${value}(0.0);`}
  for (var i = 0; i < ${inputs}; i++) {
    sum += x[row * ${inputs} + i] * kernel[(first + i) * ${columns} + column];
  }
  result[index] = sum;`,
    };
  });
}

/** By name, in the order of the outputs. */
function outputsOf([x = [], kernel = []]: number[][], { input, parameters }: Attributes) {
  return [
    ...(parameters
      ? [{ name: 'dkernel', shape: kernel } as const, { name: 'dbias', shape: kernel.slice(2) } as const]
      : []),
    ...(input ? [{ name: 'dx', shape: x } as const] : []),
  ];
}

registerHostOutputs<Attributes>(
  GRADIENTS,
  ['x', 'kernel', 'dy'],
  (shapes, attributes) => outputsOf(shapes, attributes).map(({ shape }) => shape),
  (results, [x, kernel, dy], [shape, kernelShape], { input, parameters }) => {
    const [rows = 0, components = 1, inputs = 1] = shape!;
    const outputs = kernelShape![2]!;
    const dkernel = new Float64Array(parameters ? kernel!.length : 0);
    const dbias = new Float64Array(outputs);
    const dx = input ? results.at(-1)! : null;
    for (let row = 0; row < rows * components; row++) {
      const component = row % components;
      const slopes = dy!.subarray(row * outputs, (row + 1) * outputs);
      if (component === 0) for (let j = 0; j < outputs; j++) dbias[j]! += slopes[j]!;
      for (let i = 0; i < inputs; i++) {
        const from = (degreeOfComponent[component]! * inputs + i) * outputs;
        const value = x![row * inputs + i]!;
        if (parameters) for (let j = 0; j < outputs; j++) dkernel[from + j]! += value * slopes[j]!;
        if (!dx) continue;
        let sum = 0;
        for (let j = 0; j < outputs; j++) sum += kernel![from + j]! * slopes[j]!;
        dx[row * inputs + i] = sum;
      }
    }
    if (!parameters) return;
    results[0]!.set(dkernel);
    results[1]!.set(dbias);
  },
  denseGradientsDirectly,
);

/** Threads of a workgroup, which together go over the rows for one gradient of the kernel or bias. */
const THREADS = 64;

registerGpuKernel<Attributes>(GRADIENTS, ['x', 'kernel', 'dy'], (shapes, attributes) => {
  const [x = [], kernel = []] = shapes;
  const [rows = 0, components = 1, inputs = 1] = x;
  const [degrees = 1, , outputs = 1] = kernel;
  const lanes = outputs % 4 === 0 ? 4 : 1;
  const columns = outputs / lanes;
  const value = lanes === 4 ? 'vec4f' : 'f32';
  const results = outputsOf(shapes, attributes);
  const [first, ...rest] = results.map((output) => ({
    ...output,
    components: output.name === 'dx' ? 1 : lanes,
  }));
  // A workgroup for every few values of dx, then one for each vector of the kernel's gradient and of the bias's.
  const ofInput = attributes.input ? Math.ceil((rows * components * inputs) / THREADS) : 0;
  const ofKernel = degrees * inputs * columns;
  const [weight, slope] = ['kernel[first + j]', `dy[row * ${columns} + j]`];
  const forInput = `
  if (index < ${rows * components * inputs}) {
    let row = ${quotient('index', inputs)};
    let first = (${degreeWgsl(`(row % ${components})`)} * ${inputs} + ${remainder('index', inputs)}) * ${columns};
    var sum = 0.0;
    for (var j = 0; j < ${columns}; j++) {
      sum += ${lanes === 4 ? `dot(${weight}, ${slope})` : `${weight} * ${slope}`};
    }
    dx[index] = sum;
  }`;
  const forParameters = `
  let unit = workgroup - ${ofInput};
  let column = ${remainder('unit', columns)};
  let input = ${remainder(quotient('unit', columns), inputs)};
  let degree = unit / ${inputs * columns};
  let ofBias = unit >= ${ofKernel};
  let begin = select(degree * degree, 0, ofBias);
  let end = select((degree + 1) * (degree + 1), 1, ofBias);
  let lane = i32(localIndex);
  var sum = ${value}(0.0);
  for (var row = lane; row < ${rows}; row += ${THREADS}) {
    for (var component = begin; component < end; component++) {
      let at = row * ${components} + component;
      sum += select(x[at * ${inputs} + input], 1.0, ofBias) * dy[at * ${columns} + column];
    }
  }
  sums[lane] = sum;
  for (var half = ${THREADS / 2}; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  if (lane == 0) {
    if (ofBias) { dbias[unit - ${ofKernel}] = sums[0]; } else { dkernel[unit] = sums[0]; }
  }`;
  return {
    outputShape: first!.shape,
    resultName: first!.name,
    moreOutputs: rest,
    key: `${rows}_${components}_${inputs}_${outputs}_${attributes.input}_${attributes.parameters}`,
    components: { inputs: [1, lanes, lanes], output: first!.components },
    threads: THREADS,
    workgroups: ofInput + (attributes.parameters ? ofKernel + columns : 0),
    ...(attributes.parameters ? { declarations: `var<workgroup> sums: array<${value}, ${THREADS}>;` } : {}),
    // The workgroup decides, not the thread: barriers are for all threads of a workgroup or for none.
    body: `
  if (workgroup < ${ofInput}) { ${attributes.input ? forInput : ''} }
  else { ${attributes.parameters ? forParameters : ''} }`,
  };
});

for (const kernelName of [DENSE, PLAIN]) {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'kernel'],
    gradFunc: (dy, [x, kernel]) => {
      const wanted = wantedGradients();
      const attributes: Attributes = {
        input: wanted.includes('x'),
        parameters: wanted.includes('kernel') || wanted.includes('bias'),
      };
      const inputs = { x: x!, kernel: kernel!, dy: dy as tf.Tensor };
      const results = tf.engine().runKernel(GRADIENTS, inputs, attributes) as tf.Tensor[];
      const names = [
        ...(attributes.parameters ? ['kernel', 'bias'] : []),
        ...(attributes.input ? ['x'] : []),
      ];
      return Object.fromEntries(names.map((name, i) => [name, () => results[i]!]));
    },
  });
}

/**
 * @param x [rows, (L + 1)², inputs] @param kernel [L + 1, inputs, outputs] @param bias [outputs], for degree 0, or null
 * @returns [rows, (L + 1)², outputs]
 */
export function denseByDegree(x: tf.Tensor3D, kernel: tf.Tensor3D, bias: tf.Tensor1D | null): tf.Tensor3D {
  return tf
    .engine()
    .runKernel(bias ? DENSE : PLAIN, bias ? { x, kernel, bias } : { x, kernel }) as tf.Tensor3D;
}
