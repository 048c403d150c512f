/** The different texts of a column, each kept once as bytes: a tenth of what a map of texts takes. */
import { capacityOf, createPage, type Page, textOf } from './page';

export interface Spellings {
  /** What they take in memory. */
  readonly bytes: number;
  readonly count: number;
  /** @returns the memory that it takes; 0 when it is known. */
  add(page: Page, from: number, to: number): number;
  /** @returns its place in the order of their coming; −1 for one that was never added. */
  find(page: Page, from: number, to: number): number;
  /** How many texts beyond ASCII are UTF-8, and how many are not. */
  encoded(): { valid: number; invalid: number };
  /** The texts sorted by code unit, and for each place the code of its text: its rank among them. */
  ranked(): { categories: string[]; codes: Int32Array };
}

/** Of each text beside its bytes: where it ends, its hash, and two slots of the table. */
const ENTRY_BYTES = 16;

export function createSpellings(): Spellings {
  let store = createPage(256);
  let ends = new Uint32Array(16);
  let hashes = new Int32Array(16);
  /** Open addressing: index + 1, or 0; never more than half full. */
  let slots = new Int32Array(32);
  let count = 0;

  /** The slot that holds the text, or the free one where it belongs. */
  function slotOf(page: Page, from: number, to: number, hash: number): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1;
      if (index < 0 || (hashes[index] === hash && isSame(index, page, from, to))) return slot;
    }
  }

  function isSame(index: number, { view }: Page, from: number, to: number): boolean {
    const start = startOf(index);
    const end = ends[index]!;
    if (end - start !== to - from) return false;
    for (let at = from, kept = start; at < to; at += 4, kept += 4) {
      if (wordAt(view, at, to) !== wordAt(store.view, kept, end)) return false;
    }
    return true;
  }

  function startOf(index: number): number {
    return index === 0 ? 0 : ends[index - 1]!;
  }

  function grow(): void {
    ends = enlarged(ends, new Uint32Array(2 * count));
    hashes = enlarged(hashes, new Int32Array(2 * count));
    slots = new Int32Array(4 * count);
    const mask = slots.length - 1;
    for (let index = 0; index < count; index++) {
      let slot = hashes[index]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
  }

  return {
    get bytes() {
      return count * ENTRY_BYTES + startOf(count);
    },
    get count() {
      return count;
    },
    encoded() {
      const beyond = { valid: 0, invalid: 0 };
      if (isAscii(store.bytes.subarray(0, startOf(count)))) return beyond;
      for (let index = 0; index < count; index++) {
        const text = store.bytes.subarray(startOf(index), ends[index]!);
        if (isAscii(text)) continue;
        if (isUtf8(text)) beyond.valid++;
        else beyond.invalid++;
      }
      return beyond;
    },
    add(page, from, to) {
      const hash = hashOf(page.view, from, to);
      const slot = slotOf(page, from, to, hash);
      if (slots[slot] !== 0) return 0;
      const start = startOf(count);
      const end = start + to - from;
      if (end > capacityOf(store)) {
        const larger = createPage(2 * end);
        larger.bytes.set(store.bytes.subarray(0, start));
        store = larger;
      }
      store.bytes.set(page.bytes.subarray(from, to), start);
      ends[count] = end;
      hashes[count] = hash;
      slots[slot] = ++count;
      if (count === ends.length) grow();
      return to - from + ENTRY_BYTES;
    },
    find(page, from, to) {
      return slots[slotOf(page, from, to, hashOf(page.view, from, to))]! - 1;
    },
    ranked() {
      const texts = Array.from({ length: count }, (_, index) => textOf(store, startOf(index), ends[index]!));
      const order = new Uint32Array(count).map((_, index) => index);
      order.sort((one, other) => (texts[one]! < texts[other]! ? -1 : texts[one]! > texts[other]! ? 1 : 0));
      const categories: string[] = [];
      const codes = new Int32Array(count);
      for (const index of order) {
        // Bytes that are no UTF-8 differ and have the same text.
        if (texts[index] !== categories.at(-1)) categories.push(texts[index]!);
        codes[index] = categories.length - 1;
      }
      return { categories, codes };
    },
  };
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** Four bytes at a time, the high bits folded into the low ones, which choose a slot. */
function hashOf(view: DataView, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at += 4) {
    hash = Math.imul(hash ^ wordAt(view, at, to), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** Four bytes, of which those from `to` on count as zeros. */
function wordAt(view: DataView, at: number, to: number): number {
  const word = view.getInt32(at, true);
  return to - at < 4 ? word & ((1 << (8 * (to - at))) - 1) : word;
}

function enlarged<Numbers extends Uint32Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
