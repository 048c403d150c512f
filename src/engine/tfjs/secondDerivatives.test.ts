/**
 * Second derivatives of every operation that TensorFlow.js differentiates: of S(x) = Σ c·f(x)², contracted with a
 * vector v, against central differences of the first derivative, which is itself held against those of S.
 */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { AnnealError } from '../../protocol/errors';
import { expectClose } from '../golden/compare';
import { dropout } from '../kernels/elementwise/dropout';
import { gelu } from '../kernels/elementwise/gelu';
import { layerNorm } from '../kernels/norm/layerNorm';
import { describeOnBackends } from './testBackends';

type Operation = (x: tf.Tensor) => tf.Tensor;

/** Twelve values away from kinks and ties; reshaped by the operations that want another rank. */
const anywhere = [-1.3, 0.4, 0.9, -0.6, 1.7, -0.2, 0.7, -1.1, 1.2, 0.15, -0.8, 2.1];
const positive = anywhere.map((x) => 0.4 + x * x);
const insideOne = anywhere.map((x) => x / 3);
const aboveOne = positive.map((x) => x + 1);

const matrix = (x: tf.Tensor) => x.as2D(3, 4);
const image = (x: tf.Tensor) => x.as4D(1, 3, 2, 2);
const other = () => tf.tensor1d([0.8, -1.5, 0.3, 1.1]);

