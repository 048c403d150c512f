/**
 * A column of numbers that grows at its end, kept in blocks. A full block is kept in the smallest form that gives back
 * every bit: a rule (counters, constants, fractions of an epoch), float32, or float64.
 */

export interface Column {
  readonly length: number;
  /** Of the numbers, without what describes them. */
  readonly bytes: number;
  push(value: number): void;
  append(values: ArrayLike<number>): void;
  /** NaN outside the column. */
  get(index: number): number;
  /** The numbers [from, to) as a new array. */
  read(from: number, to: number): Float64Array;
  /** Forgets everything from `length` on. */
  truncate(length: number): void;
}

/** Numbers in a block, a power of two. */
const blockBits = 12;
const blockLength = 1 << blockBits;

/**
 * The number at i is base + values[i], or without values (first + i · step) / divisor, in exactly these operations. One
 * shape for all, so that reading a number is quick.
 */
interface Block {
  /** Times of a day as float32 have a base; without one it is −0, which changes nothing that is added to it. */
  values: Float32Array | Float64Array | null;
  base: number;
  first: number;
  step: number;
  divisor: number;
}

export function createColumn(): Column {
  const blocks: Block[] = [];
  /** The unfinished end. It doubles, since most columns of a page are short. */
  let tail = new Float64Array(16);
  let tailLength = 0;

  function append(values: ArrayLike<number>): void {
    for (let done = 0; done < values.length; ) {
      const count = Math.min(values.length - done, blockLength - tailLength);
      makeRoom(tailLength + count);
      if (values instanceof Float64Array) tail.set(values.subarray(done, done + count), tailLength);
      else for (let i = 0; i < count; i++) tail[tailLength + i] = values[done + i]!;
      tailLength += count;
      done += count;
      seal();
    }
  }

  function makeRoom(length: number): void {
    if (length <= tail.length) return;
    const larger = new Float64Array(Math.min(blockLength, Math.max(length, tail.length * 2)));
    larger.set(tail.subarray(0, tailLength));
    tail = larger;
  }

  function seal(): void {
    if (tailLength < blockLength) return;
    blocks.push(packed(tail));
    tailLength = 0;
  }

  return {
    get length() {
      return blocks.length * blockLength + tailLength;
    },
    get bytes() {
      return blocks.reduce((sum, block) => sum + sizeOf(block), tail.byteLength);
    },
    push(value) {
      makeRoom(tailLength + 1);
      tail[tailLength++] = value;
      seal();
    },
    append,
    get(index) {
      const block = blocks[index >>> blockBits];
      const at = index & (blockLength - 1);
      if (block) return numberAt(block, at);
      return index >= blocks.length * blockLength && at < tailLength ? tail[at]! : Number.NaN;
    },
    read(from, to) {
      const values = new Float64Array(Math.max(0, to - from));
      for (let index = from; index < to; ) {
        const number = Math.floor(index / blockLength);
        const start = number * blockLength;
        const end = Math.min(to, start + blockLength);
        const block = blocks[number];
        if (!block) values.set(tail.subarray(index - start, end - start), index - from);
        else if (block.values && Object.is(block.base, -0)) {
          values.set(block.values.subarray(index - start, end - start), index - from);
        } else for (let i = index; i < end; i++) values[i - from] = numberAt(block, i - start);
        index = end;
      }
      return values;
    },
    truncate(length) {
      const kept = Math.floor(Math.max(0, length) / blockLength);
      const rest = Math.max(0, length) % blockLength;
      if (kept > blocks.length || (kept === blocks.length && rest >= tailLength)) return;
      if (kept < blocks.length) {
        tail = unpacked(blocks[kept]!);
        blocks.length = kept;
      }
      tailLength = rest;
    },
  };
}

function numberAt({ values, base, first, step, divisor }: Block, index: number): number {
  return values === null ? (first + index * step) / divisor : base + values[index]!;
}

const sizeOf = ({ values }: Block) => (values?.byteLength ?? 0) + 40;

function packed(values: Float64Array): Block {
  const first = values[0]!;
  const step = values[1]! - first;
  const divisor = Math.round(1 / step);
  // Counters and constants; then fractions such as step / steps of an epoch.
  return (
    ifExact(values, { values: null, base: -0, first, step, divisor: 1 }) ??
    ifExact(values, { values: null, base: -0, first: Math.round(first * divisor), step: 1, divisor }) ??
    ifExact(values, kept(new Float32Array(values), -0)) ??
    ifExact(values, kept(new Float32Array(values.map((value) => value - first)), first)) ??
    kept(values.slice(), -0)
  );
}

const kept = (values: Float32Array | Float64Array, base: number): Block => ({
  ...{ values, base },
  ...{ first: 0, step: 0, divisor: 1 },
});

/** The block where every number is bit for bit what it gives back, else null. */
function ifExact(values: Float64Array, block: Block): Block | null {
  for (let i = 0; i < values.length; i++) if (!Object.is(numberAt(block, i), values[i])) return null;
  return block;
}

function unpacked(block: Block): Float64Array<ArrayBuffer> {
  const values = new Float64Array(blockLength);
  for (let i = 0; i < blockLength; i++) values[i] = numberAt(block, i);
  return values;
}
