/** The bytes of a file, read in pieces. A `Blob` is one; the command line has its own, because Node's Blob of a file counts
 * its size modulo 2³². */

export interface ByteSource {
  readonly size: number;
  /** As `Blob.slice`: a part of it, nothing is read yet. */
  slice(start?: number, end?: number): ByteSource;
  arrayBuffer(): Promise<ArrayBuffer>;
  /**
   * Fills the target with the bytes from `position` on, at once; absent where bytes come only after a while.
   * @throws when the file ends before the target is full.
   */
  readInto?(target: Uint8Array, position: number): void;
}

export async function bytesOf(
  source: ByteSource,
  start?: number,
  end?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await source.slice(start, end).arrayBuffer());
}

/** Bytes from `start` up to `end`, which lies within the source. */
export interface ByteRange {
  source: ByteSource;
  start: number;
  end: number;
}

/** Bytes between two ranges that are rather read than begun anew behind. */
const MAX_GAP = 1 << 14;

/**
 * Reads many small ranges. A read crosses processes in a browser, however little it asks for: neighbours in one source
 * are read together, and Blobs are joined to be read as one.
 * @returns for each range its bytes, or what was thrown: one that cannot be read takes no other with it.
 */
export async function readRanges(
  ranges: readonly ByteRange[],
): Promise<(Uint8Array<ArrayBuffer> | { thrown: unknown })[]> {
  const spans = spansOf(ranges);
  const buffers = (await readJoined(spans)) ?? (await Promise.all(spans.map(readAlone)));
  const read = new Map<ByteRange, Uint8Array<ArrayBuffer> | { thrown: unknown }>();
  for (const [index, { start, ranges: own }] of spans.entries()) {
    const found = buffers[index]!;
    for (const range of own) {
      read.set(range, 'thrown' in found ? found : found.subarray(range.start - start, range.end - start));
    }
  }
  return ranges.map((range) => read.get(range)!);
}

interface Span extends ByteRange {
  ranges: ByteRange[];
}

function spansOf(ranges: readonly ByteRange[]): Span[] {
  const bySource = new Map<ByteSource, ByteRange[]>();
  for (const range of ranges) {
    const own = bySource.get(range.source);
    if (own) own.push(range);
    else bySource.set(range.source, [range]);
  }
  return [...bySource].flatMap(([source, own]) => {
    const spans: Span[] = [];
    for (const range of own.sort((a, b) => a.start - b.start)) {
      const last = spans.at(-1);
      if (last && range.start <= last.end + MAX_GAP) {
        last.end = Math.max(last.end, range.end);
        last.ranges.push(range);
      } else spans.push({ source, start: range.start, end: range.end, ranges: [range] });
    }
    return spans;
  });
}

/** Null where the sources are no Blobs, and where one of them cannot be read: which one it is they say only alone. */
async function readJoined(spans: readonly Span[]): Promise<Uint8Array<ArrayBuffer>[] | null> {
  const parts = spans.map(partOf);
  if (parts.length < 2 || !parts.every((part) => part instanceof Blob)) return null;
  const whole = await new Blob(parts).arrayBuffer().catch(() => null);
  if (whole?.byteLength !== spans.reduce((sum, { start, end }) => sum + end - start, 0)) return null;
  let at = 0;
  return spans.map(({ start, end }) => {
    at += end - start;
    return new Uint8Array(whole, at - (end - start), end - start);
  });
}

async function readAlone(span: Span): Promise<Uint8Array<ArrayBuffer> | { thrown: unknown }> {
  try {
    return new Uint8Array(await partOf(span).arrayBuffer());
  } catch (thrown) {
    return { thrown };
  }
}

/** A slice of a Blob is a new one, which costs as much as a small read. */
function partOf({ source, start, end }: ByteRange): ByteSource {
  return start === 0 && end === source.size ? source : source.slice(start, end);
}
