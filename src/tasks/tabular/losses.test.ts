/** What the golden file does not hold: kinks, saturated gates, class weights, sums over samples. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../engine/golden/compare';
import { weightedTotals } from '../../engine/kernels/reduce/weightedTotals';
import { crossEntropy, huber, mae, meanLoss, mse, smoothL1 } from '../../engine/losses/plain';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { extractFinalPredictions, gatedMse } from './gatedMse';

/** Values, and the gradient of their sum. */
async function evaluated(input: tf.Tensor, loss: (p: tf.Tensor) => tf.Tensor) {
  const values = tf.tidy(() => loss(input));
  const gradient = tf.grad((p) => tf.sum(loss(p)))(input);
  const result = { values: await values.data(), gradient: await gradient.data() };
  tf.dispose([values, gradient]);
  return result;
}

describeOnBackends('losses', () => {
  const zero = () => tf.zeros([7]);
  const errors = () => tf.tensor1d([-5, -2, -0.5, 0, 1, 2, 7]);

  it("are PyTorch's at their kinks, where prediction and target are equal, and far out", async () => {
    const absolute = await evaluated(errors(), (p) => mae(p, zero()));
    expectClose(absolute.values, [5, 2, 0.5, 0, 1, 2, 7], 1e-6);
    expectClose(absolute.gradient, [-1, -1, -1, 0, 1, 1, 1], 1e-6);
    const wide = await evaluated(errors(), (p) => huber(p, zero(), 2));
    expectClose(wide.values, [8, 2, 0.125, 0, 0.5, 2, 12], 1e-6);
    expectClose(wide.gradient, [-2, -2, -0.5, 0, 1, 2, 2], 1e-6);
    const smooth = await evaluated(errors(), (p) => smoothL1(p, zero(), 2));
    expectClose(smooth.values, [4, 1, 0.0625, 0, 0.25, 1, 6], 1e-6);
    expectClose(smooth.gradient, [-1, -1, -0.25, 0, 0.5, 1, 1], 1e-6);
    const sharp = await evaluated(errors(), (p) => smoothL1(p, zero(), 0));
    expectClose(sharp.values, [5, 2, 0.5, 0, 1, 2, 7], 1e-6);
  });

  it('give the gated head its losses and predictions', async () => {
    // For y = 0.5.
    const raw = tf.tensor3d([[[0.2, -0.5, 0.7]], [[3, -1, 2]], [[-3, -1, 2]]]);
    const target = tf.fill([3, 1], 0.5);
    const { values, gradient } = await evaluated(raw, (p) => gatedMse(p, target));
    expectClose(values, [0.424, 2.25, 2.25], 1e-6);
    // The gate moves only inside [−1, 1]; there it follows half the difference of the squares.
    expectClose(gradient, [(0.04 - 1) / 2, 2 * 0.4 * -1, 2 * 0.6 * 0.2, 0, 0, 3, 0, -3, 0], 1e-5);
    const predicted = tf.tidy(() => extractFinalPredictions(raw));
    expect(predicted.shape).toEqual([3, 1]);
    expectClose(await predicted.data(), [0.22, 2, -1], 1e-6);
  });

  it('weigh classes as PyTorch does, with and without smoothing, and with logits far apart', async () => {
    const logits = tf.tensor2d([
      [1.2, -0.3, 0.5],
      [0, 2, -1],
      [0.3, 0.3, 0.3],
      [-4, 5, 30],
    ]);
    const labels = tf.tensor1d([2, 1, 0, 1], 'int32');
    const classWeights = tf.tensor1d([0.5, 2, 1.25]);
    const expected = [
      {
        labelSmoothing: 0,
        values: [1.5526985614983708, 0.33969203911257134, 0.5493061443340549, 50.00000000002778],
        mean: 9.120295086082221,
        gradient: [
          0.12641120517099164, 0.02820615245435939, -0.154617357625351, 0.0397200693511633,
          -0.05433226626736019, 0.014612196916196887, -0.057971014492753624, 0.02898550724637681,
          0.02898550724637681, 0, -0.34782608695169115, 0.3478260869516906,
        ],
      },
      {
        labelSmoothing: 0.1,
        values: [1.5943652281650373, 0.48528692097918324, 0.6317020659841631, 47.23333333336007],
        mean: 8.686032617128426,
        gradient: [
          0.12351265444635397, 0.016611949555808667, -0.14012460400216262, 0.03533201602585699,
          -0.04214987874610232, 0.006817862720245301, -0.04782608695652175, 0.021739130434782608,
          0.02608695652173913, -0.0028985507246371074, -0.3246376811547709, 0.327536231879408,
        ],
      },
    ];
    for (const { labelSmoothing, values, mean, gradient } of expected) {
      const loss = (p: tf.Tensor) => crossEntropy(p.as2D(4, 3), labels, { labelSmoothing, classWeights });
      expectClose((await evaluated(logits, (p) => loss(p).values)).values, values, 1e-5);
      const { value, grad } = tf.valueAndGrad((p) => {
        const { values, scores } = loss(p);
        return weightedTotals(values, scores).loss;
      })(logits);
      expectClose(await value.data(), [mean], 1e-5);
      expectClose(await grad.data(), gradient, 1e-5);
    }
  });

  it('average all elements', async () => {
    const prediction = tf.tensor2d([
      [1, 2],
      [3, 5],
      [0, 0],
    ]);
    const values = tf.tidy(() => mse(prediction, tf.zerosLike(prediction)));
    expectClose(await meanLoss(values).data(), [39 / 6], 1e-6);
  });
});
