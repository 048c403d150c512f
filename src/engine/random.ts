/**
 * The only source of randomness: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1,
 * 2, 3", SC 2011). A value is a pure function of (seed, stream name, counters), so nothing but counters needs saving
 * and the same function runs in WGSL (`kernels/program/wgsl.ts`).
 */

export const PARITY = 0x1bd11bda;

/** Bits by which the second word is turned in the rounds of an even and of an odd group. */
export const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/**
 * One block: 64 bits of key and 64 bits of counter give 64 random bits, as two 32-bit words into `out`.
 * Written out, round by round, because dropout draws millions of blocks a second.
 */
export function threefry(
  out: Uint32Array,
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): void {
  const key2 = PARITY ^ key0 ^ key1;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    if (group % 2 === 0) {
      a = (a + b) | 0;
      b = ((b << 13) | (b >>> 19)) ^ a;
      a = (a + b) | 0;
      b = ((b << 15) | (b >>> 17)) ^ a;
      a = (a + b) | 0;
      b = ((b << 26) | (b >>> 6)) ^ a;
      a = (a + b) | 0;
      b = ((b << 6) | (b >>> 26)) ^ a;
    } else {
      a = (a + b) | 0;
      b = ((b << 17) | (b >>> 15)) ^ a;
      a = (a + b) | 0;
      b = ((b << 29) | (b >>> 3)) ^ a;
      a = (a + b) | 0;
      b = ((b << 16) | (b >>> 16)) ^ a;
      a = (a + b) | 0;
      b = ((b << 24) | (b >>> 8)) ^ a;
    }
    const injected = group % 3;
    a = (a + (injected === 0 ? key1 : injected === 1 ? key2 : key0)) | 0;
    b = (b + (injected === 0 ? key2 : injected === 1 ? key0 : key1) + group + 1) | 0;
  }
  out[0] = a;
  out[1] = b;
}

/** FNV-1a of the name: 32 bits that separate streams. */
export function streamId(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export interface RandomStream {
  /** 32 random bits. */
  bits(): number;
  /** In [0, 1), 24 bits. */
  uniform(): number;
  /** Standard normal, by Box and Muller. */
  normal(): number;
  /** Integer in [0, bound), without modulo bias. */
  below(bound: number): number;
  /** Fisher–Yates, in place. */
  shuffle<T extends Uint32Array | unknown[]>(items: T): T;
}

/** The stream of (seed, name, index): `randomStream(seed, 'order', epoch)`. */
export function randomStream(seed: number, name: string, index = 0): RandomStream {
  const id = streamId(name);
  const block = new Uint32Array(2);
  let drawn = 0;

  function bits(): number {
    const word = drawn % 2;
    if (word === 0) threefry(block, seed, id, drawn / 2, index);
    drawn++;
    return block[word]!;
  }
  const uniform = () => (bits() >>> 8) / 0x1000000;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  function below(bound: number): number {
    const limit = Math.floor(0x100000000 / bound) * bound;
    for (;;) {
      const value = bits();
      if (value < limit) return value % bound;
    }
  }

  function shuffle<T extends Uint32Array | unknown[]>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = below(i + 1);
      const item = items[i]!;
      items[i] = items[j]!;
      items[j] = item;
    }
    return items;
  }
  return { bits, uniform, normal, below, shuffle };
}
