/**
 * Noise of a crop's values: the sum of eight random bytes, in TypeScript and in WGSL with the same bits. It is normal
 * but for a distribution function off by less than 0.004 and tails that end at 4.9 standard deviations; the logarithm and
 * cosine of an exact normal would differ from device to device.
 */
import { streamId, threefry } from '../../random';

const STREAM = streamId('augmentation/noise');
const MEAN = 8 * 127.5;

/** Standard deviation of `noiseAt`. */
export const NOISE_STD = Math.sqrt((8 * (256 ** 2 - 1)) / 12);

/** @param block is overwritten. @param index of the value among all of the batch. @returns mean 0 */
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
