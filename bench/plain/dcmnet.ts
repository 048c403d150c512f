/** DCMNet as one writes it in TensorFlow.js: products by constant couplings, and the potential of padded molecules. */
import * as tf from '@tensorflow/tfjs';
import { degreeOf } from '../problems/couplings';
import type { Block, DcmnetProblem } from '../problems/problem';

type Variables = Record<string, tf.Variable>;

const bohrPerAngstrom = 1.88973;
const displacement = 0.175;

export function dcmnet(problem: DcmnetProblem): (variables: Variables) => tf.Scalar {
  const { iterations, features, nDcm, basis, cutoff, lossWeights } = problem;
  const indices = (values: ArrayLike<number>) => tf.tensor1d(Int32Array.from(values), 'int32');
  const upload = ({ values, shape }: Block) => tf.tensor(values, shape);
  const [numbers, senders, receivers, moleculeOf] = [
    ...[indices(problem.flat.numbers), indices(problem.senders)],
    ...[indices(problem.receivers), indices(problem.moleculeOf)],
  ] as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  const positions = upload(problem.flat.positions) as tf.Tensor2D;
  const monopoles = upload(problem.flat.monopoles);
  const [grid, potential] = [upload(problem.grid), upload(problem.potential)];
  const { rows, mask, shares } = padding(problem);
  const degrees = indices(degreeOf);
  const tables = [[2, 0, 2] as const, [2, 2, 2] as const, [2, 2, 1] as const].map((limits) =>
    slotsOf(problem.couplings.values, limits),
  );
  const [fromScalars, full, last] = tables as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const atoms = numbers.size;
  const molecules = problem.counts.length;

  /** Directions and distances of the edges, as harmonics [edges, 9] and radial functions [edges, basis]. */
  function edges() {
    const apart = tf.sub(tf.gather(positions, senders), tf.gather(positions, receivers));
    const r = tf.norm(apart, 2, 1, true);
    const [x, y, z] = tf.unstack(tf.div(apart, r), 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const root = Math.sqrt(3);
    const [xx, yy, zz] = [tf.square(x), tf.square(y), tf.square(z)];
    const angular = tf.stack(
      [
        ...[tf.onesLike(x), x, y, z, tf.mul(tf.sub(xx, yy), root / 2)],
        ...[tf.mul(tf.mul(x, y), root), tf.mul(tf.mul(x, z), root), tf.mul(tf.mul(y, z), root)],
        tf.div(tf.sub(tf.mul(zz, 2), tf.add(xx, yy)), 2),
      ],
      1,
    );
    const t = tf.div(1, tf.add(r, 1));
    const k = tf.range(0, basis);
    const rest = tf.sub(basis - 1, k);
    const polynomials = tf.mul(tf.mul(tf.pow(tf.sub(1, t), k), tf.pow(t, rest)), binomials(basis - 1));
    const square = tf.minimum(tf.square(tf.div(r, cutoff)), 1 - 1e-6);
    const falling = tf.exp(tf.sub(1, tf.div(1, tf.sub(1, square))));
    return { angular, radial: tf.mul(polynomials, falling) as tf.Tensor2D };
  }

  function charges(variables: Variables) {
    const { angular, radial } = edges();
    let x: tf.Tensor3D = tf.gather(variables.embedding!, numbers).expandDims(1);
    for (let t = 0; t < iterations; t++) {
      const name = `iteration${t}`;
      const kernel = variables[`${name}.filter.kernel`]!.reshape([basis, -1]) as tf.Tensor2D;
      const filters = tf.matMul(radial, kernel).reshape([-1, 3, features]);
      const filter = tf.mul(tf.gather(filters, degrees, 1), angular.expandDims(2)) as tf.Tensor3D;
      const table = t === 0 ? fromScalars : full;
      const sent = product(filter, tf.gather(x, senders), variables[`${name}.tensor.kernel`]!, table);
      const before =
        t === 0
          ? tf.pad(x, [
              [0, 0],
              [0, 8],
              [0, 0],
            ])
          : x;
      let y = tf.add(tf.unsortedSegmentSum(sent, receivers, atoms), before) as tf.Tensor3D;
      y = dense(variables, `${name}.dense1`, y);
      y = tf.mul(y, tf.sigmoid(y.slice([0, 0, 0], [-1, 1, -1])));
      x = tf.add(dense(variables, `${name}.dense2`, y), before);
    }
    const [left, right] = tf.split(dense(variables, 'tensorDense.dense', x), 2, 2) as tf.Tensor3D[];
    const out = product(left!, right!, variables['tensorDense.tensor.kernel']!, last);
    const scalars = out.slice([0, 0, 0], [-1, 1, -1]).reshape([-1, nDcm]) as tf.Tensor2D;
    const bias = tf.gather(variables['charges.elementBias']!, numbers).expandDims(1);
    const q = tf.add(tf.matMul(scalars, variables['charges.kernel'] as tf.Variable<tf.Rank.R2>), bias);
    const gate = tf.mul(tf.div(1, tf.maximum(tf.abs(scalars), 1)), displacement);
    const vectors = tf.transpose(out.slice([0, 1, 0], [-1, 3, -1]), [0, 2, 1]);
    return { q, places: tf.add(positions.expandDims(1), tf.mul(vectors, gate.expandDims(2))) };
  }

  return (variables) => {
    const { q, places } = charges(variables);
    const ofAtoms = tf.sum(q, 1);
    const padded = tf
      .mul(tf.gather(q, rows).reshape([molecules, -1, nDcm]), mask)
      .reshape([molecules, 1, -1]);
    const at = tf.gather(places, rows).reshape([molecules, 1, -1, 3]);
    const squares = tf.sum(tf.square(tf.sub(grid.expandDims(2), at)), 3);
    const predicted = tf.div(tf.sum(tf.div(padded, tf.sqrt(tf.maximum(squares, 1e-12))), 2), bohrPerAngstrom);
    const ofPotential = tf.mean(tf.square(tf.sub(predicted, potential)));
    const ofMonopoles = tf.sum(tf.mul(tf.square(tf.sub(ofAtoms, monopoles)), shares));
    const totals = tf.unsortedSegmentSum(ofAtoms, moleculeOf, molecules);
    const parts = [
      tf.mul(ofPotential, lossWeights.potential / 2),
      tf.mul(ofMonopoles, lossWeights.monopoles / 2),
      tf.mean(tf.square(totals)),
    ];
    return tf.addN(parts) as tf.Scalar;
  };
}

function binomials(n: number): tf.Tensor1D {
  const values = [1];
  for (let k = 1; k <= n; k++) values.push((values[k - 1]! * (n - k + 1)) / k);
  return tf.tensor1d(values);
}

/** Rows of the atoms of each molecule, as many for all; 1 where there is one; 1 / (atoms · molecules) of each atom. */
function padding({ counts, padded }: DcmnetProblem) {
  const [molecules = 0, most = 0] = padded.positions.shape;
  const rows = new Int32Array(molecules * most);
  const mask = new Float32Array(molecules * most);
  const shares: number[] = [];
  counts.forEach((count, molecule) => {
    for (let i = 0; i < count; i++) {
      rows[molecule * most + i] = shares.length;
      mask[molecule * most + i] = 1;
      shares.push(1 / (count * molecules));
    }
  });
  return {
    rows: tf.tensor1d(rows, 'int32'),
    mask: tf.tensor3d(mask, [molecules, most, 1]),
    shares: tf.tensor1d(shares),
  };
}

/**
 * Which entry of a kernel [first + 1, second + 1, last + 1] stands, and how strongly, for components that make another:
 * [(first + 1)²·(second + 1)²·(last + 1)², entries].
 */
function slotsOf(couplings: Float32Array, [first, second, last]: readonly [number, number, number]) {
  const size = degreeOf.length;
  const rows: number[][] = [];
  for (let i = 0; i < (first + 1) ** 2; i++) {
    for (let j = 0; j < (second + 1) ** 2; j++) {
      for (let k = 0; k < (last + 1) ** 2; k++) {
        const row = new Array<number>((first + 1) * (second + 1) * (last + 1)).fill(0);
        const slot = (degreeOf[i]! * (second + 1) + degreeOf[j]!) * (last + 1) + degreeOf[k]!;
        row[slot] = couplings[(i * size + j) * size + k]!;
        rows.push(row);
      }
    }
  }
  return tf.tensor2d(rows);
}

/** Feature by feature, a product of matrices: pairs of components, by the kernel spread over its couplings. */
function product(x: tf.Tensor3D, y: tf.Tensor3D, kernel: tf.Tensor, table: tf.Tensor2D): tf.Tensor3D {
  const [rows, own, features] = x.shape;
  const pairs = tf.mul(x.expandDims(2), y.expandDims(1)).reshape([rows, own * y.shape[1], features]);
  const spread = tf.matMul(table, kernel.reshape([table.shape[1], features]) as tf.Tensor2D);
  const weights = spread.reshape([own * y.shape[1], -1, features]);
  const products = tf.matMul(tf.transpose(pairs, [2, 0, 1]), tf.transpose(weights, [2, 0, 1]));
  return tf.transpose(products, [1, 2, 0]) as tf.Tensor3D;
}

function dense(variables: Variables, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const kernel = variables[`${name}.kernel`]!;
  const [, inputs = 0, outputs = 0] = kernel.shape;
  const parts = tf.split(x, [1, 3, 5], 1).map((part, degree) => {
    const weights = kernel.slice([degree, 0, 0], [1, -1, -1]).reshape([inputs, outputs]) as tf.Tensor2D;
    const y = tf.matMul(part.reshape([-1, inputs]) as tf.Tensor2D, weights);
    const biased = degree === 0 ? tf.add(y, variables[`${name}.bias`]!) : y;
    return biased.reshape([-1, part.shape[1]!, outputs]) as tf.Tensor3D;
  });
  return tf.concat(parts, 1);
}
