/** Files of frames for tests: opened by their name, and all arrays as plain numbers and texts. */
import { openFile } from '../openFile';
import { readFiles } from '../readFiles';

export interface ReadFrames {
  format: string;
  /** `name dtype [shape]` of each array. */
  headers: string[];
  /** As `code: message`. */
  notes: string[];
  /** By array; of text the texts, null where one is missing. */
  values: Record<string, (number | string | null)[]>;
}

export async function readFrames(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<ReadFrames> {
  const file = await openFile({ name, blob: new Blob([content]) });
  const arrays = await readFiles([{ name, file }]);
  const values: ReadFrames['values'] = {};
  for (const { name: array, data, categories } of arrays.values()) {
    const numbers = Array.from(data, Number);
    values[array] = categories ? numbers.map((code) => categories[code] ?? null) : numbers;
  }
  return {
    format: file.format,
    headers: file.arrays.map((array) => `${array.name} ${array.dtype} [${array.shape}]`),
    notes: file.notes.map(({ code, message }) => `${code}: ${message}`),
    values,
  };
}

/** Rows of float32 values with zeros behind, as arrays of frames have them. */
export function padded(rows: readonly (readonly number[])[], width: number): number[] {
  return rows.flatMap((row) => [...row.map(Math.fround), ...Array<number>(width - row.length).fill(0)]);
}
