/** Pieces of WGSL that the programs of convolutions share. */

export type ConvActivation = 'none' | 'relu';

export const range = (length: number) => Array.from({ length }, (_, i) => i);

/** 4 where vectors of 4 channels fit, else 1. */
export const lanes = (channels: number) => (channels % 4 === 0 ? 4 : 1);

/** WGSL: a length of an input (by its name) or of the output (`out`), known to the program only when it runs. */
export const lengthOf = (tensor: string, axis: number) => `uniforms.${tensor}Shape.${'xyzwuv'[axis]}`;

/**
 * WGSL for `load4` and `store4`, which work on rows of `channels` values, an i32 in scope: the places of the vectors
 * that begin at `channel`, an i32 divisible by 4. `width`, here and there, is `lanes(channels)`.
 */
export function declareVectors(vectors: number[], width: number): string {
  if (width === 1) return '';
  return `let vectors = channels / 4;
  ${vectors.map((j) => `let vector${j} = min(channel / 4 + ${j}, vectors - 1);`).join(' ')}`;
}

/** WGSL: vector `j` of a row, clamped to the row's last values. */
export function load4(array: string, row: string, j: number, width: number): string {
  if (width === 4) return `${array}[(${row}) * vectors + vector${j}]`;
  const value = (i: number) => `${array}[(${row}) * channels + min(channel + ${4 * j + i}, channels - 1)]`;
  return `vec4f(${range(4).map(value)})`;
}

/** WGSL: stores the vec4f `value` as vector `j` of a row, without what lies beyond its end. */
export function store4(row: string, j: number, width: number, value: string): string {
  if (width === 4) {
    return `if (channel + ${4 * j} < channels) { result[(${row}) * vectors + vector${j}] = ${value}; }`;
  }
  return range(4)
    .map((i) => {
      const at = `channel + ${4 * j + i}`;
      return `if (${at} < channels) { result[(${row}) * channels + ${at}] = ${value}[${i}]; }`;
    })
    .join(' ');
}

/** WGSL: `v` of the number from its `y`. Written so that NaN stays NaN. */
export function activated(activation: ConvActivation, j: number): string {
  return activation === 'relu'
    ? `let v${j} = select(y${j}, vec4f(0.0), y${j} < vec4f(0.0));`
    : `let v${j} = y${j};`;
}
