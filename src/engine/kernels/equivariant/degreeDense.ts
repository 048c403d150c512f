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
import { partsOf } from './pathSums';

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
/** The second half of those by kernel and bias, on WebGPU. */
const PART_SUMS = 'AnnealDegreeDenseGradientSums';

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

registerHostOutputs<Attributes>(
  GRADIENTS,
  ['x', 'kernel', 'dy'],
  ([x = [], kernel = []], { input, parameters }) => [
    ...(input ? [x] : []),
    ...(parameters ? [kernel, kernel.slice(2)] : []),
  ],
  (results, [x, kernel, dy], [shape, kernelShape], { input, parameters }) => {
    const [rows = 0, components = 1, inputs = 1] = shape!;
    const outputs = kernelShape![2]!;
    const dkernel = new Float64Array(parameters ? kernel!.length : 0);
    const dbias = new Float64Array(outputs);
    const dx = input ? results[0]! : null;
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
    results.at(-2)!.set(dkernel);
    results.at(-1)!.set(dbias);
  },
  denseGradientsDirectly,
);

/** Rows that a thread adds up, at least, on the way to the gradients of kernel and bias. */
const ROWS_OF_PART = 8;

/**
 * dx, and parts of the gradients of kernel and bias: [parts, degrees·inputs + 1, outputs], the bias below the kernel. Each
 * has threads of its own.
 */
registerGpuKernel<Attributes>(GRADIENTS, ['x', 'kernel', 'dy'], ([x = [], kernel = []], attributes) => {
  const [rows = 0, components = 1, inputs = 1] = x;
  const [degrees = 1, , outputs = 1] = kernel;
  const lanes = outputs % 4 === 0 ? 4 : 1;
  const columns = outputs / lanes;
  const value = lanes === 4 ? 'vec4f' : 'f32';
  const { size, parts } = partsOf(rows, ROWS_OF_PART);
  const height = degrees * inputs + 1;
  const [first, ...rest] = [
    ...(attributes.input ? [{ name: 'dx', shape: x, components: 1 }] : []),
    ...(attributes.parameters ? [{ name: 'parts', shape: [parts, height, outputs], components: lanes }] : []),
  ];
  const inputGroups = attributes.input ? Math.ceil((rows * components * inputs) / 64) : 0;
  const partGroups = attributes.parameters ? Math.ceil((parts * height * columns) / 64) : 0;
  const [weight, slope] = ['kernel[first + j]', `dy[row * ${columns} + j]`];
  const forInput = `
    if (index >= ${rows * components * inputs}) { return; }
    let row = ${quotient('index', inputs)};
    let first = (${degreeWgsl(`(row % ${components})`)} * ${inputs} + ${remainder('index', inputs)}) * ${columns};
    var sum = 0.0;
    for (var j = 0; j < ${columns}; j++) {
      sum += ${lanes === 4 ? `dot(${weight}, ${slope})` : `${weight} * ${slope}`};
    }
    dx[index] = sum;`;
  const forParts = `
    let unit = index - ${64 * inputGroups};
    if (unit >= ${parts * height * columns}) { return; }
    let column = ${remainder('unit', columns)};
    let place = ${quotient('unit', columns)} % ${height};
    let part = ${quotient('unit', columns)} / ${height};
    let ofBias = place == ${height - 1};
    let degree = select(${quotient('place', inputs)}, 0, ofBias);
    let input = ${remainder('place', inputs)};
    var sum = ${value}(0.0);
    for (var row = part * ${size}; row < min((part + 1) * ${size}, ${rows}); row++) {
      for (var component = degree * degree; component < (degree + 1) * (degree + 1); component++) {
        let at = row * ${components} + component;
        sum += select(x[at * ${inputs} + input], 1.0, ofBias) * dy[at * ${columns} + column];
      }
    }
    parts[unit] = sum;`;
  return {
    outputShape: first!.shape,
    resultName: first!.name,
    moreOutputs: rest,
    key: `${rows}_${components}_${inputs}_${outputs}_${attributes.input}_${attributes.parameters}`,
    components: { inputs: [1, lanes, lanes], output: first!.components },
    workgroups: inputGroups + partGroups,
    body: `
  if (workgroup < ${inputGroups}) { ${attributes.input ? forInput : ''} }
  else { ${attributes.parameters ? forParts : ''} }`,
  };
});

registerGpuKernel<{ kernel: number[] }>(PART_SUMS, ['parts'], ([shape = []], { kernel }) => {
  const [parts = 0, height = 1, outputs = 1] = shape;
  const lanes = outputs % 4 === 0 ? 4 : 1;
  const width = (height * outputs) / lanes;
  const ofKernel = width - outputs / lanes;
  return {
    outputShape: kernel,
    resultName: 'dkernel',
    moreOutputs: [{ name: 'dbias', shape: [outputs], components: lanes }],
    key: `${parts}_${height}_${outputs}`,
    components: { inputs: [lanes], output: lanes },
    workgroups: Math.ceil(width / 64),
    body: `
  if (index >= ${width}) { return; }
  var sum = parts[index];
  for (var part = 1; part < ${parts}; part++) { sum += parts[part * ${width} + index]; }
  if (index < ${ofKernel}) { dkernel[index] = sum; } else { dbias[index - ${ofKernel}] = sum; }`,
  };
});

/** By the layer's names of its inputs. */
function gradientsOf(
  inputs: Record<'x' | 'kernel' | 'dy', tf.Tensor>,
  attributes: Attributes,
): Record<string, tf.Tensor> {
  const results = [tf.engine().runKernel(GRADIENTS, inputs, attributes)].flat() as tf.Tensor[];
  const found: Record<string, tf.Tensor> = {};
  const take = (...names: string[]) => {
    for (const name of names) found[name] = results.shift()!;
  };
  if (attributes.input) take('x');
  if (!attributes.parameters) return found;
  if (tf.getBackend() === 'webgpu') {
    const kernel = inputs.kernel.shape;
    const sums = tf.engine().runKernel(PART_SUMS, { parts: results.shift()! }, { kernel });
    results.push(...([sums].flat() as tf.Tensor[]));
  }
  take('kernel', 'bias');
  return found;
}

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
      const gradients = Object.entries(gradientsOf(inputs, attributes));
      return Object.fromEntries(gradients.map(([name, gradient]) => [name, () => gradient]));
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
