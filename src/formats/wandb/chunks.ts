/**
 * The log in a `.wandb` file: LevelDB's format in blocks of 32 KiB, with a header of W&B in front of the first. Format:
 * https://github.com/google/leveldb/blob/main/doc/log_format.md, with CRC-32 in place of the masked CRC-32C.
 */
import { AnnealError } from '../../protocol/errors';
import { crc32 } from '../crc32';
import { joinBytes } from '../joinBytes';
import { type NamedBlob, type ReadWatch, throwIfAborted } from '../openedFile';

const BLOCK = 1 << 15;
/** Checksum, length, type. */
const HEAD = 7;
const FULL = 1;
const FIRST = 2;
const MIDDLE = 3;
const LAST = 4;
/** A longer record holds files or pictures; it is passed over. */
const MAX_RECORD = 1 << 26;
/** Read at once: whole blocks. */
const WINDOW = 128 * BLOCK;

/** ":W&B", 0xBEE1 little-endian, version 0. It counts as the first bytes of the first block. */
export const wandbHeader = Uint8Array.of(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0);

export function isWandbFile(start: Uint8Array): boolean {
  return start.length >= HEAD && wandbHeader.every((byte, i) => start[i] === byte);
}

/**
 * A record as it is appended to a file.
 * @param position how many bytes the file has.
 */
export function wandbChunks(record: Uint8Array, position: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let at = position;
  let taken = 0;
  do {
    let room = BLOCK - (at % BLOCK);
    if (room < HEAD) {
      parts.push(new Uint8Array(room));
      at += room;
      room = BLOCK;
    }
    const length = Math.min(room - HEAD, record.length - taken);
    const isLast = taken + length === record.length;
    const chunk = new Uint8Array(HEAD + length);
    chunk[6] = taken === 0 ? (isLast ? FULL : FIRST) : isLast ? LAST : MIDDLE;
    chunk.set(record.subarray(taken, taken + length), HEAD);
    const view = new DataView(chunk.buffer);
    view.setUint32(0, crc32(chunk.subarray(6)), true);
    view.setUint16(4, length, true);
    parts.push(chunk);
    at += chunk.length;
    taken += length;
  } while (taken < record.length);
  return joinBytes(parts);
}

/**
 * The records of a file, and where each begins and ends in it. What follows a torn end or a damaged block is told, not thrown.
 * @throws AnnealError `file-format` where it does not begin as such a file, `cancelled`.
 */
export async function* wandbRecords(
  { name, blob }: NamedBlob,
  say: (problem: string) => void,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<{ record: Uint8Array; start: number; end: number }, void, void> {
  const { size } = blob;
  let parts: Uint8Array[] = [];
  let held = 0;
  let begun = 0;
  let damaged = 0;
  let torn = false;
  for (let windowStart = 0; windowStart < size; windowStart += WINDOW) {
    throwIfAborted(signal, name);
    const windowEnd = Math.min(size, windowStart + WINDOW);
    const window = new Uint8Array(await blob.slice(windowStart, windowEnd).arrayBuffer());
    if (windowStart === 0 && !isWandbFile(window)) throw noWandbFile(name);
    for (let at = windowStart === 0 ? HEAD : 0; at < window.length; ) {
      const room = BLOCK - (at % BLOCK);
      if (room < HEAD) {
        at += room;
        continue;
      }
      torn = window.length - at < HEAD;
      if (torn) break;
      const view = new DataView(window.buffer, at, HEAD);
      const [sum, length, type] = [view.getUint32(0, true), view.getUint16(4, true), view.getUint8(6)];
      const end = at + HEAD + length;
      // Cut off by the end of the file: what it would have held is told below.
      torn = end > window.length && windowEnd === size;
      if (torn) break;
      const isGood = HEAD + length <= room && crc32(window.subarray(at + 6, end)) === sum;
      if (!isGood || type < FULL || type > LAST) {
        // Where a chunk ends is not to be trusted; the next block begins anew, and with it the next record.
        damaged++;
        parts = [];
        held = 0;
        at += room;
        continue;
      }
      if (type === FULL || type === FIRST) {
        parts = [];
        held = 0;
        begun = windowStart + at;
      }
      const continues = type === FULL || type === FIRST || parts.length > 0;
      if (continues && held + length <= MAX_RECORD) {
        parts.push(window.subarray(at + HEAD, end));
        held += length;
      } else {
        if (parts.length > 0) damaged++;
        parts = [];
      }
      at = end;
      if (parts.length > 0 && (type === FULL || type === LAST)) {
        const record = parts.length === 1 ? parts[0]! : joinBytes(parts);
        parts = [];
        held = 0;
        yield { record, start: begun, end: windowStart + at };
      }
    }
    onProgress?.(windowEnd, size);
  }
  if (torn || parts.length > 0) {
    say(`${name} ends in a torn record, as a crash leaves it: what stands before it was read.`);
  }
  if (damaged > 0) {
    say(
      `${name} is damaged in ${damaged} ${damaged === 1 ? 'place' : 'places'}: the records there were left out.`,
    );
  }
}

function noWandbFile(name: string): AnnealError {
  return new AnnealError('file-format', `${name} is no .wandb file.`, {
    place: name,
    remedy: 'Choose the file run-….wandb out of a folder offline-run-… or run-….',
  });
}
