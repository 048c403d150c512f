/**
 * From the scores of samples to the sums of a batch and its loss, the weighted mean L = Σ l / Σ w, in one dispatch. The
 * loss is a function of the samples' values l: ∂L/∂l = 1 / Σ w for each.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';

const TOTALS = 'AnnealWeightedTotals';
const GRADIENT = 'AnnealWeightedTotalsGradient';

/** Columns of the scores that hold l and w. */
const LOSS = 1;
const WEIGHT = 2;

registerHostOutputs(
  TOTALS,
  ['values', 'scores'],
  ([, scores = []]) => [[], [scores[1] ?? 0]],
  ([loss, sums], [, scores]) => {
    // In float64: one batch may be the whole of a split.
    const totals = new Float64Array(sums!.length);
    for (let i = 0; i < scores!.length; i++) totals[i % totals.length]! += scores![i]!;
    sums!.set(totals);
    loss![0] = totals[LOSS]! / totals[WEIGHT]!;
  },
);

registerHostKernel(
  GRADIENT,
  ['values', 'sums', 'dy'],
  ([values = []]) => values,
  (out, [, sums, dy]) => {
    out.fill(dy![0]! / sums![WEIGHT]!);
  },
);

/** Up to so many rows a thread adds up a column alone; of more rows, all threads of a workgroup add a share first. */
const FEW = 256;
const SHARES = 64;

registerGpuKernel(TOTALS, ['values', 'scores'], ([, scores = []]) => {
  const [rows = 0, columns = 0] = scores;
  const shared = rows > FEW;
  const sum = (column: string, from: string, by: number) =>
    `for (var row = ${from}; row < ${rows}; row += ${by}) { sum += scores[row * ${columns} + ${column}]; }`;
  const total = (column: string) =>
    `var sum = 0.0; ${
      shared
        ? `for (var i = 0; i < ${SHARES}; i++) { sum += parts[${column} * ${SHARES} + i]; }`
        : sum(column, '0', 1)
    }`;
  return {
    outputShape: [],
    key: `${rows}_${columns}`,
    fixedShapes: true,
    workgroups: 1,
    moreOutputs: [{ name: 'sums', shape: [columns], components: 1 }],
    declarations: shared ? `var<workgroup> parts: array<f32, ${columns * SHARES}>;` : '',
    body: `
  ${
    shared
      ? `for (var column = 0; column < ${columns}; column++) {
    var sum = 0.0;
    ${sum('column', 'index', SHARES)}
    parts[column * ${SHARES} + index] = sum;
  }
  workgroupBarrier();`
      : ''
  }
  if (index < ${columns}) { ${total('index')} sums[index] = sum; }
  // Added up again, since the threads do not see each other's sums.
  if (index == ${columns}) {
    ${total(String(LOSS))}
    let loss = sum;
    { ${total(String(WEIGHT))} result[0] = loss / sum; }
  }`,
  };
});

registerGpuKernel(GRADIENT, ['values', 'sums', 'dy'], ([values = []]) => ({
  outputShape: values,
  key: '',
  body: `if (index < uniforms.size) { result[index] = dy[0] / sums[${WEIGHT}]; }`,
}));

tf.registerGradient({
  kernelName: TOTALS,
  inputsToSave: ['values'],
  outputsToSave: [false, true],
  gradFunc: (dys, [values, sums]) => ({
    values: () =>
      tf.engine().runKernel(GRADIENT, {
        values: values!,
        sums: sums!,
        dy: (dys as tf.Tensor[])[0]!,
      }) as tf.Tensor,
  }),
});

/**
 * @param values float32 [samples]: the loss of each, its weight included.
 * @param scores float32 [samples, columns]; column 1 is the values again, column 2 the weights.
 * @returns the weighted mean of the values, and the sums of the columns, which have no gradient.
 */
export function weightedTotals(
  values: tf.Tensor1D,
  scores: tf.Tensor2D,
): { loss: tf.Scalar; sums: tf.Tensor1D } {
  const [loss, sums] = tf.engine().runKernel(TOTALS, { values, scores }) as tf.Tensor[];
  return { loss: loss as tf.Scalar, sums: sums as tf.Tensor1D };
}
