/** Lists of a dataset's molecules: a page of all of them, or of those whose name or formula has some text in it. */
import type { StoredDataset, Watch } from '../../engine';
import { heed } from '../../engine';
import { formulaOf } from '../formula';
import type { MoleculeLine, MoleculeList, SheetQuestions } from './questions';
import { openStoredMolecules, type StoredMolecules } from './storedMolecules';

type ListArgument = SheetQuestions['list']['argument'];

/** Molecules that are read together while all of them are gone through. */
const BLOCK = 2048;

/** What is searched, by row. */
interface Words {
  names: string[];
  formulas: string[];
}

/** Keeps the words of the dataset that was searched last: each letter that is typed asks anew. */
export function createMoleculeIndex() {
  let last: { fingerprint: string; words: Promise<Words> } | null = null;
  return async (dataset: StoredDataset, argument: ListArgument, watch: Watch): Promise<MoleculeList> => {
    const stored = openStoredMolecules(dataset);
    const { from, to, search } = argument;
    if (search === '') {
      const end = Math.min(to, stored.count);
      return { total: stored.count, lines: from < end ? await linesOf(stored, from, end) : [] };
    }
    const { fingerprint } = dataset.record;
    if (last?.fingerprint !== fingerprint) {
      const words = wordsOf(stored, watch);
      last = { fingerprint, words };
      // What failed, or was given up, may succeed later.
      words.catch(() => {
        last = null;
      });
    }
    const rows = rowsWith(search, await last.words);
    const lines: MoleculeLine[] = [];
    for (const row of rows.slice(from, to)) lines.push(...(await linesOf(stored, row, row + 1)));
    return { total: rows.length, lines };
  };
}

/**
 * As it is written, for SMILES tell their atoms apart by it; without regard to capitals where that finds nothing. What is
 * the text itself, and not only has it, comes first.
 */
export function rowsWith(search: string, { names, formulas }: Words): number[] {
  const rows = names.map((_, row) => row);
  const found = (text: string, words: (row: number) => string[]) => {
    const having = rows.filter((row) => words(row).some((word) => word.includes(text)));
    const isItself = (row: number) => words(row).includes(text);
    return [...having.filter(isItself), ...having.filter((row) => !isItself(row))];
  };
  const exact = found(search, (row) => [names[row]!, formulas[row]!]);
  if (exact.length > 0) return exact;
  return found(search.toLowerCase(), (row) => [names[row]!.toLowerCase(), formulas[row]!.toLowerCase()]);
}

async function wordsOf(stored: StoredMolecules, watch: Watch): Promise<Words> {
  const words: Words = { names: [], formulas: [] };
  for (let from = 0; from < stored.count; from += BLOCK) {
    await heed(watch, from, stored.count);
    const set = await stored.part(from, Math.min(from + BLOCK, stored.count));
    for (let row = 0; row < set.count; row++) {
      words.names.push(set.name(row));
      words.formulas.push(formulaOf(set.geometry(row).atomicNumbers));
    }
  }
  return words;
}

async function linesOf(stored: StoredMolecules, from: number, to: number): Promise<MoleculeLine[]> {
  const set = await stored.part(from, to);
  const lines: MoleculeLine[] = [];
  for (let row = 0; row < set.count; row++) {
    const { atomicNumbers, grid, totalCharge } = await set.molecule(row);
    lines.push({
      row: from + row,
      name: set.name(row),
      formula: formulaOf(atomicNumbers),
      atoms: atomicNumbers.length,
      points: grid.length / 3,
      totalCharge,
    });
  }
  return lines;
}
