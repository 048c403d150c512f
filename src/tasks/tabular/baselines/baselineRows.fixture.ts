/** 40 rows by arithmetic that scikit-learn repeated for the numbers in the tests: three inputs, a quantity, three classes. */
export const ROWS = 40;
export const INPUTS = 3;

/** The third input is far from zero for its spread. */
export const inputs = Float64Array.from({ length: ROWS * INPUTS }, (_, at) => {
  const [i, j] = [Math.floor(at / INPUTS), at % INPUTS];
  const value = Math.sin(i * (j + 1) * 0.7) + 0.1 * ((i * (j + 3)) % 7);
  return j === 2 ? 1000 + 5 * value : value;
});

export const quantity = Float64Array.from({ length: ROWS }, (_, i) => {
  const [a = 0, b = 0, c = 0] = inputs.subarray(i * INPUTS, (i + 1) * INPUTS);
  return 2 * a - b + 0.01 * c + 0.5 * Math.cos(i * 2.3);
});

/** By how far the quantity is above its median. */
export const labels: Uint32Array = (() => {
  const sorted = quantity.slice().sort();
  const median = (sorted[ROWS / 2 - 1]! + sorted[ROWS / 2]!) / 2;
  return Uint32Array.from(quantity, (value) => (value - median > 1 ? 2 : value - median > -1 ? 1 : 0));
})();

/** Each input with mean 0 and variance 1. */
export const standardised: Float64Array = (() => {
  const column = (j: number) => Array.from({ length: ROWS }, (_, i) => inputs[i * INPUTS + j]!);
  const moments = Array.from({ length: INPUTS }, (_, j) => {
    const mean = column(j).reduce((sum, value) => sum + value, 0) / ROWS;
    return [mean, Math.sqrt(column(j).reduce((sum, value) => sum + (value - mean) ** 2, 0) / ROWS)] as const;
  });
  return inputs.map((value, at) => (value - moments[at % INPUTS]![0]) / moments[at % INPUTS]![1]);
})();
