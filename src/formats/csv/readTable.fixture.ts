/** A text table as tests look at it. */
import type { Reading } from '../../protocol/reading';
import { readArray } from '../readFiles';
import { openCsv } from './csv';

/** Columns as plain lists, text by its spelling, missing as null; what is said, and what is asked. */
export async function readTable(text: string | Uint8Array<ArrayBuffer>, reading?: Reading) {
  const file = await openCsv({ name: 'table.csv', blob: new Blob([text]) }, { reading });
  const table: Record<string, (number | string | null)[]> = {};
  for (const { name } of file.arrays) {
    const { data, categories } = await readArray(file, name);
    table[name] = Array.from({ length: data.length }, (_, row) => {
      const value = Number(data[row]);
      if (categories) return value < 0 ? null : categories[value]!;
      return Number.isNaN(value) ? null : value;
    });
  }
  const asked = (file.questions ?? []).map(({ setting, choices }) => [
    setting,
    ...choices.map(({ value }) => value),
  ]);
  return { table, said: file.notes.map(({ message }) => message), asked, questions: file.questions ?? [] };
}
