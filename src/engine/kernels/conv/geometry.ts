/**
 * The shapes of a convolution over any number of spatial axes, channels last: input [batch, ...input, inChannels],
 * kernel [...kernel, inChannels, outChannels], output [batch, ...output, outChannels]. Output position o and kernel
 * position k meet at input position o·stride + k·dilation − padding; beyond the edges the input counts as zeros.
 */
import { AnnealError } from '../../../protocol/errors';

/** One number an axis in every list. A type, not an interface: TensorFlow.js takes it as kernel attributes. */
export type ConvGeometry = {
  batch: number;
  input: number[];
  kernel: number[];
  output: number[];
  stride: number[];
  dilation: number[];
  /** Zeros before the first value. */
  padding: number[];
  inChannels: number;
  outChannels: number;
};

/** Zeros on both sides of every axis; `same`: as many as give ⌈input / stride⌉ outputs (TensorFlow's); `valid`: none. */
export type Padding = number | 'same' | 'valid';

export interface ConvOptions {
  stride?: number | number[];
  /** Of every axis, or one an axis. */
  padding?: Padding | readonly Padding[];
  dilation?: number | number[];
}

/**
 * @param inputShape [batch, ...spatial, inChannels]
 * @param kernelShape [...spatial, inChannels, outChannels]
 * @throws config-invalid when the channels differ or the kernel does not fit into the padded input.
 */
export function convGeometry(
  inputShape: readonly number[],
  kernelShape: readonly number[],
  { stride = 1, padding = 0, dilation = 1 }: ConvOptions,
): ConvGeometry {
  const axes = inputShape.length - 2;
  const input = inputShape.slice(1, -1);
  const kernel = kernelShape.slice(0, -2);
  const [inChannels = 0, outChannels = 0] = kernelShape.slice(-2);
  if (kernel.length !== axes || inputShape.at(-1) !== inChannels) {
    throw mismatch(inputShape, kernelShape, 'Give a kernel [...spatial, inChannels, outChannels] to match.');
  }
  const strides = perAxis(stride, axes);
  const dilations = perAxis(dilation, axes);
  const extents = kernel.map((length, axis) => (length - 1) * dilations[axis]! + 1);
  const total = (axis: number) => {
    const zeros = typeof padding === 'object' ? padding[axis]! : padding;
    if (typeof zeros === 'number') return 2 * zeros;
    if (zeros === 'valid') return 0;
    const outputs = Math.ceil(input[axis]! / strides[axis]!);
    return Math.max(0, (outputs - 1) * strides[axis]! + extents[axis]! - input[axis]!);
  };
  const output = input.map(
    (length, axis) => Math.floor((length + total(axis) - extents[axis]!) / strides[axis]!) + 1,
  );
  if (output.some((length) => length < 1)) {
    throw mismatch(inputShape, kernelShape, 'The kernel is larger than the padded input: pad more.');
  }
  return {
    batch: inputShape[0]!,
    input,
    kernel,
    output,
    stride: strides,
    dilation: dilations,
    padding: input.map((_, axis) => Math.floor(total(axis) / 2)),
    inChannels,
    outChannels,
  };
}

function mismatch(input: readonly number[], kernel: readonly number[], remedy: string): AnnealError {
  return new AnnealError(
    'config-invalid',
    `A kernel [${kernel.join(', ')}] cannot be applied to an input [${input.join(', ')}].`,
    { received: kernel.join(' × '), remedy },
  );
}

function perAxis(value: number | number[], axes: number): number[] {
  return typeof value === 'number' ? new Array<number>(axes).fill(value) : value;
}

/** The convolution that the transpose is when the stride is 1; null for others. Its kernel is turned around. */
export function turn(g: ConvGeometry): ConvGeometry | null {
  if (g.stride.some((stride) => stride !== 1)) return null;
  return {
    ...g,
    input: g.output,
    output: g.input,
    inChannels: g.outChannels,
    outChannels: g.inChannels,
    padding: g.padding.map((zeros, axis) => g.dilation[axis]! * (g.kernel[axis]! - 1) - zeros),
  };
}

export const inputShape = (g: ConvGeometry) => [g.batch, ...g.input, g.inChannels];
export const outputShape = (g: ConvGeometry) => [g.batch, ...g.output, g.outChannels];
export const kernelShape = (g: ConvGeometry) => [...g.kernel, g.inChannels, g.outChannels];

/** What programs have written into them: all but the lengths of images and the channels. */
export function geometryKey({ kernel, stride, dilation, padding }: ConvGeometry): string {
  return [kernel, stride, dilation, padding].join('_');
}
