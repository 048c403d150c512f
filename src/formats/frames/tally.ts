/** What is known of all frames of a file after one pass: how many, how large, and what is said of each and of its atoms. */
import type { DatasetWarning } from '../../protocol/datasets';
import type { Frame, InfoValue } from './frame';
import { createTexts, type Texts } from './texts';

/** Values of every atom, by their name in the frames. */
export interface AtomTally {
  width: number;
  isInteger: boolean;
  /** Frames that have them. */
  frames: number;
  /** Not the same number of values in every frame. */
  isUneven: boolean;
}

/** Something that is said of frames, by its name there. */
export interface InfoTally {
  /** Frames that say it in numbers, and how many numbers; null where they differ. */
  numeric: number;
  width: number | null;
  /** Frames that say it in words, and the first of them. */
  textual: number;
  first: string;
  texts: Texts;
  isLeftOut: boolean;
}

export interface FrameTally {
  frames: number;
  /** Of the largest frame. */
  atoms: number;
  titles: Texts;
  isUntitled: boolean;
  perAtom: Map<string, AtomTally>;
  info: Map<string, InfoTally>;
  notes: DatasetWarning[];
}

/** Memory for the different texts of a column; one with more is left out. */
const MOST_TEXT_BYTES = 2 ** 27;

export function emptyTally(): FrameTally {
  return {
    frames: 0,
    atoms: 0,
    titles: createTexts(),
    isUntitled: false,
    perAtom: new Map(),
    info: new Map(),
    notes: [],
  };
}

export function addToTally(tally: FrameTally, { title, numbers, perAtom, info }: Frame): void {
  tally.frames++;
  tally.atoms = Math.max(tally.atoms, numbers.length);
  if (!tally.isUntitled) tally.titles.add(title);
  if (tally.titles.bytes > MOST_TEXT_BYTES) {
    tally.titles = createTexts();
    tally.isUntitled = true;
    tally.notes.push(tooManyTexts('names'));
  }
  for (const [name, { width, isInteger }] of perAtom) {
    const own = tally.perAtom.get(name);
    if (!own) tally.perAtom.set(name, { width, isInteger, frames: 1, isUneven: false });
    else {
      own.frames++;
      own.isInteger &&= isInteger;
      own.isUneven ||= own.width !== width;
    }
  }
  for (const [name, value] of info) {
    let own = tally.info.get(name);
    if (!own) {
      const width = value.numbers?.length ?? null;
      own = { numeric: 0, width, textual: 0, first: '', texts: createTexts(), isLeftOut: false };
      tally.info.set(name, own);
    }
    if (!value.numbers) {
      if (own.textual === 0) own.first = value.text;
      own.textual++;
      addText(tally, name, own, value.text);
    } else {
      if (own.numeric === 0) own.width = value.numbers.length;
      if (own.width !== value.numbers.length) own.width = null;
      own.numeric++;
    }
  }
}

/** Whether a column is numbers, the same number of them wherever it is given. */
export function isNumeric({ textual, width }: InfoTally): boolean {
  return textual === 0 && width !== null;
}

/** Columns of text of which some values are numbers: their spelling was not kept as long as they could have been numbers. */
export function hasLateTexts({ info }: FrameTally): boolean {
  return [...info.values()].some((own) => !isNumeric(own) && own.numeric > 0);
}

export function addLateTexts(tally: FrameTally, frame: Frame): void {
  for (const [name, { numbers, text }] of frame.info) {
    const own = tally.info.get(name)!;
    if (numbers && !isNumeric(own)) addText(tally, name, own, text);
  }
}

function addText(tally: FrameTally, name: string, own: InfoTally, text: InfoValue['text']): void {
  if (own.isLeftOut) return;
  own.texts.add(text.trim());
  if (own.texts.bytes <= MOST_TEXT_BYTES) return;
  own.isLeftOut = true;
  own.texts = createTexts();
  tally.notes.push(tooManyTexts(name));
}

function tooManyTexts(name: string): DatasetWarning {
  return {
    code: 'skipped',
    message: `\`${name}\` was left out: it has too many different texts to hold them all`,
  };
}
