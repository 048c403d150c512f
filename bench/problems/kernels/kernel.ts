/** What a family of kernels says about each of its problems. */
import type { KernelProblem } from '../problem';

export interface KernelSpec {
  /** The operation and its sizes; `∂` where the gradients are computed too. */
  title: string;
  /** See `KernelProblem`. */
  flops: number | null;
  /** Made anew at each call, the same every time. */
  inputs(): KernelProblem['inputs'];
}
