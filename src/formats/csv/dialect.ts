/** How a text table is written: encoding, delimiter, decimal sign, and what of its first rows are names. */
import { AnnealError } from '../../protocol/errors';
import type { Reading, ReadingQuestion } from '../../protocol/reading';
import type { NamedBlob } from '../openedFile';
import { createCellReader } from './cells';
import { type CommentRule, type Lead, namesInComments, readLead } from './comments';
import { guessDecimalComma } from './decimal';
import { commentRule, type Sample, sampleRows, sniffDelimiter } from './delimiter';
import { looksForeign, sniffEncoding } from './encoding';
import { findLayout, type Layout, noLines, widthOf } from './layout';
import { marksFrom } from './marks';
import { columnNames } from './names';
import { createDecoder, type TextEncoding } from './pieces';
import type { PreviewSource } from './preview';
import { LONGEST_CELL } from './rows';

export interface CsvDialect {
  encoding: TextEncoding;
  /** A tab where cells stand apart by runs of blanks. */
  delimiter: string;
  isBlank: boolean;
  decimalComma: boolean;
  comment: CommentRule;
  skipLines: number;
  /** Names of the columns, where a comment gives them. */
  names: string[] | null;
  /** Rows before the first one of data: names, then units. */
  headerRows: number;
  unnamed: Layout['unnamed'];
  /** Words that stand for a missing value, as somebody has said; null where nobody has. */
  marks: Set<string> | null;
}

/** A dialect, what of it nobody has said and the text leaves open, and what there is to say of it. */
export interface SniffedDialect {
  dialect: CsvDialect;
  questions: ReadingQuestion[];
  remarks: string[];
  preview: PreviewSource;
}

const SAMPLE_BYTES = 1 << 16;
/** A sample without two whole rows is taken larger, up to this: tables can be very wide. */
const MAX_SAMPLE_BYTES = LONGEST_CELL;
/** A file that is one longer line is no table. */
const LONGEST_LINE = 1 << 20;
/** One of several lines that are no two rows has a quote that is not closed, or a very long text. */
const MAX_QUOTED_BYTES = 1 << 19;

/**
 * Judges by the start of the file, usually 64 KiB.
 * @param encoding as the rest of the file has shown it to be.
 * @throws AnnealError `data-empty` for an empty file, `file-format` for what is no text table.
 */
export async function sniffDialect(
  file: NamedBlob,
  reading: Reading = {},
  known?: TextEncoding,
  sampleBytes = SAMPLE_BYTES,
): Promise<SniffedDialect> {
  const bytes = new Uint8Array(await file.blob.slice(0, sampleBytes).arrayBuffer());
  const encoding = known ?? sniffEncoding(bytes);
  const text = createDecoder(encoding)(bytes);
  refuseNoText(file, text, bytes);
  const isWhole = file.blob.size <= sampleBytes;
  const larger = () => sniffDialect(file, reading, known, sampleBytes * 8);
  const breaks = countBreaks(text);
  if (breaks < 2 && !isWhole && sampleBytes < MAX_SAMPLE_BYTES) return larger();
  if (breaks === 0 && bytes.length > LONGEST_LINE) throw noLines(file.name, bytes.length);
  const lead = readLead(text);
  const sample: Sample = { bytes: new TextEncoder().encode(text), isWhole };
  const { rows, rules } = rowsBy(lead, sample);
  if (rows.length < 2 && !isWhole && sampleBytes < MAX_QUOTED_BYTES) return larger();
  const marks = reading.missing === undefined ? null : marksFrom(reading.missing);
  const decimalComma = reading.decimal
    ? reading.decimal === 'comma'
    : guessDecimalComma(rows, rules.delimiter, rules.isBlank);
  const cells = createCellReader(decimalComma, marks ?? undefined);
  const named = namesInComments(lead, widthOf(rows), rules.delimiter);
  const layout = findLayout(file.name, rows, cells, { named: named !== null, header: reading.header });
  const said = layout.headerRows === 0 && reading.header !== 'no' ? named : null;
  const names = said ?? layout.names;
  const dialect: CsvDialect = {
    ...rules,
    encoding,
    decimalComma,
    skipLines: Math.max(lead.lines, layout.skipLines),
    names,
    headerRows: layout.headerRows,
    unnamed: layout.unnamed,
    marks,
  };
  const remarks = [
    ...(lead.delimiter
      ? [`Line 1 says that cells are separated by ${JSON.stringify(lead.delimiter)}, and is no row`]
      : []),
    ...(encoding === 'windows-1252' && looksForeign(bytes)
      ? [
          'Texts are read as Windows-1252 (Western European), which they do not seem to be; save the file as UTF-8 where they look wrong',
        ]
      : []),
    ...leadRemarks(lead, named !== null),
    ...(said && !lead.arePassed ? ['The names of the columns are those of the comment before them'] : []),
  ];
  return {
    dialect,
    questions: layout.questions,
    remarks: [...remarks, ...layout.remarks],
    preview: previewOf(
      dialect,
      rows.filter(({ line }) => line > dialect.skipLines).map(({ cells }) => cells),
    ),
  };
}

