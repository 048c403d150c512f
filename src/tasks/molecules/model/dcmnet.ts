/**
 * DCMNet: an equivariant message-passing network that gives each atom some point charges and their displacements from the
 * nucleus. Boittier & Meuwly, "Efficient, Equivariant Predictions of Distributed Charge Models", 2026.
 */
import * as tf from '@tensorflow/tfjs';
import { gatherRows, type Segments } from '../../../engine/kernels/graph/sumByTarget';
import { equivariantDense, equivariantDenseParameters } from '../../../engine/nn/equivariant/dense';
import { edgeBasis } from '../../../engine/nn/equivariant/edgeBasis';
import { gatedSilu, hardTanhGate } from '../../../engine/nn/equivariant/gates';
import { messagePass } from '../../../engine/nn/equivariant/messagePass';
import { tensorKernelInitializer, tensorProduct } from '../../../engine/nn/equivariant/tensor';
import { type Initializer, lecunNormal, truncatedNormal, zeros } from '../../../engine/nn/initializers';
import type { ParameterSpec, Parameters } from '../../../engine/nn/parameter';
import type { Dcmnet } from '../modelConfig';

/** Å; of DCMNet. It scales displacements, it does not bound them. */
const DISPLACEMENT = 0.175;

export interface AtomGraph {
  /** Of the atoms by atomic number; padding has −1. */
  elements: Segments;
  /** Of the edges by the atom that sends, and by the one that hears. */
  senders: Segments;
  receivers: Segments;
  /** float32 [atoms, 3], Å. */
  positions: tf.Tensor2D;
}

export interface DistributedCharges {
  /** float32 [atoms, nDcm], e. */
  charges: tf.Tensor2D;
  /** float32 [atoms, nDcm, 3], Å. */
  places: tf.Tensor3D;
}

/** Normal of variance 1 / features. */
const embedding: Initializer = (values, [, features = 1], random) => {
  for (let i = 0; i < values.length; i++) values[i] = random.normal() / Math.sqrt(features);
};

/** LeCun-normal of kernels [radial functions, degrees, features], each degree of which is one of its own. */
const filterKernel: Initializer = (values, [inputs = 1], random) => {
  for (let i = 0; i < values.length; i++) values[i] = truncatedNormal(random, 1 / Math.sqrt(inputs));
};

/** softplus of it is 1. */
const unitGamma: Initializer = (values) => {
  values.fill(Math.log(Math.E - 1));
};

export function dcmnetParameters(model: Dcmnet): ParameterSpec[] {
  const { features, nDcm, maxDegree, numBasisFunctions, numIterations, maxAtomicNumber } = model;
  const elements = maxAtomicNumber + 1;
  const degrees = maxDegree + 1;
  const kernel = (name: string, shape: number[], initializer: Initializer) => ({
    name,
    shape,
    initializer,
    decay: true,
  });
  const specs: ParameterSpec[] = [
    { name: 'embedding', shape: [elements, features], initializer: embedding, decay: false },
  ];
  if (model.basis === 'exponential')
    specs.push({ name: 'basis.gamma', shape: [], initializer: unitGamma, decay: false });
  for (let t = 0; t < numIterations; t++) {
    const name = `iteration${t}`;
    // Atoms begin as scalars.
    const heard = t === 0 ? 1 : degrees;
    specs.push(
      kernel(`${name}.filter.kernel`, [numBasisFunctions, degrees, features], filterKernel),
      kernel(`${name}.tensor.kernel`, [degrees, heard, degrees, features], tensorKernelInitializer),
      ...equivariantDenseParameters(`${name}.dense1`, maxDegree, features, features, { bias: true }),
      ...equivariantDenseParameters(`${name}.dense2`, maxDegree, features, features, { bias: true }),
    );
  }
  specs.push(
    ...equivariantDenseParameters('tensorDense.dense', maxDegree, features, 2 * nDcm, { bias: true }),
    kernel('tensorDense.tensor.kernel', [degrees, degrees, outDegrees(model), nDcm], tensorKernelInitializer),
    kernel('charges.kernel', [nDcm, nDcm], lecunNormal),
    { name: 'charges.elementBias', shape: [elements], initializer: zeros, decay: false },
  );
  return specs;
}

