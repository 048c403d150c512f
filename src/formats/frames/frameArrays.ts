/** The arrays that frames become, padded to the largest one, and how a frame is written into each. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import { sizeOf } from '../arrays';
import type { Frame } from './frame';
import { type AtomTally, type FrameTally, type InfoTally, isNumeric } from './tally';

type FrameValues = Float32Array | Float64Array | Int32Array;

export interface FrameArray {
  header: ArrayHeader;
  /** Values of a frame. */
  width: number;
  /** Of text: its categories. */
  categories(): string[] | null;
  /** Values of so many frames, all 0. */
  room(frames: number): FrameValues;
  /** @param at of the frame's first value. */
  put(frame: Frame, target: FrameValues, at: number): void;
}

/** Other words for the total charge, the usual one first, in lower case. */
const chargeNames = ['charge', 'total_charge', 'totalcharge', 'net_charge', 'q'];

/**
 * `R` float32 [frames, atoms, 3] in Å, `Z` int32 [frames, atoms] with 0 behind the last atom, `N` int32 [frames, 1], `names`
 * where there are any, then what atoms have besides (0 behind the last; NaN in frames that lack it) and what is said of
 * frames: `charge` float32 in e, other numbers float64, NaN where they are not said.
 */
export function frameArrays(tally: FrameTally): { arrays: FrameArray[]; notes: DatasetWarning[] } {
  const { frames, atoms, titles } = tally;
  const notes: DatasetWarning[] = [];
  const used = new Set<string>();
  const arrays: FrameArray[] = [];

  function add(
    wanted: string,
    dtype: 'float32' | 'float64' | 'int32' | 'string',
    shape: number[],
    put: FrameArray['put'],
    categories: FrameArray['categories'] = () => null,
  ): void {
    let name = wanted;
    for (let copy = 1; used.has(name); copy++) name = `${wanted}.${copy}`;
    used.add(name);
    const stored = dtype === 'string' ? 'int32' : dtype;
    const width = sizeOf(shape);
    arrays.push({
      header: { name, shape: [frames, ...shape], dtype },
      width,
      categories,
      room: (count) => roomOf(stored, count * width),
      put,
    });
  }

  add('R', 'float32', [atoms, 3], ({ positions }, target, at) => target.set(positions, at));
  add('Z', 'int32', [atoms], ({ numbers }, target, at) => target.set(numbers, at));
  add('N', 'int32', [1], ({ numbers }, target, at) => {
    target[at] = numbers.length;
  });
  if (!tally.isUntitled && titles.bytes > 0) {
    const put: FrameArray['put'] = ({ title }, target, at) => {
      target[at] = titles.codeOf(title);
    };
    add('names', 'string', [], put, () => titles.categories());
  }
  const charge = chargeKey(tally);
  // The total charge comes first, so that no values of atoms take its name.
  if (charge !== null) addNumbers(charge, tally.info.get(charge)!, 'charge', 'float32');
  for (const [name, own] of tally.perAtom) addAtomValues(name, own);
  for (const [name, own] of tally.info) {
    if (name === charge || own.isLeftOut) continue;
    if (isNumeric(own)) addNumbers(name, own, name, 'float64');
    else addTexts(name, own);
  }
  return { arrays, notes };

  function addAtomValues(name: string, { width, isInteger, frames: having, isUneven }: AtomTally): void {
    if (isUneven) {
      const message = `\`${name}\` was left out: not the same number of values of an atom in every frame`;
      notes.push({ code: 'skipped', message });
      return;
    }
    const isWhole = isInteger && having === frames;
    const shape = width === 1 ? [atoms] : [atoms, width];
    add(name, isWhole ? 'int32' : 'float32', shape, ({ numbers, perAtom }, target, at) => {
      const values = perAtom.get(name)?.values;
      if (values) target.set(values, at);
      else target.fill(Number.NaN, at, at + numbers.length * width);
    });
  }

  function addNumbers(key: string, own: InfoTally, name: string, dtype: 'float32' | 'float64'): void {
    const width = own.width ?? 1;
    add(name, dtype, width === 1 ? [] : [width], ({ info }, target, at) => {
      const values = info.get(key)?.numbers;
      if (values) target.set(values, at);
      else target.fill(Number.NaN, at, at + width);
    });
  }

  function addTexts(name: string, { texts, numeric, textual, first }: InfoTally): void {
    if (numeric > 0) {
      const why =
        textual > 0
          ? `${textual} of its ${numeric + textual} values are no numbers, first ${JSON.stringify(first)}`
          : 'not the same number of numbers in every frame';
      notes.push({ code: 'text-in-number', message: `\`${name}\` is read as text: ${why}` });
    }
    const put: FrameArray['put'] = ({ info }, target, at) => {
      target[at] = texts.codeOf(info.get(name)?.text.trim() ?? '');
    };
    add(name, 'string', [], put, () => texts.categories());
  }
}

function chargeKey({ info }: FrameTally): string | null {
  for (const name of chargeNames) {
    for (const [key, own] of info) {
      if (key.toLowerCase() === name && isNumeric(own) && own.width === 1) return key;
    }
  }
  return null;
}

function roomOf(dtype: 'float32' | 'float64' | 'int32', length: number): FrameValues {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int32':
      return new Int32Array(length);
  }
}
