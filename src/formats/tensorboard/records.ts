/** The records of an event file, each with its checksums checked. A torn end, as a crash leaves it, is told and not thrown. */
import { AnnealError } from '../../protocol/errors';
import { maskedCrc32c } from '../crc32c';
import { type NamedBlob, type ReadWatch, throwIfAborted } from '../openedFile';
import { leftOutWords } from '../readRun';

/** Length and its checksum in front, and the checksum of the data behind. */
const HEAD = 12;
const TAIL = 4;
/** Read at once. */
const WINDOW = 1 << 22;
/** A longer record is a picture or a graph that nobody could be shown; it is passed over. */
const MAX_RECORD = 1 << 26;

/**
 * @param say hears what is wrong, in sentences.
 * @throws AnnealError `file-format` where the first record's length does not match its checksum, `cancelled`.
 */
export async function* eventRecords(
  { name, blob }: NamedBlob,
  say: (problem: string) => void,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { size } = blob;
  let start = 0;
  let window = new Uint8Array(0);
  let damaged = 0;

  /** A view of the file; what is not in the window is read with what follows it. */
  async function bytesAt(position: number, length: number): Promise<Uint8Array> {
    if (position < start || position + length > start + window.length) {
      throwIfAborted(signal, name);
      start = position;
      const end = Math.min(size, position + Math.max(length, WINDOW));
      window = new Uint8Array(await blob.slice(position, end).arrayBuffer());
      onProgress?.(end, size);
    }
    return window.subarray(position - start, position - start + length);
  }

  for (let at = 0; at < size; ) {
    const torn = `${name} ends in a torn record at byte ${at} of ${size}, as a crash leaves it: what stands before it was read.`;
    if (size - at < HEAD) {
      say(torn);
      break;
    }
    const head = await bytesAt(at, HEAD);
    const view = new DataView(head.buffer, head.byteOffset, HEAD);
    const length = Number(view.getBigUint64(0, true));
    if (view.getUint32(8, true) !== maskedCrc32c(head.subarray(0, 8))) {
      if (at === 0) throw noEventFile(name);
      say(`${name} is damaged at byte ${at} of ${size}: what stands before it was read, and nothing behind.`);
      break;
    }
    if (length > size - at - HEAD - TAIL) {
      say(torn);
      break;
    }
    if (length > MAX_RECORD) {
      say(`${name} has a record of ${length} bytes at byte ${at}, which was left out.`);
    } else {
      const body = await bytesAt(at + HEAD, length + TAIL);
      const data = body.subarray(0, length);
      const sum = new DataView(body.buffer, body.byteOffset + length, TAIL).getUint32(0, true);
      if (sum === maskedCrc32c(data)) yield data;
      else damaged++;
    }
    at += HEAD + length + TAIL;
  }
  if (damaged > 0) say(leftOutWords(damaged, 'record', `of ${name} whose checksum does not match`));
}

/** Whether the first bytes of a file are the length of a record and its checksum. */
export function isEventFile(start: Uint8Array): boolean {
  if (start.length < HEAD) return false;
  const view = new DataView(start.buffer, start.byteOffset, HEAD);
  return view.getUint32(8, true) === maskedCrc32c(start.subarray(0, 8));
}

function noEventFile(name: string): AnnealError {
  return new AnnealError('file-format', `${name} is no TensorBoard event file.`, {
    place: name,
    remedy: 'Choose a file whose name begins with events.out.tfevents, or use another copy of it.',
  });
}
