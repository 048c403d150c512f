/** Pieces of WGSL that kernels share: loops over many items, division by a constant, random numbers. */
import { ROTATIONS } from '../../random';

const MAX_WORKGROUPS = 65535;
const THREADS = 64;

/**
 * How a WGSL kernel visits more items than one dispatch has threads: WebGPU allows 65,535 workgroups along an axis,
 * which is 4.2 million threads of ours, fewer than a batch of large images has pixels.
 * @param count items to visit, in total.
 * @returns the workgroups to start, and the head of the loop in which a thread visits its items as `variable`.
 */
export function gridStride(count: number, variable: string): { workgroups: number; loop: string } {
  const workgroups = Math.min(MAX_WORKGROUPS, Math.ceil(count / THREADS));
  const loop = `for (var ${variable} = index; ${variable} < ${count}; ${variable} += ${workgroups * THREADS})`;
  return { workgroups, loop };
}

/**
 * WGSL of the division of a whole number, at least 0, by a constant: a shift where it is a power of two. A software
 * adapter otherwise divides one lane after the other, which takes longer than many multiplications.
 * @param value an i32; parenthesised here.
 */
export function quotient(value: string, by: number): string {
  if (by === 1) return `(${value})`;
  return isPower(by) ? `((${value}) >> ${Math.log2(by)}u)` : `((${value}) / ${by})`;
}

/** @param value an i32; parenthesised here. */
export function remainder(value: string, by: number): string {
  if (by === 1) return '0';
  return isPower(by) ? `((${value}) & ${by - 1})` : `((${value}) % ${by})`;
}

const isPower = (value: number) => Number.isInteger(Math.log2(value));

/** Four rounds, then the key: `key[(group + 1) mod 3]` and `key[(group + 2) mod 3] + group + 1`. */
function rounds(group: number): string {
  const mix = ROTATIONS[group % 2]!.map((r) => `  a += b; b = ((b << ${r}u) | (b >> ${32 - r}u)) ^ a;`);
  return `${mix.join('\n')}\n  a += key${(group + 1) % 3}; b += key${(group + 2) % 3} + ${group + 1}u;`;
}

/** Threefry-2x32-20 in WGSL, bit for bit the generator of `random.ts`; written out, as there. */
export const threefryWgsl = /* wgsl */ `
fn threefry(key: vec2u, counter: vec2u) -> vec2u {
  let key0 = key.x; let key1 = key.y; let key2 = 0x1bd11bdau ^ key.x ^ key.y;
  var a = counter.x + key0; var b = counter.y + key1;
${[0, 1, 2, 3, 4].map(rounds).join('\n')}
  return vec2u(a, b);
}`;
