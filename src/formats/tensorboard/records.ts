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
 * The records that a part of the file holds whole, part after part: views that are good until the next part is asked for.
 * @param say hears what is wrong, in sentences.
 * @throws AnnealError `file-format` where the first record's length does not match its checksum, `cancelled`.
 */
export async function* eventRecords(
  { name, blob }: NamedBlob,
  say: (problem: string) => void,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Uint8Array[], void, void> {
  const { size } = blob;
  let at = 0;
  let wanted = WINDOW;
  let damaged = 0;
  let fault: string | null = null;
  while (at < size && fault === null) {
    throwIfAborted(signal, name);
    const start = at;
    const window = new Uint8Array(await blob.slice(start, Math.min(size, start + wanted)).arrayBuffer());
    const view = new DataView(window.buffer);
    const records: Uint8Array[] = [];
    wanted = WINDOW;
    while (at < size) {
      const here = at - start;
      const left = size - at;
      if (left >= HEAD && window.length - here < HEAD) break;
      const length = left < HEAD ? 0 : Number(view.getBigUint64(here, true));
      if (left >= HEAD && view.getUint32(here + 8, true) !== maskedCrc32c(window.subarray(here, here + 8))) {
        if (at === 0) throw noEventFile(name);
        fault = `${name} is damaged at byte ${at} of ${size}: what stands before it was read, and nothing behind.`;
        break;
      }
      if (HEAD + length + TAIL > left) {
        fault = `${name} ends in a torn record at byte ${at} of ${size}, as a crash leaves it: what stands before it was read.`;
        break;
      }
      const end = here + HEAD + length + TAIL;
      if (length > MAX_RECORD) {
        say(`${name} has a record of ${length} bytes at byte ${at}, which was left out.`);
      } else if (end > window.length) {
        wanted = Math.max(WINDOW, HEAD + length + TAIL);
        break;
      } else {
        const data = window.subarray(here + HEAD, end - TAIL);
        if (view.getUint32(end - TAIL, true) === maskedCrc32c(data)) records.push(data);
        else damaged++;
      }
      at = start + end;
      // The rest of a record that was passed over lies behind the window.
      if (end > window.length) break;
    }
    yield records;
    onProgress?.(at, size);
  }
  if (fault !== null) say(fault);
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