/** By kernel: the operation, and the domain where `anywhere` is outside of it. */
const table: Record<string, readonly [Operation, number[]?]> = {
  Abs: [tf.abs],
  Acos: [tf.acos, insideOne],
  Acosh: [tf.acosh, aboveOne],
  Add: [(x) => tf.add(matrix(x), tf.mul(matrix(x), other()))],
  AddN: [(x) => tf.addN([x, tf.exp(x)])],
  Asin: [tf.asin, insideOne],
  Asinh: [tf.asinh],
  Atan: [tf.atan],
  Atan2: [(x) => tf.atan2(matrix(x), tf.add(other(), matrix(x)))],
  Atanh: [tf.atanh, insideOne],
  BatchMatMul: [(x) => tf.matMul(matrix(x), tf.sigmoid(matrix(x)), false, true)],
  BatchToSpaceND: [
    (x) =>
      tf.batchToSpaceND(
        x.as4D(4, 1, 3, 1),
        [2, 2],
        [
          [0, 0],
          [0, 1],
        ],
      ),
  ],
  BroadcastTo: [(x) => tf.broadcastTo(x.as2D(12, 1), [12, 3])],
  Cast: [(x) => tf.cast(x, 'float32')],
  ClipByValue: [(x) => tf.clipByValue(x, -1, 1.5)],
  Concat: [(x) => tf.concat([x, tf.exp(x)])],
  Conv2D: [(x) => tf.conv2d(image(x), tf.tanh(x.slice(0, 8)).as4D(2, 2, 2, 1), 1, 'valid')],
  Conv2DBackpropInput: [(x) => tf.conv2dTranspose(image(x), tf.ones([2, 2, 1, 2]), [1, 6, 4, 1], 2, 'same')],
  Cos: [tf.cos],
  Cosh: [tf.cosh],
  Cumsum: [(x) => tf.cumsum(matrix(x), 1)],
  Elu: [tf.elu],
  Erf: [tf.erf],
  Exp: [tf.exp],
  ExpandDims: [(x) => tf.expandDims(x, 0)],
  Expm1: [tf.expm1],
  FusedBatchNorm: [
    (x) => tf.batchNorm(image(x), other().slice(0, 2), tf.exp(x.slice(0, 2)), x.slice(6, 2), x.slice(4, 2)),
  ],
  GatherV2: [(x) => tf.gather(matrix(x), tf.tensor1d([2, 0, 2], 'int32'))],
  Identity: [tf.clone],
  LeakyRelu: [(x) => tf.leakyRelu(x, 0.1)],
  Log: [tf.log, positive],
  Log1p: [tf.log1p, positive],
  LogSoftmax: [(x) => tf.logSoftmax(matrix(x))],
  Max: [(x) => tf.max(matrix(x), 1)],
  Maximum: [(x) => tf.maximum(matrix(x), other())],
  Mean: [(x) => tf.mean(tf.exp(matrix(x)), 0)],
  Min: [(x) => tf.min(matrix(x), 1)],
  Minimum: [(x) => tf.minimum(matrix(x), other())],
  MirrorPad: [
    (x) =>
      tf.mirrorPad(
        matrix(x),
        [
          [0, 0],
          [1, 1],
        ],
        'reflect',
      ),
  ],
  Mod: [(x) => tf.mod(x, 3), positive],
  Multiply: [(x) => tf.mul(matrix(x), tf.sin(matrix(x).slice([1, 0], [1, 4])))],
  Neg: [tf.neg],
  Pack: [(x) => tf.stack([x, tf.exp(x)])],
  PadV2: [
    (x) =>
      tf.pad(matrix(x), [
        [1, 0],
        [0, 2],
      ]),
  ],
  Pow: [(x) => tf.pow(x, tf.add(tf.mul(x, 0.5), 1)), positive],
  Prelu: [(x) => tf.prelu(matrix(x), tf.sigmoid(matrix(x).slice([0, 0], [1, 4])))],
  RealDiv: [(x) => tf.div(tf.sin(matrix(x)), matrix(x).slice([0, 0], [1, 4]))],
  Reciprocal: [tf.reciprocal],
  Relu: [tf.relu],
  Relu6: [(x) => tf.relu6(tf.mul(x, 4))],
  Reshape: [(x) => tf.reshape(x, [4, 3])],
  Reverse: [(x) => tf.reverse(matrix(x), 1)],
  Rsqrt: [tf.rsqrt, positive],
  Select: [(x) => tf.where(tf.greater(x, 0.1), tf.exp(x), tf.square(x))],
  Selu: [tf.selu],
  Sigmoid: [tf.sigmoid],
  Sin: [tf.sin],
  Sinh: [tf.sinh],
  Slice: [(x) => tf.slice(matrix(x), [1, 1], [2, 2])],
  Softmax: [(x) => tf.softmax(matrix(x))],
  Softplus: [tf.softplus],
  SpaceToBatchND: [
    (x) =>
      tf.spaceToBatchND(
        x.as4D(1, 3, 4, 1),
        [1, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  ],
  SplitV: [(x) => tf.mul(...(tf.split(x, 2) as [tf.Tensor, tf.Tensor]))],
  Sqrt: [tf.sqrt, positive],
  Square: [tf.square],
  SquaredDifference: [(x) => tf.squaredDifference(x, tf.exp(x))],
  Sub: [(x) => tf.sub(matrix(x), tf.exp(matrix(x).slice([0, 0], [1, 4])))],
  Sum: [(x) => tf.sum(tf.exp(matrix(x)), 1)],
  Tan: [tf.tan, insideOne],
  Tanh: [tf.tanh],
  Tile: [(x) => tf.tile(matrix(x), [2, 1])],
  Transpose: [(x) => tf.transpose(matrix(x))],
  Unpack: [(x) => tf.mul(...(tf.unstack(x.as2D(2, 6)) as [tf.Tensor, tf.Tensor]))],
  'our dropout': [(x) => dropout(tf.exp(x), 0.25, 'layer', tf.tensor1d([1, 2], 'int32'))],
  UnsortedSegmentSum: [(x) => tf.unsortedSegmentSum(matrix(x), tf.tensor1d([1, 0, 1], 'int32'), 2)],
};

/** Steps, whose derivatives are zero wherever they exist. */
const constant = [
  ...['ArgMax', 'ArgMin', 'Ceil', 'Floor', 'FloorDiv', 'IsFinite', 'IsInf', 'IsNan', 'OneHot', 'OnesLike'],
  ...['Round', 'Sign', 'Step', 'ZerosLike', 'Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater'],
  ...['GreaterEqual', 'LogicalAnd', 'LogicalOr', 'LogicalNot', 'LogicalXor'],
];

/** Differentiable once: their gradients are kernels of their own, of which TensorFlow.js has no derivative. */
const once: Record<string, Operation> = {
  AvgPool: (x) => tf.avgPool(image(x), 2, 1, 'valid'),
  AvgPool3D: (x) => tf.avgPool3d(x.as5D(1, 3, 2, 2, 1), 2, 1, 'valid'),
  Conv3D: (x) => tf.conv3d(x.as5D(1, 3, 2, 2, 1), tf.ones([2, 1, 1, 1, 1]), 1, 'valid'),
  DepthwiseConv2dNative: (x) => tf.depthwiseConv2d(image(x), tf.ones([2, 1, 2, 1]), 1, 'valid'),
  Dilation2D: (x) => tf.dilation2d(image(x), tf.ones([2, 1, 2]), 1, 'valid'),
  LRN: (x) => tf.localResponseNormalization(image(x)),
  MaxPool: (x) => tf.maxPool(image(x), 2, 1, 'valid'),
  MaxPool3D: (x) => tf.maxPool3d(x.as5D(1, 3, 2, 2, 1), 2, 1, 'valid'),
  Prod: (x) => tf.prod(matrix(x), 1),
  ResizeBilinear: (x) => tf.image.resizeBilinear(x.as4D(1, 2, 2, 3), [4, 4]),
  ResizeNearestNeighbor: (x) => tf.image.resizeNearestNeighbor(image(x), [6, 4]),
  'our GELU': (x) => gelu(x),
  'our layer norm': (x) => layerNorm(matrix(x), other(), other()),
};

const weighted = (f: Operation) => (x: tf.Tensor) => {
  const y = f(x);
  const c = tf.linspace(0.5, 1.5, y.size).reshape(y.shape);
  return tf.sum(tf.mul(c, tf.square(y))).asScalar();
};

const direction = () => tf.cos(tf.mul(tf.range(0, 12), 1.3));

/** v·∇S and its gradient, the second derivative contracted with v. */
function contracted(f: Operation, x: tf.Tensor): [first: tf.Tensor, second: tf.Tensor] {
  const along = (point: tf.Tensor) => tf.sum(tf.mul(tf.grad(weighted(f))(point), direction()));
  return [tf.grad(weighted(f))(x), tf.grad(along)(x)];
}

async function expectDerivatives(f: Operation, values: number[]): Promise<void> {
  const step = 1 / 128;
  const x = tf.tensor1d(values);
  const shift = tf.mul(direction(), step);
  const [ahead, behind] = [tf.add(x, shift), tf.sub(x, shift)];
  const [first, second] = contracted(f, x);
  const slope = tf.div(tf.sub(tf.grad(weighted(f))(ahead), tf.grad(weighted(f))(behind)), 2 * step);
  const rise = tf.div(tf.sub(weighted(f)(ahead), weighted(f)(behind)), 2 * step);
  const along = tf.sum(tf.mul(first, direction()));
  expectClose(await along.data(), await rise.data(), 5e-3, 1);
  expectClose(await second.data(), await slope.data(), 5e-3, 1);
}

describeOnBackends('second derivatives', () => {
  it.each(Object.entries(table))('of %s', async (_, [f, values]) => {
    await expectDerivatives(f, values ?? anywhere);
  });

  it.each(Object.entries(once))('of %s are refused', (_, f) => {
    const x = tf.tensor1d(anywhere);
    expect(() => tf.grad(weighted(f))(x)).not.toThrow();
    expect(() => contracted(f, x)).toThrow(AnnealError);
  });

  it('are known for every kernel with a gradient', () => {
    // No operation here is complex; EluGrad is differentiated with Elu.
    const apart = ['ComplexAbs', 'EluGrad'];
    const known = new Set([...Object.keys(table), ...constant, ...Object.keys(once), ...apart]);
    const kernels = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
    const differentiable = kernels.filter((name) => tf.getGradient(name) && !name.startsWith('Anneal'));
    expect(differentiable.filter((name) => !known.has(name))).toEqual([]);
  });
});
