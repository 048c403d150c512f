/** The contract of a contender: a library on a backend that turns problems into steps. */
import type { Problem } from '../problems/problem';

export interface Contender {
  /** The device as the library names it. */
  device: string;
  prepare(problem: Problem): Promise<Program>;
}

/** One problem, ready to be stepped. It is released with its worker. */
export interface Program {
  /** Queues one training step: forward, backward, Adam with rate 0.001 and ε 1e-7. Of a kernel: one call. */
  step(): void;
  /** Hands what is queued to the device, without waiting for it. */
  submit(): void;
  /** Resolves when the device is idle. */
  finish(): Promise<void>;
  /** The loss of the last step, before its update; of a kernel the mean magnitude of its output. */
  value(): Promise<number>;
}
