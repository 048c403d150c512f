/** How tests compare numbers with a reference: element by element, relative to the size of the reference. */

let largest = 0;

/** @returns the largest error since the last call, as a part of what it is relative to; for reports. */
export function takeLargestError(): number {
  const taken = largest;
  largest = 0;
  return taken;
}

/**
 * Throws when an element differs by more than `tolerance` · max(|expected|, floor).
 * @param floor below this size differences count absolutely; float32 cannot resolve relative errors near zero.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  floor = 1e-2,
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${actual.length} values, expected ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    const scale = Math.max(Math.abs(expected[i]!), floor);
    const allowed = tolerance * scale;
    const error = Math.abs(actual[i]! - expected[i]!);
    largest = Math.max(largest, error / scale);
    // Written so that NaN fails.
    if (!(error <= allowed)) {
      throw new Error(`Element ${i} is ${actual[i]}, expected ${expected[i]} ± ${allowed}`);
    }
  }
}
