/** A rough falling curve for tests, the same every time. */
export function createRandomCurve(length: number): number[] {
  let state = 12345;
  return Array.from({ length }, (_, index) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.exp(-index / length) + state / 2 ** 33;
  });
}
