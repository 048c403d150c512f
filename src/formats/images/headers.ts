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

/** Enough to tell what kind of picture it is. */
const MIN_START_BYTES = 64;

/** Pictures up to this size are read and unpacked whole: to begin takes longer than their other bytes. */
const SMALL_BYTES = 1 << 16;

/** Of small pictures, so that importing does not read them again. Of others in archives no more than the start is unpacked. */
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
        const { path, packed } = entry;
        const keeps = isSmall(entry) && kept + bytesOf(entry) <= KEPT_BYTES;
        const content = packed ? await (keeps ? unpack : unpackStart)(start, packed) : start;
        files.push({ path, header: await readHeader(entry, content), problem: null });
        if (keeps) {
          kept += content.length;
          // A copy: what was read together would stay together.
          entry.kept = content.slice();
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
      return { source, start, end: isSmall(entry) ? end : Math.min(end, start + START_BYTES) };
    }),
  );
}

function isSmall(entry: ImageEntry): boolean {
  const { start, end } = entry.range;
  return end - start <= SMALL_BYTES && bytesOf(entry) <= 4 * SMALL_BYTES;
}

/** Unpacked. */
function bytesOf({ range: { start, end }, packed }: ImageEntry): number {
  return packed ? packed.entry.bytes : end - start;
}

/**
 * @param start of the picture, or all of it.
 * @throws AnnealError for what is no picture, damaged or too large.
 */
async function readHeader(entry: ImageEntry, start: Uint8Array): Promise<ImageHeader> {
  const { path } = entry;
  const isAll = start.length >= bytesOf(entry);
  // Of an archive's entry nothing may have come yet: deflate can hold bytes back.
  const isBegun = isAll || start.length >= MIN_START_BYTES;
  const header = isBegun ? requireCodec(start, path).readHeader(start, path, isAll) : null;
  if (header) return header;
  const content = isAll ? start : await readContent(entry);
  const further = requireCodec(content, path).readHeader(content, path);
  if (!further) throw cutOff(path);
  return further;
}

async function readContent({ path, range, packed }: ImageEntry): Promise<Uint8Array> {
  const [bytes] = await readRanges([range]);
  if (!bytes || 'thrown' in bytes) throw unreadable(path, bytes?.thrown);
  return packed ? unpack(bytes, packed) : bytes;
}
