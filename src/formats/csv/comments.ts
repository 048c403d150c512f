/** Lines of a text table that are no rows: comments, wherever they stand, and what they say about columns. */
import { isUnit } from './units';

/** How comments are told from rows. */
export interface CommentRule {
  mark: string;
  /** Whether every line that begins with the mark is one; else those alone that have not the cells of a row. */
  isAlways: boolean;
}

const LEADING = /^[ \t]*"?(#|%|\/\/|![A-Za-z])/;

/** What stands before the table. */
export interface Lead {
  /** `sep=;`, as Excel writes and reads it. */
  delimiter: string | null;
  /** Lines that this takes. */
  lines: number;
  /** The lines of comments before the first row, as they are. */
  comments: string[];
  mark: string | null;
}

export function readLead(text: string): Lead {
  const lines = text.split(/\r\n|\n|\r/, 1000);
  const separator = /^\ufeff?"?sep=(.|\\t)"?\s*$/i.exec(lines[0] ?? '');
  const begin = separator ? 1 : 0;
  let at = begin;
  const comments: string[] = [];
  let mark: string | null = null;
  for (; at < lines.length; at++) {
    const line = lines[at]!.replace('\ufeff', '');
    if (line.trim() === '') continue;
    const own = LEADING.exec(line)?.[1]?.replace(/^!.*/, '!');
    if (own === undefined || (mark !== null && own !== mark)) break;
    mark = own;
    comments.push(line);
  }
  // Where every line begins so, these are the rows.
  const isTable = comments.length > 1 && lines.slice(at).every((line) => line.trim() === '');
  const delimiter = separator ? separator[1]!.replace('\\t', '\t') : null;
  return { delimiter, lines: begin, ...(isTable ? { comments: [], mark: null } : { comments, mark }) };
}

/**
 * The names of so many columns, where a comment gives them, as `numpy.savetxt` writes its header; the line of units below
 * them is none.
 */
export function namesInComments({ comments, mark }: Lead, width: number, delimiter: string): string[] | null {
  if (mark === null) return null;
  const [last, before] = comments
    .slice(-2)
    .reverse()
    .map((line) => namesIn(line, mark, width, delimiter));
  return last && before && last.every(isUnit) ? before : (last ?? null);
}

function namesIn(line: string, mark: string, width: number, delimiter: string): string[] | null {
  const text = line
    .slice(line.indexOf(mark) + mark.length)
    .replace(/^#+/, '')
    .trim();
  for (const separator of [delimiter, ',', ';', '\t', /\s{2,}/, /\s+/]) {
    const names = text.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    // `station: north` is a remark.
    const areNames = names.every(
      (name) => name !== '' && !/^[+-]?[\d.]+$/.test(name) && !/:\s|:$|=/.test(name),
    );
    if (names.length === width && areNames && new Set(names).size === width) return names;
  }
  return null;
}
