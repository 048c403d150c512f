/**
 * The only source of randomness: Threefry-2x32 with 20 rounds, a counter-based generator.
 * Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 * A value is a pure function of (seed, stream name, counters), so nothing but counters needs saving and
 * the same function runs in WGSL (`kernels/threefry.wgsl.ts`).
 */

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;

/** One block: 64 bits of key and 64 bits of counter give 64 random bits, as two unsigned 32-bit numbers. */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const keys = [key0, key1, PARITY ^ key0 ^ key1];
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    for (let i = 0; i < 4; i++) {
      const rotation = ROTATIONS[(group % 2) * 4 + i]!;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    }
    x0 = (x0 + keys[(group + 1) % 3]!) | 0;
    x1 = (x1 + keys[(group + 2) % 3]! + group + 1) | 0;
  }
  return [x0 >>> 0, x1 >>> 0];
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
  let counter = 0;
  let spare: number | null = null;

  function bits(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const [first, second] = threefry(seed, id, counter++, index);
    spare = second;
    return first;
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
