/** gzip (RFC 1952), also of several members: unpacked by fflate in pieces, checksums compared here. */
import { Gunzip } from 'fflate';
import { AnnealError } from '../../protocol/errors';
import { bytesOf } from '../byteSource';
import { crc32 } from '../crc32';
import { type NamedBlob, type ReadWatch, throwIfAborted } from '../openedFile';

/** Packed bytes that are fed at once; they grow to 66 MB at most. */
const CHUNK = 1 << 16;

/** CRC-32 and length modulo 2³², behind each member. */
const TRAILER_BYTES = 8;

/** Of packed bytes that are kept: the header of a member may lie across two pieces, and the trailer before it. */
const HEADER_BYTES = 1 << 12;

export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
}

/** `data.csv.gz` → `data.csv` */
export function unpackedName(name: string): string {
  return /\.tgz$/i.test(name) ? name.replace(/\.tgz$/i, '.tar') : name.replace(/(?<=.)\.gz(ip)?$/i, '');
}

/** The content in pieces. @throws AnnealError `file-truncated`, `file-format` for a wrong checksum. */
export async function* gunzip(
  { name, blob }: NamedBlob,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let sum = 0;
  /** The packed bytes that were fed last, and where they begin. */
  let fed = new Uint8Array(0);
  let begin = 0;
  const unpacker = new Gunzip((piece) => {
    length += piece.length;
    sum = crc32(piece, sum);
    if (piece.length > 0) pieces.push(piece);
  });
  const check = (trailer: Uint8Array) => {
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
    const isRight =
      trailer.length === TRAILER_BYTES &&
      view.getUint32(0, true) === sum >>> 0 &&
      view.getUint32(4, true) === length % 2 ** 32;
    if (!isRight) throw damaged(name, 'its content does not match its checksum');
    length = 0;
    sum = 0;
  };
  unpacker.onmember = (offset) => check(fed.subarray(offset - begin - TRAILER_BYTES, offset - begin));
  for (let done = 0; done < blob.size; ) {
    throwIfAborted(signal, name);
    const bytes = await bytesOf(blob, done, Math.min(done + CHUNK, blob.size));
    if (bytes.length === 0) break;
    const kept = fed.subarray(-HEADER_BYTES);
    begin = done - kept.length;
    fed = new Uint8Array(kept.length + bytes.length);
    fed.set(kept);
    fed.set(bytes, kept.length);
    done += bytes.length;
    try {
      unpacker.push(bytes, done === blob.size);
    } catch (thrown) {
      if (thrown instanceof AnnealError) throw thrown;
      if (/unexpected EOF/i.test(String(thrown))) throw cutOff(name, blob.size);
      throw damaged(name, `it cannot be inflated (${thrown instanceof Error ? thrown.message : thrown})`);
    }
    if (done === blob.size) check(fed.subarray(-TRAILER_BYTES));
    yield* pieces;
    pieces = [];
    onProgress?.(done, blob.size);
  }
}

function damaged(name: string, what: string): AnnealError {
  return new AnnealError('file-format', `${name} is not a sound gzip file: ${what}.`, {
    place: name,
    remedy: 'Copy or download the file again, or pack it anew.',
  });
}

function cutOff(name: string, size: number): AnnealError {
  return new AnnealError('file-truncated', `${name} is cut off: its compressed content breaks off.`, {
    place: name,
    received: `${size} bytes`,
    remedy: 'Copy or download the file again.',
  });
}
