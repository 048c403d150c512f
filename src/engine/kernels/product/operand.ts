/** What a matrix product C = A·B is, for the files that write its WGSL. */

export type Lanes = 1 | 4;

/** Multiplications up to which one workgroup computes all of it: a recorded step can then join it to its neighbours. */
export const LIGHT = 16_384;

export interface Operand {
  /** The axis along which neighbours lie in memory: K, or the operand's other one (rows of A, columns of B). */
  contiguous: 'k' | 'other';
  /** The value at `index`, or with four lanes the vec4f at `index` of arrays of vec4f. */
  load(index: string, lanes: Lanes): string;
}

export interface Product {
  m: number;
  n: number;
  k: number;
  a: Operand;
  b: Operand;
  /** Adds `bias[column]`, an array of single values. */
  bias?: boolean;
  /**
   * What is stored for four sums of a row, as WGSL of a vec4f; the sums when not given. `at` is their place in C, counted
   * in fours where N is divisible by four, else that of the first; those beyond the last column are not stored.
   */
  finish?(values: string, at: string): string;
  /** The array that takes C; `result` when not given. */
  output?: string;
  /** The array that takes the sums of B's columns, Σ_k B[k, column]; for operands that both lie along their other axis. */
  columnSums?: string;
  /** False: the operands are arrays of single values in any case. */
  vectors?: boolean;
}

/**
 * WGSL of operand values: of the thread's row of A or column of B with this number, at `k`. With four lanes a vec4f that begins
 * there and goes on along the axis that is contiguous in memory.
 */
export type Read = (operand: 'a' | 'b', number: number, k: string) => string;
