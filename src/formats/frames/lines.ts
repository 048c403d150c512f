/** The lines of a text file, read ahead as far as a frame needs them: of a large file only a piece is held. */
import { AnnealError } from '../../protocol/errors';
import { piecesOf, type TextEncoding } from '../csv/pieces';
import type { NamedBlob, ReadWatch } from '../openedFile';

export interface Lines {
  /** Which line of the file `at(0)` is, from 1. */
  readonly number: number;
  /** Reads until so many lines are held, or the file ends. @throws AnnealError `cancelled`, `file-format`. */
  ahead(count: number): Promise<void>;
  /** The line so many behind the first, without its end; null behind the end of the file and of what was read ahead. */
  at(offset: number): string | null;
  drop(count: number): void;
}

const LINE_END = /\r\n?|\n/;

/** A longer line is refused: what has no line ends is no text of frames. */
const LONGEST_LINE = 2 ** 25;

export function createLines(file: NamedBlob, encoding: TextEncoding, watch?: ReadWatch): Lines {
  const pieces = piecesOf(file, encoding, watch);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let held: string[] = [];
  /** Of the lines that are held, how many are done with. */
  let done = 0;
  let number = 1;
  let rest = '';
  let isEnd = false;

  async function readPiece(): Promise<void> {
    const next = await pieces.next();
    isEnd = next.done === true;
    const text = rest + (next.done ? decoder.decode() : decoder.decode(next.value, { stream: true }));
    // The line feed behind a carriage return may be in the next piece.
    const isCut = !isEnd && text.endsWith('\r');
    const lines = (isCut ? text.slice(0, -1) : text).split(LINE_END);
    rest = isEnd ? '' : lines.pop()! + (isCut ? '\r' : '');
    if (isEnd && lines.at(-1) === '') lines.pop();
    if (rest.length > LONGEST_LINE) throw tooLong(file.name, number + held.length - done + lines.length);
    held = held.slice(done).concat(lines);
    done = 0;
  }

  return {
    get number() {
      return number;
    },
    async ahead(count) {
      while (held.length - done < count && !isEnd) await readPiece();
    },
    at: (offset) => held[done + offset] ?? null,
    drop(count) {
      const dropped = Math.min(count, held.length - done);
      done += dropped;
      number += dropped;
    },
  };
}

function tooLong(file: string, line: number): AnnealError {
  return new AnnealError(
    'file-format',
    `${file}, line ${line} is longer than ${LONGEST_LINE / 2 ** 20} MiB.`,
    {
      place: `${file}, line ${line}`,
      received: `more than ${LONGEST_LINE} characters`,
      remedy: 'Choose a text file with an atom a line.',
    },
  );
}
