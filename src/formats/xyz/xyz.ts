/** XYZ files, plain and extended: the number of atoms, a comment, an atom a line; frame after frame. */
import { AnnealError } from '../../protocol/errors';
import { type Fault, type Found, type Frame, type FrameRemark, faultError } from '../frames/frame';
import type { Lines } from '../frames/lines';
import { openFrames } from '../frames/openFrames';
import type { NamedBlob, OpenedFile, ReadProgress } from '../openedFile';
import { addAtom, emptyFrame, plainColumns, readProperties, type XyzColumns } from './columns';
import { readComment } from './comment';

/** Whether a text begins like a frame: a number of atoms, any line, an atom. */
export function isXyz(start: string): boolean {
  return /^\s*\d+[ \t]*\r?\n[^\n]*\n[ \t]*(?:[A-Za-z]{1,2}\d*|\d{1,3})(?:[ \t]+[+-]?\d*\.\d+(?:[eEdD][+-]?\d+)?){3}\s/.test(
    start,
  );
}

/**
 * Opens the frames, for which all of them are read once; each stream reads them once more.
 * @throws AnnealError `data-empty`, `file-format`, `file-truncated`, `data-type` where no frame can be read, `cancelled`.
 */
export function openXyz(
  file: NamedBlob,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  return openFrames(file.name, [{ file, read: readXyz }], 'xyz', { onProgress, signal });
}

/** Lines that are looked at together. */
const STEP = 1024;

export async function* readXyz(file: string, lines: Lines): AsyncGenerator<Found> {
  const frameAt = createFrameReader();
  let frame = 1;
  for (;;) {
    await lines.ahead(1);
    const header = lines.at(0);
    if (header === null) return;
    const count = countOf(header);
    if (count === null) {
      if (header.trim() === '') lines.drop(1);
      else if (frame === 1) throw noCount(file, lines.number, header);
      else {
        yield { kind: 'remark', remark: { about: 'stray-line' }, line: lines.number };
        lines.drop(1);
      }
      continue;
    }
    const line = lines.number;
    const read = await frameAt(lines, count);
    if ('frame' in read) {
      for (const remark of read.remarks) yield { kind: 'remark', remark, line };
      if (count > 0) yield { kind: 'frame', frame: read.frame, line };
      lines.drop(count + 2);
    } else {
      yield { kind: 'damaged', error: faultError(file, frame, read.fault) };
      if (read.keepsCount && (await endsAfter(lines, count))) lines.drop(count + 2);
      else await findFrame(lines, frameAt);
    }
    frame++;
  }
}

/** A line with one whole number and nothing else. */
function countOf(line: string): number | null {
  const found = /^\s*(\d+)\s*$/.exec(line)?.[1];
  return found === undefined ? null : Number(found);
}

/** Whether the frame that begins here has as many lines as it says: another one or nothing is behind them. */
async function endsAfter(lines: Lines, count: number): Promise<boolean> {
  await lines.ahead(count + 3);
  const next = lines.at(count + 2);
  return next === null || next.trim() === '' || countOf(next) !== null;
}

/** Goes to the next line at which a frame begins that can be read, or to the end. */
async function findFrame(lines: Lines, frameAt: FrameReader): Promise<void> {
  for (;;) {
    lines.drop(1);
    await lines.ahead(1);
    const line = lines.at(0);
    if (line === null) return;
    const count = countOf(line);
    if (count && 'frame' in (await frameAt(lines, count))) return;
  }
}

/** Reads the frame of so many atoms whose first line is the first that is held, and leaves the lines there. */
type FrameReader = (lines: Lines, count: number) => Promise<ReadFrame>;

type ReadFrame =
  | { frame: Frame; remarks: FrameRemark[] }
  /** `keepsCount`: it may well have as many lines as it says. */
  | { fault: Fault; keepsCount: boolean };

