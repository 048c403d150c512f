/** Text in memory: bytes with zeros behind them, so that eight can be read wherever one is. */

export interface Page {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
}

const ZEROS = 8;

export function createPage(byteLength: number): Page {
  const bytes = new Uint8Array(byteLength + ZEROS);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** How much text it can hold. */
export function capacityOf({ bytes }: Page): number {
  return bytes.length - ZEROS;
}

/** Says where the text ends; what an earlier one has left behind would be read as part of it. */
export function endPage({ bytes }: Page, end: number): void {
  bytes.fill(0, end, end + ZEROS);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function textOf({ bytes }: Page, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

/** Where the text begins behind what `trim` takes away. */
export function skipBlanks({ bytes }: Page, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const length = blankAt(bytes, at);
    if (length === 0) break;
    at += length;
  }
  return Math.min(at, to);
}

/** Where the text ends before what `trim` takes away. */
export function dropBlanks({ bytes }: Page, from: number, to: number): number {
  let end = to;
  while (end > from) {
    const last = bytes[end - 1]!;
    if (last < 0x80) {
      if (blankAt(bytes, end - 1) === 0) break;
      end -= 1;
    } else if (end - 2 >= from && blankAt(bytes, end - 2) === 2) end -= 2;
    else if (end - 3 >= from && blankAt(bytes, end - 3) === 3) end -= 3;
    else break;
  }
  return end;
}

/** Bytes of the white space of JavaScript at a position; 0 where none is. */
export function blankAt(bytes: Uint8Array, at: number): 0 | 1 | 2 | 3 {
  const first = bytes[at]!;
  if (first < 0x80) return first === 0x20 || (first >= 9 && first <= 13) ? 1 : 0;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  switch (first) {
    case 0xc2: // no-break space
      return second === 0xa0 ? 2 : 0;
    case 0xe1: // Ogham space
      return second === 0x9a && third === 0x80 ? 3 : 0;
    case 0xe2: // U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F
      if (second === 0x81) return third === 0x9f ? 3 : 0;
      if (second !== 0x80) return 0;
      return (third >= 0x80 && third <= 0x8a) || third === 0xa8 || third === 0xa9 || third === 0xaf ? 3 : 0;
    case 0xe3: // ideographic space
      return second === 0x80 && third === 0x80 ? 3 : 0;
    case 0xef: // byte order mark
      return second === 0xbb && third === 0xbf ? 3 : 0;
    default:
      return 0;
  }
}
