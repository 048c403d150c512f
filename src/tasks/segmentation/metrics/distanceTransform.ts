/**
 * Exact squared Euclidean distance of every pixel to the nearest marked one, in linear time: distances along columns by
 * two scans, then along rows the lower envelope of the parabolas (x − i)² + f(i) (Felzenszwalb and Huttenlocher 2012,
 * "Distance transforms of sampled functions").
 */

/**
 * @param marked [height · width], not zero where marked; at least one pixel must be.
 * @returns squared distances in pixels, [height · width]; whole numbers, exact.
 */
export function squaredDistances(marked: Uint8Array, height: number, width: number): Float64Array {
  const distances = new Float64Array(height * width);
  squaredColumnDistances(marked, height, width, distances);
  const row = new Float64Array(width);
  const parabolas = new Int32Array(width);
  const borders = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const out = distances.subarray(y * width, (y + 1) * width);
    row.set(out);
    lowerEnvelope(row, parabolas, borders, out);
  }
  return distances;
}

/** Infinite in columns without a mark. */
function squaredColumnDistances(marked: Uint8Array, height: number, width: number, out: Float64Array): void {
  const steps = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      steps[x] = marked[y * width + x] ? 0 : steps[x]! + 1;
      out[y * width + x] = steps[x]!;
    }
  }
  steps.fill(Number.POSITIVE_INFINITY);
  for (let y = height - 1; y >= 0; y--) {
    for (let x = 0; x < width; x++) {
      steps[x] = Math.min(out[y * width + x]!, steps[x]! + 1);
      out[y * width + x] = steps[x]! * steps[x]!;
    }
  }
}

/**
 * out[x] = min over i of (x − i)² + f(i), with at least one f(i) finite.
 * @param parabolas scratch [width]: roots i of the parabolas that form the envelope, from the left.
 * @param borders scratch [width + 1]: where each of them begins to be the lowest.
 */
function lowerEnvelope(
  f: Float64Array,
  parabolas: Int32Array,
  borders: Float64Array,
  out: Float64Array,
): void {
  let last = -1;
  for (let i = 0; i < f.length; i++) {
    if (f[i] === Number.POSITIVE_INFINITY) continue;
    let border = Number.NEGATIVE_INFINITY;
    for (; last >= 0; last--) {
      const j = parabolas[last]!;
      border = (f[i]! + i * i - f[j]! - j * j) / (2 * (i - j));
      if (border > borders[last]!) break;
      border = Number.NEGATIVE_INFINITY;
    }
    last++;
    parabolas[last] = i;
    borders[last] = border;
  }
  borders[last + 1] = Number.POSITIVE_INFINITY;
  let lowest = 0;
  for (let x = 0; x < f.length; x++) {
    while (borders[lowest + 1]! < x) lowest++;
    const i = parabolas[lowest]!;
    out[x] = (x - i) * (x - i) + f[i]!;
  }
}