function createFrameReader(): FrameReader {
  /** Frames of a file have the same columns, as a rule. */
  let last: { properties: string; columns: XyzColumns | string } | null = null;

  function columnsOf(properties: string | null): XyzColumns | string {
    if (properties === null) return plainColumns;
    if (last?.properties !== properties) last = { properties, columns: readProperties(properties) };
    return last.columns;
  }

  return async (lines, count) => {
    await lines.ahead(2);
    const title = lines.at(1)?.trim() ?? '';
    const comment = readComment(title);
    const columns = columnsOf(comment.properties);
    if (typeof columns === 'string') {
      const remedy = 'Write it as Properties=species:S:1:pos:R:3, with further columns behind.';
      const fault = { line: lines.number + 1, what: `of Properties, ${columns}`, received: title, remedy };
      return { fault, keepsCount: true };
    }
    const frame = emptyFrame(title, columns, comment.info);
    let hasMore = false;
    for (let atom = 0; atom < count; atom++) {
      if (atom % STEP === 0) await lines.ahead(2 + Math.min(atom + STEP, count));
      const text = lines.at(2 + atom);
      const line = lines.number + 2 + atom;
      if (text === null) return { fault: cutOff(line - 1, atom, count), keepsCount: false };
      if (text.trim() === '' || countOf(text) !== null)
        return { fault: tooFew(line, atom, count, text), keepsCount: false };
      const added = addAtom(frame, columns, text, line);
      if (typeof added !== 'number') return { fault: added, keepsCount: true };
      hasMore ||= added > 0;
    }
    const more = await moreAtoms(lines, count, columns);
    if (more > 0) return { fault: tooMany(lines.number, count, count + more), keepsCount: false };
    const remarks: FrameRemark[] = columns.texts.map((name) => ({ about: 'text-column', name }));
    if (comment.isPeriodic) remarks.push({ about: 'lattice' });
    if (saysBohr(title)) remarks.push({ about: 'bohr' });
    if (hasMore) remarks.push({ about: 'extra-columns' });
    if (count === 0) remarks.push({ about: 'no-atoms' });
    return { frame, remarks };
  };
}

/** Atoms that follow a frame which has all that it says: then it says too few. */
async function moreAtoms(lines: Lines, count: number, columns: XyzColumns): Promise<number> {
  for (let more = 0; ; more++) {
    await lines.ahead(count + 3 + more);
    const text = lines.at(count + 2 + more);
    if (text === null || typeof addAtom(emptyFrame('', columns, new Map()), columns, text, 0) !== 'number')
      return more;
  }
}

/** Whether a comment speaks of atomic units of length; `Au` is gold. */
function saysBohr(comment: string): boolean {
  return (
    /\bbohrs?\b|\batomic[ _]units?\b|\ba\.u\./i.test(comment) ||
    /(?:^|[\s(=[])(?:au|AU)(?:$|[\s),\]])/.test(comment)
  );
}

function cutOff(line: number, found: number, count: number): Fault {
  return {
    line,
    what: `the file ends after ${found} of ${count} atoms`,
    received: `${found} atoms`,
    remedy: 'Save the file again, or take the frame away.',
    code: 'file-truncated',
  };
}

function tooFew(line: number, found: number, count: number, text: string): Fault {
  return {
    line,
    what: `here atom ${found + 1} of ${count} should be`,
    received: text.trim() || 'a blank line',
    remedy: 'Correct the number of atoms above the comment, or add those that are missing.',
  };
}

function tooMany(line: number, count: number, found: number): Fault {
  return {
    line,
    what: `it says ${count} atom${count === 1 ? '' : 's'}, and ${found} follow`,
    received: `${count}`,
    remedy: `Write ${found} if all of them belong to the frame.`,
  };
}

function noCount(file: string, line: number, header: string): AnnealError {
  const received = header.trim().slice(0, 80);
  return new AnnealError(
    'file-format',
    `${file}, line ${line} should be the number of atoms, and is "${received}".`,
    {
      place: `${file}, line ${line}`,
      received,
      remedy:
        'Begin each frame with the number of its atoms and a comment line; rename a table of numbers to .csv or .txt.',
    },
  );
}
