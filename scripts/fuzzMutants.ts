/** Damaged copies of a file: flipped bits, cut ends, swapped and repeated pieces, lengths that are too large. */
import { randomStream } from '../src/engine/random';

/** Numbers that lengths and offsets break at. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** The same for the same seed and number. */
export function mutant(bytes: Uint8Array, seed: number, number: number): Uint8Array {
  const { below: draw } = randomStream(seed, 'fuzz', number);
  let changed = Uint8Array.from(bytes);
  for (let changes = 1 + draw(3); changes > 0; changes--) changed = change(changed, draw);
  return changed;
}

/** @param draw a number from 0 to below the limit. */
function change(bytes: Uint8Array<ArrayBuffer>, draw: (limit: number) => number): Uint8Array<ArrayBuffer> {
  const size = bytes.length;
  if (size < 8) return bytes;
  const at = draw(size);
  const length = 1 + draw(Math.min(64, size - at));
  switch (draw(7)) {
    case 0:
      for (let flips = 1 + draw(4); flips > 0; flips--) bytes[draw(size)]! ^= 1 << draw(8);
      return bytes;
    case 1:
      return bytes.slice(0, at);
    case 2: {
      const other = draw(size - length + 1);
      const piece = bytes.slice(at, at + length);
      bytes.copyWithin(at, other, other + length);
      bytes.set(piece.subarray(0, size - other), other);
      return bytes;
    }
    case 3: {
      const value = edges[draw(edges.length)]!;
      const width = [1, 2, 4][draw(3)]!;
      const isBig = draw(2) === 1;
      for (let index = 0; index < width && at + index < size; index++)
        bytes[at + index] = (value >>> (8 * (isBig ? width - 1 - index : index))) & 0xff;
      return bytes;
    }
    case 4:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 5:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    default:
      bytes.fill(draw(256), at, at + length);
      return bytes;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
