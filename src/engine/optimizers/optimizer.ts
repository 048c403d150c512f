/**
 * The contract of an optimizer: one update rule, written twice side by side — as plain arithmetic for WASM and CPU, and
 * as WGSL for the arena kernel — over the same scalars. Gradients arrive averaged over micro-batches and clipped.
 */

export interface Optimizer {
  /** Names of the arenas that it keeps beside the parameters, at most three. */
  slots: readonly string[];
  /** What each slot starts with. */
  initial: readonly number[];
  /**
   * Scalars of one step, at most eight, computed in float64.
   * @param step 1 for the first update.
   */
  scalars(step: number): number[];
  /**
   * Updates one parameter in place.
   * @param rate learning rate, the group's factor included; `decay` weight decay of the group; `k` the scalars.
   */
  update(
    value: Float32Array,
    gradient: Float32Array,
    slots: readonly Float32Array[],
    rate: number,
    decay: number,
    k: readonly number[],
  ): void;
  /**
   * The same in WGSL: statements over `p` (parameter), `g` (gradient), `s0..s2` (slots), all `vec4f`, the numbers
   * `rate` and `decay`, and the scalars `k0..k7`. They assign `p` and the slots.
   */
  wgsl: string;
  /**
   * The rate of each element that a proximal step goes by, after the update; the learning rate where absent. Its WGSL is
   * an expression over what `wgsl` has.
   */
  proximalRate?: {
    at(slots: readonly Float32Array[], i: number, rate: number, k: readonly number[]): number;
    wgsl: string;
  };
}
