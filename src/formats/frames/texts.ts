/** The different texts of a column of frames, each kept once as bytes, and the codes of them. */
import { createPage, endPage, type Page } from '../csv/page';
import { createSpellings } from '../csv/spellings';

export interface Texts {
  /** What they take in memory. */
  readonly bytes: number;
  add(text: string): void;
  /** All of them, sorted by code unit. */
  categories(): string[];
  /** Its place among them; −1 for an empty text and for one that was never added. */
  codeOf(text: string): number;
}

const encoder = new TextEncoder();

export function createTexts(): Texts {
  const spellings = createSpellings();
  let page: Page = createPage(256);
  let ranked: ReturnType<typeof spellings.ranked> | null = null;

  /** Puts the text into the page, which may be a new one. @returns its bytes. */
  function pageOf(text: string): number {
    // A code unit takes three bytes at most; what stands behind the text is read as part of it.
    if (page.bytes.length < 3 * text.length + 8) page = createPage(6 * text.length);
    const { written } = encoder.encodeInto(text, page.bytes);
    endPage(page, written);
    return written;
  }

  return {
    get bytes() {
      return spellings.bytes;
    },
    add(text) {
      if (text === '') return;
      const length = pageOf(text);
      spellings.add(page, 0, length);
      ranked = null;
    },
    categories() {
      ranked ??= spellings.ranked();
      return ranked.categories;
    },
    codeOf(text) {
      if (text === '') return -1;
      ranked ??= spellings.ranked();
      const length = pageOf(text);
      return ranked.codes[spellings.find(page, 0, length)] ?? -1;
    },
  };
}
