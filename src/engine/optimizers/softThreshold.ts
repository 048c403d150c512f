/**
 * The proximal step of an L1 penalty, after the optimizer's own: p ← sign(p)·max(|p| − ηλ, 0). It sets small values to
 * exactly zero, which a subgradient in the loss does not. Parikh and Boyd, "Proximal algorithms", 2014, §6.5.2.
 */

/** In place. @param threshold ηλ. */
export function softThreshold(values: Float32Array, threshold: number): void {
  for (let i = 0; i < values.length; i++) {
    const p = values[i]!;
    values[i] = Math.sign(p) * Math.max(Math.abs(p) - threshold, 0);
  }
}

/** The same for the `vec4f` expression `p`. */
export const softThresholdWgsl = (p: string, threshold: string): string =>
  `sign(${p}) * max(abs(${p}) - vec4f(${threshold}), vec4f(0.0))`;