const outDegrees = ({ maxDegree }: Dcmnet) => Math.min(maxDegree, 1) + 1;

/** Charges of padding are whatever comes out; nobody may look at them. */
export function dcmnet(model: Dcmnet, parameters: Parameters, graph: AtomGraph): DistributedCharges {
  const { elements, senders, receivers, positions } = graph;
  const { features, nDcm, numBasisFunctions, numIterations } = model;
  const degrees = model.maxDegree + 1;
  const { angular, radial } = edgeBasis(positions, senders, receivers, {
    ...model,
    count: numBasisFunctions,
    ...(parameters['basis.gamma'] && { gamma: tf.softplus(parameters['basis.gamma']) }),
  });
  let x = gatherRows(parameters.embedding!, elements).expandDims<tf.Tensor3D>(1);
  for (let t = 0; t < numIterations; t++) {
    const name = `iteration${t}`;
    const kernel = parameters[`${name}.filter.kernel`]!.reshape<tf.Tensor2D>([numBasisFunctions, -1]);
    const filter = tf.matMul(radial, kernel).reshape<tf.Tensor3D>([-1, degrees, features]);
    const tensorKernel = parameters[`${name}.tensor.kernel`] as tf.Tensor4D;
    const heard = messagePass(x, filter, angular, tensorKernel, senders, receivers);
    let y = tf.add<tf.Tensor3D>(heard, withDegrees(x, degrees));
    y = gatedSilu(equivariantDense(parameters, `${name}.dense1`, y));
    y = equivariantDense(parameters, `${name}.dense2`, y);
    x = tf.add(y, withDegrees(x, degrees));
  }
  const halves = equivariantDense(parameters, 'tensorDense.dense', x);
  const [left, right] = tf.split(halves, 2, 2) as [tf.Tensor3D, tf.Tensor3D];
  const out = tensorProduct(left, right, parameters['tensorDense.tensor.kernel'] as tf.Tensor4D);
  const scalars = out.slice([0, 0, 0], [-1, 1, -1]).reshape<tf.Tensor2D>([-1, nDcm]);
  const bias = gatherRows(parameters['charges.elementBias']!, elements).expandDims(1);
  const charges = tf.add<tf.Tensor2D>(tf.matMul(scalars, parameters['charges.kernel'] as tf.Tensor2D), bias);
  return { charges, places: placesOf(model, positions, scalars, out) };
}

/** Zeros in the degrees that scalars do not have. */
function withDegrees(x: tf.Tensor3D, degrees: number): tf.Tensor3D {
  const missing = degrees ** 2 - x.shape[1];
  return missing === 0
    ? x
    : tf.pad(x, [
        [0, 0],
        [0, missing],
        [0, 0],
      ]);
}

/** Faithful: 0.175 Å · gate(scalar) · vector. Bounded: m · tanh(|v|) · v / |v|. */
function placesOf(
  { displacement, maxDisplacement, maxDegree, nDcm }: Dcmnet,
  positions: tf.Tensor2D,
  scalars: tf.Tensor2D,
  out: tf.Tensor3D,
): tf.Tensor3D {
  const nuclei = positions.expandDims<tf.Tensor3D>(1);
  if (maxDegree === 0) return tf.tile(nuclei, [1, nDcm, 1]);
  const vectors = tf.transpose(out.slice([0, 1, 0], [-1, 3, -1]), [0, 2, 1]) as tf.Tensor3D;
  const factor =
    displacement === 'faithful'
      ? tf.mul(hardTanhGate(scalars), DISPLACEMENT)
      : boundedFactor(vectors, maxDisplacement);
  return tf.add(nuclei, tf.mul(vectors, factor.expandDims(2)));
}

/** The root is held away from 0, where it has no slope. */
function boundedFactor(vectors: tf.Tensor3D, limit: number): tf.Tensor2D {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(vectors), 2), 1e-12));
  return tf.mul(tf.div(tf.tanh(length), length), limit) as tf.Tensor2D;
}
