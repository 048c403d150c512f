/** From probabilities of an image to the class of each of its pixels. */

/** Values a pixel of a model's answer: one for two classes (of the foreground), else one a class. */
export function outputsOf(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/**
 * @param probability [pixels] of the foreground for two classes, else [pixels · classes].
 * @param threshold a pixel is foreground where its probability is at least this; several classes need none, since the
 *   first of the most probable is taken.
 * @returns the class index of each pixel, 0 = background.
 */
export function predictedClasses(probability: Float32Array, classes: number, threshold: number): Uint8Array {
  const outputs = outputsOf(classes);
  const mask = new Uint8Array(probability.length / outputs);
  if (outputs === 1) {
    for (let pixel = 0; pixel < mask.length; pixel++) mask[pixel] = probability[pixel]! >= threshold ? 1 : 0;
    return mask;
  }
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const start = pixel * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if (probability[start + c]! > probability[start + best]!) best = c;
    mask[pixel] = best;
  }
  return mask;
}
