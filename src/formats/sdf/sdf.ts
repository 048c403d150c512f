/** SDF and MOL files: structures with data fields behind them, apart by `$$$$`; V2000 and V3000. */
import { AnnealError } from '../../protocol/errors';
import { type Fault, type Found, faultError, type InfoValue, numberOf } from '../frames/frame';
import type { Lines } from '../frames/lines';
import { openFrames } from '../frames/openFrames';
import type { NamedBlob, OpenedFile, ReadProgress } from '../openedFile';
import { readV2000, readV3000 } from './atomBlock';

/** Whether the fourth line of a text names a version of the format. */
export function isSdf(start: string): boolean {
  return /^(?:[^\n]*\n){3}[^\n]*V[23]000[ \t]*\r?(?:\n|$)/.test(start);
}

/**
 * Opens the structures, for which all of them are read once; each stream reads them once more.
 * @throws AnnealError `data-empty`, `file-format`, `file-truncated`, `data-type` where none can be read, `cancelled`.
 */
export function openSdf(
  file: NamedBlob,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  return openFrames(file.name, [{ file, read: readSdf }], 'sdf', { onProgress, signal });
}

/** Lines that are looked at together. */
const STEP = 1024;
/** A longer structure is refused: the sign that parts it from the next is missing. */
const MOST_LINES = 2 ** 21;

export async function* readSdf(file: string, lines: Lines): AsyncGenerator<Found> {
  for (let frame = 1; ; frame++) {
    const { record, isWhole } = await recordAt(file, lines);
    if (record.every((line) => line.trim() === '') && !isWhole) return;
    const first = lines.number;
    lines.drop(record.length + 1);
    const counts = countsIndex(record);
    if (counts === null) {
      yield { kind: 'damaged', error: faultError(file, frame, noStructure(first, record)) };
      continue;
    }
    const isNew = /V3000\s*$/.test(record[counts]!);
    const block = isNew ? readV3000(record, counts, first) : readV2000(record, counts, first, isWhole);
    if ('what' in block) {
      yield { kind: 'damaged', error: faultError(file, frame, block) };
      continue;
    }
    const { numbers, positions, charge, end } = block;
    const line = first + counts - 3;
    if (numbers.length === 0) {
      yield { kind: 'remark', remark: { about: 'no-atoms' }, line };
      continue;
    }
    const isFlat = positions.every((value, index) => index % 3 < 2 || value === 0);
    if (isFlat && record[counts - 2]?.slice(20, 22) === '2D')
      yield { kind: 'remark', remark: { about: 'drawing' }, line };
    const info = new Map<string, InfoValue>([['charge', { text: `${charge}`, numbers: [charge] }]]);
    for (const [name, text] of fieldsOf(record.slice(end)))
      if (text !== '') info.set(freeName(name, info), fieldValue(text));
    const title = record[counts - 3]?.trim() ?? '';
    yield { kind: 'frame', frame: { title, numbers, positions, perAtom: new Map(), info }, line };
  }
}

/** The lines up to the next `$$$$` or the end of the file. @returns isWhole whether it was there. */
async function recordAt(file: string, lines: Lines): Promise<{ record: string[]; isWhole: boolean }> {
  const record: string[] = [];
  for (;;) {
    if (record.length % STEP === 0) await lines.ahead(record.length + STEP);
    const line = lines.at(record.length);
    if (line === null || line.startsWith('$$$$')) return { record, isWhole: line !== null };
    record.push(line);
    if (record.length > MOST_LINES) throw tooLong(file, lines.number);
  }
}

/** The fourth line; later where blank lines precede the title, by the version that it names. */
function countsIndex(record: readonly string[]): number | null {
  const named = record.slice(0, 12).findIndex((line) => /V[23]000\s*$/.test(line));
  if (named >= 3) return named;
  return /^\s*\d+\s+\d+\b/.test(record[3] ?? '') ? 3 : null;
}

/** `> <NAME>`, lines of its value, a blank line. */
function fieldsOf(lines: readonly string[]): [name: string, text: string][] {
  const fields: { name: string; values: string[] }[] = [];
  let isOpen = false;
  for (const line of lines) {
    const [, name] = /^>.*?<([^>]*)>/.exec(line) ?? /^>\s.*\b(DT\d+)/.exec(line) ?? [];
    if (name !== undefined) fields.push({ name, values: [] });
    else if (isOpen && line.trim() !== '') fields.at(-1)!.values.push(line.trimEnd());
    isOpen = name !== undefined || (isOpen && line.trim() !== '');
  }
  return fields.map(({ name, values }) => [name, values.join('\n')]);
}

function fieldValue(text: string): InfoValue {
  const number = numberOf(text.trim());
  return { text, numbers: number === null ? null : [number] };
}

/** A field may be called `charge` as well, or stand there twice. */
function freeName(wanted: string, taken: ReadonlyMap<string, InfoValue>): string {
  let name = wanted;
  for (let copy = 1; taken.has(name); copy++) name = `${wanted}.${copy}`;
  return name;
}

function noStructure(first: number, record: readonly string[]): Fault {
  const line = first + Math.min(3, Math.max(0, record.length - 1));
  return {
    line,
    what: 'no counts line with the numbers of atoms and bonds is here',
    received: record[3]?.trim() || record.at(-1)?.trim() || 'a blank line',
    remedy: 'Put three lines before the counts: title, program, comment.',
  };
}

function tooLong(file: string, line: number): AnnealError {
  return new AnnealError('file-format', `${file}: the structure that begins on line ${line} has no end.`, {
    place: `${file}, line ${line}`,
    received: `more than ${MOST_LINES} lines`,
    remedy: 'Put $$$$ on a line of its own behind each structure.',
  });
}
