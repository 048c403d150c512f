/**
 * What has to be unpacked, as bytes that are read in any order: held in memory up to a limit, beyond it unpacked anew whenever
 * somebody goes back, as readers of text do a few times.
 */
import { AnnealError } from '../../protocol/errors';
import type { ByteSource } from '../byteSource';

export interface HoldOptions {
  /** Held in memory. */
  mostHeld?: number;
  /** Of all that is unpacked: what is larger is refused. */
  mostBytes?: number;
}

const MOST_HELD = 2 ** 29;

/** What nobody waits for: at some 100 MB a second it would be the better part of an hour. */
const MOST_BYTES = 2 ** 38;

/** The beginning is looked at again and again. */
const START_BYTES = 1 << 20;

/**
 * Unpacks once to its end, so that damage is found before anything is used.
 * @param unpack begins anew at each call.
 * @param packedBytes for the error of a bomb.
 * @throws AnnealError `file-too-large`: more than `mostBytes`, or neither text nor small enough to be held; and what `unpack` throws.
 */
export async function hold(
  place: string,
  packedBytes: number,
  unpack: () => AsyncIterable<Uint8Array>,
  { mostHeld = MOST_HELD, mostBytes = MOST_BYTES }: HoldOptions = {},
): Promise<ByteSource> {
  let pieces: Uint8Array<ArrayBuffer>[] | null = [];
  let start = new Uint8Array(0);
  let size = 0;
  for await (const piece of unpack()) {
    size += piece.length;
    if (size > mostBytes) throw tooLarge(place, packedBytes, size);
    if (start.length < START_BYTES) start = joined(start, piece.subarray(0, START_BYTES - start.length));
    pieces?.push(piece.slice());
    if (size <= mostHeld || !pieces) continue;
    // Only text is read from its beginning to its end.
    if (start.includes(0)) throw tooLarge(place, packedBytes, size);
    pieces = null;
  }
  return pieces ? new Blob(pieces) : createSequence(unpack, size, start);
}

function createSequence(
  unpack: () => AsyncIterable<Uint8Array>,
  size: number,
  start: Uint8Array<ArrayBuffer>,
): ByteSource {
  let pieces = unpack()[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  /** Where the piece begins. */
  let position = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function read(from: number, to: number): Promise<ArrayBuffer> {
    if (to <= start.length) return start.slice(from, to).buffer;
    if (from < position) {
      pieces = unpack()[Symbol.asyncIterator]();
      piece = new Uint8Array(0);
      position = 0;
    }
    const bytes = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      if (at >= position + piece.length) {
        position += piece.length;
        const next = await pieces.next();
        if (next.done) throw new AnnealError('file-changed', 'A file changed while it was unpacked.');
        piece = next.value;
        continue;
      }
      const taken = piece.subarray(at - position, to - position);
      bytes.set(taken, at - from);
      at += taken.length;
    }
    return bytes.buffer;
  }

  function part(begin: number, length: number): ByteSource {
    return {
      size: length,
      slice(from = 0, to = length) {
        const at = (place: number) => Math.min(length, Math.max(0, place < 0 ? length + place : place));
        return part(begin + at(from), Math.max(0, at(to) - at(from)));
      },
      arrayBuffer() {
        // One after the other: there is one place where unpacking goes on.
        const found = queue.then(() => read(begin, begin + length));
        queue = found.catch(() => {});
        return found;
      },
    };
  }
  return part(0, size);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function tooLarge(place: string, packedBytes: number, bytes: number): AnnealError {
  const grown = `${Math.floor(bytes / 2 ** 20)} MiB`;
  return new AnnealError(
    'file-too-large',
    `${place} was not unpacked: its ${packedBytes} bytes grow to more than ${grown}.`,
    {
      place,
      received: `${bytes} bytes`,
      remedy: 'If the file is what it should be, unpack it first, and choose what was in it.',
    },
  );
}
