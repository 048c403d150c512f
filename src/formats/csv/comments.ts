/** Lines of a text table that are no rows: comments, wherever they stand, and what they say about columns. */
import { isUnit } from './units';

/** How comments are told from rows. */
export interface CommentRule {
  mark: string;
  /** Whether every line that begins with the mark is one; else those alone that have not the cells of a row. */
  isAlways: boolean;
}

/** `; ` alone: where semicolons stand between cells, a first one follows an empty cell. `@` is GROMACS's. */
const LEADING = /^[ \t]*"?(#|%|\/\/|!(?=[A-Za-z ])|;(?=[ \t][^;]*$)|@(?=[ \t]|TYPE))/;
/** A first cell that is the mark alone: the name of a column of numbers. */
const BARE = /^[ \t]*"?(?:#|%)"?[,;|\t]/;

/** What stands before the table. */
export interface Lead {
  /** `sep=;`, as Excel writes and reads it. */
  delimiter: string | null;
  /** Lines at the beginning that are passed over by their number. */
  lines: number;
  /** Whether all comments are among these lines. */
  arePassed: boolean;
  /** The lines of comments before the first row, as they are. */
  comments: string[];
  mark: string | null;
  /** Of the columns, where an ARFF file declares them. */
  names: string[] | null;
}

export function readLead(text: string): Lead {
  const declared = readArff(text);
  if (declared) return declared;
  const lines = text.split(/\r\n|\n|\r/, 1000);
  const separator = /^\ufeff?"?sep=(.|\\t)"?\s*$/i.exec(lines[0] ?? '');
  const begin = separator ? 1 : 0;
  let at = begin;
  const comments: string[] = [];
  let mark: string | null = null;
  let isMixed = false;
  for (; at < lines.length; at++) {
    const line = lines[at]!.replace('\ufeff', '');
    if (line.trim() === '') continue;
    const own = LEADING.exec(line)?.[1];
    if (own === undefined) break;
    // Later comments begin with the last mark, and only with that.
    if (mark !== null && own !== mark) isMixed = true;
    mark = own;
    comments.push(line);
  }
  // Where every line begins so, these are the rows.
  const isTable = comments.length > 1 && lines.slice(at).every((line) => line.trim() === '');
  const delimiter = separator ? separator[1]!.replace('\\t', '\t') : null;
  const isHeader = comments.length === 1 && BARE.test(comments[0]!);
  const arePassed = !isTable && (isMixed || isHeader);
  const lead = isTable ? { comments: [], mark: null } : { comments, mark };
  return { delimiter, lines: arePassed ? at : begin, arePassed, names: null, ...lead };
}

/** The head of a file of Weka: names of the columns, and `@data` before the rows. */
function readArff(text: string): Lead | null {
  const start = /^\s*@data[ \t]*\r?$/im.exec(text);
  if (!start || !/^(?:[ \t]*(?:%.*)?\r?\n)*[ \t]*@relation\b/i.test(text)) return null;
  const head = text.slice(0, start.index + start[0].length);
  const names = [...head.matchAll(/^[ \t]*@attribute\s+(?:'([^']*)'|"([^"]*)"|(\S+))/gim)];
  return {
    delimiter: null,
    lines: head.split('\n').length,
    arePassed: true,
    comments: [],
    mark: '%',
    names: names.map(([, single, double, plain]) => single ?? double ?? plain ?? ''),
  };
}

/**
 * The names of so many columns, where a comment gives them, as `numpy.savetxt` writes its header; the line of units below
 * them is none.
 */
export function namesInComments(
  { comments, names }: Lead,
  width: number,
  delimiter: string,
): string[] | null {
  if (names) return names.length === width ? names : null;
  const [last, before] = comments
    .slice(-2)
    .reverse()
    .map((line) => namesIn(line, width, delimiter));
  if (!before) return last && areDifferent(last) ? last : null;
  if (!areDifferent(before)) return null;
  // Units may be alike.
  return !last || !areDifferent(last) || last.filter(isUnit).length >= last.length / 2 ? before : last;
}

const areDifferent = (names: readonly string[]) => new Set(names).size === names.length;

function namesIn(line: string, width: number, delimiter: string): string[] | null {
  const mark = LEADING.exec(line)?.[1] ?? '';
  if (mark === '@') return null;
  const text = BARE.test(line)
    ? line.trim()
    : line
        .slice(line.indexOf(mark) + mark.length)
        .replace(/^#+/, '')
        .trim();
  for (const separator of [delimiter, ',', ';', '\t', /\s{2,}/, /\s+/]) {
    const names = text.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    // `station: north` is a remark.
    const areNames = names.every(
      (name) => name !== '' && !/^[+-]?[\d.]+$/.test(name) && !/:\s|:$|=/.test(name),
    );
    if (names.length === width && areNames) return names;
  }
  return null;
}
