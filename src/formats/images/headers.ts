/** The headers of a set's pictures, from the first bytes of each. Small files are read whole, and some of them kept. */
import { AnnealError } from '../../protocol/errors';
import { readRanges } from '../byteSource';
import type { ImageFile, ImageHeader } from '../imageFiles';
import { inOrder } from '../inOrder';
import type { ReadProgress } from '../openedFile';
import { unpack, unpackStart } from '../zip/unpack';
import { cutOff, unreadable } from './decodedImage';
import { type ImageEntry, requireCodec } from './entries';

/** Enough for the header of most; TIFF directories and JPEG behind a camera's thumbnail may lie further. */
const START_BYTES = 1 << 14;

/** Files up to this size are read whole: to begin a read takes longer than their other bytes. */
const SMALL_BYTES = 1 << 16;

/** Of small files, so that importing does not read them again. */
const KEPT_BYTES = 1 << 26;

/** Pictures that are read together. */
const GROUP = 128;

/**
 * Of every picture, in the order of the entries. One that cannot be read is a problem; an error only when none can.
 * @throws AnnealError of the first picture when none of them can be read, `cancelled`.
 */
export async function readHeaders(
  name: string,
  entries: readonly ImageEntry[],
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<ImageFile[]> {
  const files: ImageFile[] = [];
  const errors: AnnealError[] = [];
  let kept = 0;
  for await (const [group, starts] of inOrder(groupsOf(entries), readStarts, { pieces: 4 }, name, signal)) {
    for (const [index, entry] of group.entries()) {
      const start = starts[index]!;
      try {
        if ('thrown' in start) throw unreadable(entry.path, start.thrown);
        files.push({ path: entry.path, header: await readHeader(entry, start), problem: null });
        if (isSmall(entry) && kept + start.length <= KEPT_BYTES) {
          kept += start.length;
          // A copy: what was read together would stay together.
          entry.kept = start.slice();
        }
      } catch (thrown) {
        const error = AnnealError.from(thrown);
        errors.push(error);
        files.push({ path: entry.path, header: null, problem: error.message });
      }
      onProgress?.(files.length, entries.length);
    }
  }
  if (errors.length < files.length) return files;
  const { code, message, details } = errors[0]!;
  throw new AnnealError(
    code,
    errors.length > 1 ? `${message} And so on, for all ${errors.length}.` : message,
    details,
  );
}

function* groupsOf(entries: readonly ImageEntry[]): Generator<readonly ImageEntry[]> {
  for (let at = 0; at < entries.length; at += GROUP) yield entries.slice(at, at + GROUP);
}

function readStarts(entries: readonly ImageEntry[]) {
  return readRanges(
    entries.map((entry) => {
      const { source, start, end } = entry.range;
      return { source, start, end: isSmall(entry) ? end : start + START_BYTES };
    }),
  );
}

function isSmall({ range: { start, end } }: ImageEntry): boolean {
  return end - start <= SMALL_BYTES;
}

/**
 * @param start of the file or of the archive's entry, perhaps all of it.
 * @throws AnnealError for what is no picture, damaged or too large.
 */
async function readHeader(entry: ImageEntry, start: Uint8Array): Promise<ImageHeader> {
  const { path, packed, range } = entry;
  // Most headers lie in the first bytes, and inflating takes its time.
  for (const length of packed ? [START_BYTES >> 4, START_BYTES] : [start.length]) {
    const content = packed ? unpackStart(start, packed, length) : start;
    const isAll = content.length >= (packed ? packed.entry.bytes : range.end - range.start);
    if (content.length < START_BYTES >> 8 && !isAll) continue;
    const codec = requireCodec(content, path);
    const header = codec.readHeader(content, path);
    if (header) return header;
    if (isAll) throw cutOff(path);
  }
  const [whole] = isSmall(entry) ? [start] : await readRanges([range]);
  if (!whole || 'thrown' in whole) throw unreadable(path, whole?.thrown);
  const content = packed ? unpack(whole, packed) : whole;
  const header = requireCodec(content, path).readHeader(content, path);
  if (!header) throw cutOff(path);
  return header;
}
