/** Arithmetic of crops in TypeScript and in WGSL, with the same bits on every device: noise, cosine and sine. */
import { streamId, threefry } from '../../random';

const STREAM = streamId('augmentation/noise');
const MEAN = 8 * 127.5;

/** Standard deviation of `noiseAt`. */
export const NOISE_STD = Math.sqrt((8 * (256 ** 2 - 1)) / 12);

/**
 * Noise of a crop's values: the sum of eight random bytes, in TypeScript and in WGSL with the same bits. It is normal
 * but for a distribution function off by less than 0.004 and tails that end at 4.9 standard deviations; the logarithm and
 * cosine of an exact normal would differ from device to device.
 * @param block is overwritten. @param index of the value among all of the batch. @returns mean 0
 */
export function noiseAt(block: Uint32Array, seed: number, step: number, index: number): number {
  threefry(block, seed, STREAM, index, step);
  const [a = 0, b = 0] = block;
  const pairs = (a & 0xff00ff) + ((a >>> 8) & 0xff00ff) + (b & 0xff00ff) + ((b >>> 8) & 0xff00ff);
  return (pairs & 0xffff) + (pairs >>> 16) - MEAN;
}

/** `fn noiseAt(index: i32) -> f32`, of the array `random` and `threefry`. */
export const noiseWgsl = /* wgsl */ `
fn noiseAt(index: i32) -> f32 {
  let words = threefry(vec2u(u32(random[0]), ${STREAM}u), vec2u(u32(index), u32(random[1])));
  let halves = (words & vec2u(0xff00ffu)) + ((words >> vec2u(8u)) & vec2u(0xff00ffu));
  let pairs = halves.x + halves.y;
  return f32((pairs & 0xffffu) + (pairs >> 16u)) - ${MEAN}.0;
}`;

/** Angles are counted in so many parts of a full turn. */
export const TURN = 1 << 20;

/** Results are counted in so many parts of one. */
export const ONE = 1 << 14;

const ROUNDS = 18;
/** What the rounds lengthen a vector by, taken out beforehand; in 2⁻²⁸. */
const START = Math.round(0.607252935 * 2 ** 28);
/** arctan 2⁻ⁱ in 2⁻²⁸ turns. */
const ARCTANGENTS = Array.from({ length: ROUNDS }, (_, i) =>
  Math.round((Math.atan(2 ** -i) / (2 * Math.PI)) * 2 ** 28),
);

/**
 * Cosine and sine in whole numbers, by CORDIC (Volder, "The CORDIC trigonometric computing technique", 1959), in
 * TypeScript and in WGSL with the same bits: WGSL leaves the built-in functions an error of 2⁻¹¹, and two devices would
 * then label a pixel differently.
 * @param angle in parts of a `TURN`, at most half a turn either way. @returns cosine and sine, each times `ONE`.
 */
export function cosineAndSine(angle: number): [cosine: number, sine: number] {
  if (angle === 0) return [ONE, 0];
  let z = angle << 8;
  let x = START;
  let y = 0;
  // The rounds reach a little more than a quarter turn: the rest is half a turn, which negates.
  if (z > 1 << 26 || z < -(1 << 26)) {
    z += z > 0 ? -(1 << 27) : 1 << 27;
    x = -START;
  }
  for (let i = 0; i < ROUNDS; i++) {
    const sign = z < 0 ? -1 : 1;
    const [dx, dy] = [x >> i, y >> i];
    x -= sign * dy;
    y += sign * dx;
    z -= sign * ARCTANGENTS[i]!;
  }
  return [(x + 8192) >> 14, (y + 8192) >> 14];
}

/** `fn cosineAndSine(angle: i32) -> vec2i` */
export const cosineAndSineWgsl = /* wgsl */ `
fn cosineAndSine(angle: i32) -> vec2i {
  if (angle == 0) { return vec2i(${ONE}, 0); }
  let arctangents = array<i32, ${ROUNDS}>(${ARCTANGENTS.join(', ')});
  var z = angle << 8u;
  var at = vec2i(${START}, 0);
  if (abs(z) > ${1 << 26}) {
    z += select(${1 << 27}, -${1 << 27}, z > 0);
    at.x = -at.x;
  }
  for (var i = 0u; i < ${ROUNDS}u; i++) {
    let sign = select(1, -1, z < 0);
    let step = at >> vec2u(i);
    at += sign * vec2i(-step.y, step.x);
    z -= sign * arctangents[i];
  }
  return (at + 8192) >> vec2u(14u);
}`;
