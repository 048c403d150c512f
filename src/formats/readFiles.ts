/** Several files as one set of arrays: the dataset that a user drops, or names on a command line. */
import type { ArrayHeader } from '../protocol/datasets';
import type { ArraySet, NamedArray } from './arrays';
import { headerOf, type OpenedFile, type ReadProgress } from './openedFile';

export interface FilePart {
  /** File name; without folders and extension it tells clashing arrays apart. */
  name: string;
  file: OpenedFile;
  /** Which of its arrays to read; all of them when left out. */
  names?: readonly string[];
}

/**
 * Reads the arrays one after the other, in file order. An array whose name occurs in several files is called
 * `<file>/<array>` in each.
 * @param onProgress arrays done, with the part of the running one, and arrays in all.
 * @throws AnnealError `data-not-found` for a name that its file lacks, and whatever reading throws.
 */
export async function readFiles(
  parts: readonly FilePart[],
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<ArraySet> {
  const wanted = parts.flatMap((part) => headersOf(part).map(({ name }) => ({ part, name })));
  const arrays = new Map<string, NamedArray>();
  for (const [index, { part, name }] of wanted.entries()) {
    const onPart: ReadProgress = (done, total) =>
      onProgress?.(index + (total > 0 ? done / total : 1), wanted.length);
    const array = await part.file.read(name, onPart, signal);
    const clashes = wanted.some((other) => other.name === name && other.part !== part);
    const unique = clashes ? freeName(`${stem(part.name)}/${name}`, arrays) : name;
    arrays.set(unique, { ...array, name: unique });
    onProgress?.(index + 1, wanted.length);
  }
  return arrays;
}

function headersOf({ name, file, names }: FilePart): ArrayHeader[] {
  return names ? names.map((array) => headerOf(name, file.arrays, array)) : file.arrays;
}

/** `runs/day1.csv` → `day1` */
export function stem(name: string): string {
  return name.replace(/^.*[/\\]/, '').replace(/(?<=.)\.[^.]*$/, '');
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted;
  for (let copy = 2; taken.has(name); copy++) name = `${wanted}.${copy}`;
  return name;
}