/** A line that names the columns is nothing to tell of. */
function leadRemarks({ arePassed, comments, lines, names }: Lead, areNamed: boolean): string[] {
  if (!arePassed || names) return [];
  if (comments.length === 1) return areNamed ? [] : [`Line ${lines} was passed over as a comment`];
  return [`The first ${lines} lines are comments and were passed over`];
}

function rowsBy(lead: Lead, sample: Sample) {
  const skipLines = lead.lines;
  const first: CommentRule = { mark: lead.mark ?? '#', isAlways: lead.mark !== null };
  const found = lead.delimiter
    ? { delimiter: lead.delimiter, isBlank: false }
    : sniffDelimiter(sample, { comment: first, skipLines });
  // Whether lines that begin with the mark are rows shows in the rows.
  const all = sampleRows(sample, {
    ...found,
    comment: { ...first, isAlways: false },
    skipLines: skipLines + (lead.arePassed ? 0 : lead.comments.length),
  });
  const comment = commentRule(lead, all);
  const rules = { ...found, comment };
  return { rules, rows: sampleRows(sample, { ...rules, skipLines }) };
}

/** Line breaks with something before them, up to two: a pattern would run out of stack on a long line. */
function countBreaks(text: string): number {
  let count = 0;
  for (let at = 0, begin = 0; count < 2; begin = at + 1) {
    const [lf, cr] = [text.indexOf('\n', begin), text.indexOf('\r', begin)];
    if (lf < 0 && cr < 0) return count;
    at = lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr);
    if (at > begin) count++;
  }
  return count;
}

/** The rows of data, beside the names that they get. */
function previewOf({ headerRows, names, unnamed }: CsvDialect, rows: readonly string[][]): PreviewSource {
  const [first = []] = rows;
  const header =
    names ?? (headerRows === 0 ? first.map(() => '') : unnamed === 'front' ? ['', ...first] : first);
  return { names: columnNames(header), rows: rows.slice(headerRows) };
}

function refuseNoText(file: NamedBlob, text: string, bytes: Uint8Array): void {
  if (text.includes('\0')) {
    throw new AnnealError(
      'file-format',
      `${file.name} is neither a text table nor a format that Anneal knows.`,
      {
        place: file.name,
        received: `bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
        remedy: 'Choose HDF5, CSV, TSV, NPY, NPZ, Parquet, XYZ or SDF.',
      },
    );
  }
  const known = strangers.find(({ start }) => start.test(text.slice(0, 1000)));
  if (known) {
    throw new AnnealError('file-format', `${file.name} is ${known.what}, which is no table.`, {
      place: file.name,
      received: known.what,
      remedy: known.remedy,
    });
  }
  if (text.trim() === '' && file.blob.size <= bytes.length) {
    throw new AnnealError('data-empty', `${file.name} is empty.`, {
      place: file.name,
      received: `${file.blob.size} bytes`,
      remedy: 'Choose a file that has a header and at least a few rows.',
    });
  }
}

/** Texts that people keep data in and that have no rows. */
const strangers = [
  {
    start: /^\s*(?:\{\s*(?:"[^"\n]*"\s*:|\})|\[\s*(?:\{\s*"|\[))/,
    what: 'JSON',
    remedy: 'Save it as a table, in Python with pandas.read_json(FILE).to_csv("table.csv", index=False).',
  },
  {
    start: /^\s*<(?:\?xml|!doctype|html|svg)/i,
    what: 'XML or a page of the web',
    remedy: 'Save the table that it shows as CSV; a download that asks for a password saves such a page.',
  },
];
