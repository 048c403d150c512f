/**
 * Corrections of TensorFlow.js' gradient tape (tfjs-core 4.22, `engine.ts`), without which second derivatives are
 * wrong and nobody says so.
 */
import * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../protocol/errors';

interface TapeNode {
  kernelName: string;
  inputs: Record<string, tf.Tensor | null | undefined>;
  outputs: tf.Tensor[];
  /** Copies of inputs and outputs, for the gradient. */
  saved: tf.Tensor[];
  gradient?: (dys: tf.Tensor[]) => Record<string, () => tf.Tensor>;
}

interface Tape {
  state: { activeTape?: TapeNode[] };
  addTapeNode(...node: unknown[]): void;
}

const tape = tf.engine() as unknown as Tape;

let wanted: readonly string[] = [];

/**
 * The inputs whose gradients are wanted, for the gradient function of an operation while it is called. TensorFlow.js asks
 * for them later, one at a time; an operation that computes several at once has to know before.
 */
export const wantedGradients = (): readonly string[] => wanted;

/** What operations are being put on, or were last: another object for each gradient that is computed. */
export const currentTape = (): object | undefined => tape.state.activeTape;

/** Once a process: the engine is global. */
function correctTape(): void {
  const add = tape.addTapeNode.bind(tape);
  tape.addTapeNode = (...parts) => {
    add(...parts);
    const nodes = tape.state.activeTape;
    const node = nodes?.at(-1);
    if (!nodes || !node) return;
    const gradient = node.gradient ?? (() => refuse(node.kernelName));
    // Called as a method of a copy of the node, whose inputs are those on the way to what is differentiated by.
    node.gradient = function (this: TapeNode, dys) {
      wanted = Object.keys(this.inputs);
      return gradient(dys);
    };
    putBeforeItsCopies(nodes, node);
  };
}

/**
 * Moves the last node before those that read its outputs; they are among the copies that it has just saved.
 * An operation whose gradient uses its own output (exp, sigmoid, tanh, softmax, logSoftmax, max, pow, …) saves a copy
 * of it, and that copy is put on the tape *before* the operation. The search from x to y reads the tape once, forwards:
 * it meets the copy before it knows that the output depends on x, and drops that path. Here the operation is put first.
 */
function putBeforeItsCopies(nodes: TapeNode[], node: TapeNode): void {
  const outputs = new Set(node.outputs.map(({ id }) => id));
  const reads = ({ inputs }: TapeNode) =>
    Object.values(inputs).some((input) => input && outputs.has(input.id));
  const last = nodes.length - 1;
  for (let at = Math.max(0, last - node.saved.length); at < last; at++) {
    if (reads(nodes[at]!)) {
      nodes.pop();
      nodes.splice(at, 0, node);
      return;
    }
  }
}

/**
 * An operation without a gradient raises an Error that names the kernel only; here it is an AnnealError with a remedy.
 * Kernels made for a gradient (the gradient of GELU, of max pooling, …) have none: they differentiate once.
 */
function refuse(kernelName: string): never {
  throw new AnnealError('internal', `The operation ${kernelName} has no derivative here.`, {
    received: kernelName,
    remedy: /Grad|Backprop/.test(kernelName)
      ? 'It belongs to the gradient of a fused operation, which can be differentiated once only: for a second derivative (training on forces, gradient penalties) build that part from elementary operations.'
      : 'Use an operation that has a gradient, or keep this one out of the path from the parameters to the loss.',
  });
}

/**
 * A tensor without a way back: what is computed from it has no gradient with respect to what it was computed from.
 * @returns another tensor over the same data, for the price of no operation. The caller disposes it, and `tensor`.
 */
export function detached<T extends tf.Tensor>({ dataId, shape, dtype }: T): T {
  tf.backend().incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as T;
}

correctTape();
