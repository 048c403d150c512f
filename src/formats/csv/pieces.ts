/** A file as pieces of UTF-8, whatever it is written in; the next one is read while one is worked on. */
import { type NamedBlob, type ReadWatch, throwIfAborted } from '../openedFile';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const PIECE_BYTES = 1 << 20;

/**
 * Without the byte order mark; a character of UTF-8 may lie across two pieces.
 * @param watch is told how many bytes of the file have been worked on.
 * @throws AnnealError `cancelled`.
 */
export async function* piecesOf(
  { name, blob }: NamedBlob,
  encoding: TextEncoding,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Uint8Array> {
  const toUtf8 = encoding === 'utf-8' ? withoutMark : transcoder(encoding);
  throwIfAborted(signal, name);
  let ahead = readPiece(0);
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    const end = Math.min(start + PIECE_BYTES, blob.size);
    const bytes = await ahead;
    throwIfAborted(signal, name);
    if (end < blob.size) ahead = readPiece(end);
    yield toUtf8(bytes, start === 0, end === blob.size);
    onProgress?.(end, blob.size);
  }

  function readPiece(start: number): Promise<Uint8Array> {
    const piece = blob
      .slice(start, start + PIECE_BYTES)
      .arrayBuffer()
      .then((buffer) => new Uint8Array(buffer));
    // Nobody waits for it where the reader has left in between.
    piece.catch(() => {});
    return piece;
  }
}

type ToUtf8 = (bytes: Uint8Array, isFirst: boolean, isLast: boolean) => Uint8Array;

function transcoder(encoding: TextEncoding): ToUtf8 {
  const decode = createDecoder(encoding);
  const encoder = new TextEncoder();
  return (bytes, _, isLast) => encoder.encode(decode(bytes, !isLast));
}

/** What Windows-1252 has where Latin-1 has control characters. */
const windowsSigns = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** @returns the text of bytes. @param more whether others follow, so that the last character may be cut. */
export function createDecoder(encoding: TextEncoding): (bytes: Uint8Array, more?: boolean) => string {
  const decoder = new TextDecoder(encoding);
  return (bytes, more = false) => {
    const text = decoder.decode(bytes, { stream: more });
    // Node 20 reads it as Latin-1 (nodejs/node#56542).
    return encoding === 'windows-1252'
      ? text.replace(/[\u0080-\u009f]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80]!)
      : text;
  };
}

const withoutMark: ToUtf8 = (bytes, isFirst) =>
  isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
