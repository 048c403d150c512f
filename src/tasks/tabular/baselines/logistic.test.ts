/** Against scikit-learn 1.2.1's LogisticRegression, multinomial, tol 1e-12, on standardised inputs. */
import { expect, test } from 'vitest';
import { INPUTS, labels, ROWS, standardised } from './baselineRows.fixture';
import { fitBaselines } from './fitBaselines';
import { fitLogistic, logLoss } from './logistic';

const rows = Uint32Array.from({ length: ROWS }, (_, i) => i);
const data = { inputs: Float32Array.from(standardised), labels, rows };

/** Of each class, [classes][inputs]. */
const weightsOf = (kernel: number[]) =>
  [0, 1, 2].map((c) => [0, 1, 2].map((input) => kernel[input * 3 + c]!));

test("has scikit-learn's weights, biases and log loss", () => {
  const found = fitLogistic(data, [INPUTS, 3], 1);
  const expected = [
    [-1.8688413013826168, 1.1582568409635319, -0.2827458587373504],
    [-0.11956630124053677, 0.06326364027374487, 0.33546143938025463],
    [1.9884076026231536, -1.221520481237277, -0.052715580642904485],
  ];
  weightsOf(found.kernel).forEach((weights, c) => {
    weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[c]![i]!, 4);
    });
  });
  // A constant in all biases changes no probability.
  const shift = found.bias[0]! + 0.586512872869441;
  expect(found.bias[1]! - shift).toBeCloseTo(0.9224857908852774, 4);
  expect(found.bias[2]! - shift).toBeCloseTo(-0.3359729180158359, 4);
  expect(logLoss(found, data)).toBeCloseTo(0.3659901131516217, 5);
});

test('converges with a weak penalty, from scratch or from the solution of another', () => {
  const strong = fitLogistic(data, [INPUTS, 3], 1);
  for (const start of [null, strong]) {
    const found = fitLogistic(data, [INPUTS, 3], 0.01, start);
    expect(logLoss(found, data)).toBeCloseTo(0.0628887865167, 5);
  }
});

test('the baselines of classes are their frequencies and a logistic regression of inputs as they come', async () => {
  const scaled = Float32Array.from(standardised, (value) => 100 * value + 5);
  async function* blocks() {
    yield { start: 0, rows: ROWS, inputs: scaled, targets: Float64Array.from(labels) };
  }
  const empty = new Uint32Array(0);
  const { constant, linear, note } = await fitBaselines({
    ...{ inputs: INPUTS, targets: 1, classes: 3, means: [], classCounts: [11, 16, 13], seed: 1 },
    splits: { train: rows, validation: empty, test: empty },
    blocks,
  });
  expect(constant).toEqual([11 / 40, 16 / 40, 13 / 40]);
  expect(note).toBeNull();
  expect(logLoss(linear!, { ...data, inputs: scaled })).toBeLessThan(0.3);
});

test('says why there is none: too wide, or too few rows', async () => {
  const empty = new Uint32Array(0);
  const common = {
    ...{ targets: 1, classes: 0, means: [1], classCounts: [], seed: 1 },
    splits: { train: rows.subarray(0, 2), validation: empty, test: empty },
    blocks: async function* () {},
  };
  expect((await fitBaselines({ ...common, inputs: 2001 })).note).toBe(
    'A linear model of 2001 columns to 1 outputs is too large to be fitted beside.',
  );
  expect(await fitBaselines({ ...common, inputs: 3 })).toEqual({
    constant: [1],
    linear: null,
    note: '2 training rows are too few for a linear model.',
  });
});
