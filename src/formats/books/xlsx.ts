/** Excel workbooks (ECMA-376): the sheets of the archive, and the rows of each as they are read. */
import { AnnealError } from '../../protocol/errors';
import type { NamedBlob, ReadWatch } from '../openedFile';
import { openZip, type ZipArchive } from '../zip/zip';
import { type BookSheet, type Cell, type MergedCells, MOST_COLUMNS, type SheetRow } from './cells';
import { attributeOf, createXmlReader, type XmlSink } from './xml';

/** @returns sheets in the order of the workbook. @throws AnnealError as `openZip` does, `file-format`. */
export async function openXlsx(file: NamedBlob, watch: ReadWatch = {}): Promise<BookSheet[]> {
  const archive = await openZip(file);
  const part = (path: string) => archive.entries.find(({ name }) => samePath(name, path));
  const read = async (path: string, sink: XmlSink) => {
    const entry = part(path);
    if (entry) for await (const _ of xmlOf(file.name, archive, entry, sink));
  };
  const workbook = await readWorkbook(read);
  const targets = await readTargets(read);
  const sheets = workbook.sheets.flatMap(({ id, ...sheet }) => {
    const target = targets.get(id);
    return target?.isSheet ? [{ ...sheet, path: target.path }] : [];
  });
  // What lists no sheets may have some all the same.
  const found = archive.entries.filter(({ name }) => /^xl\/worksheets\/[^/]+\.xml$/i.test(name));
  if (sheets.length === 0)
    sheets.push(
      ...found.map(({ name }) => ({ path: name, isHidden: false, name: /([^/]+)\.xml$/i.exec(name)![1]! })),
    );
  let shared: Promise<[string[], Style[]]> | null = null;
  return sheets.map(({ name, isHidden, path }) => ({
    name,
    isHidden,
    async *rows(merged) {
      shared ??= Promise.all([readTexts(read), readStyles(read)]);
      const [texts, styles] = await shared;
      const entry = part(path);
      if (!entry) throw broken(file.name, `the sheet ${name} is missing`);
      const epoch = workbook.from1904 ? 24107 : 25569;
      const sink = createSheetSink(`${file.name}, sheet ${name}`, { texts, styles, epoch, merged });
      for await (const _ of xmlOf(file.name, archive, entry, sink, watch)) yield* sink.taken();
      yield* sink.taken();
    },
  }));
}

async function* xmlOf(
  file: string,
  archive: ZipArchive,
  entry: ZipArchive['entries'][number],
  sink: XmlSink,
  watch?: ReadWatch,
): AsyncGenerator<void> {
  const reader = createXmlReader(`${file}/${entry.name}`, sink);
  let decoder: TextDecoder | null = null;
  for await (const piece of archive.stream(entry, watch)) {
    decoder ??= new TextDecoder(piece[0] === 0xff ? 'utf-16le' : piece[0] === 0xfe ? 'utf-16be' : 'utf-8');
    reader.take(decoder.decode(piece, { stream: true }));
    yield;
  }
  reader.end();
}

type ReadPart = (path: string, sink: XmlSink) => Promise<void>;

interface ListedSheet {
  name: string;
  id: string;
  isHidden: boolean;
}

async function readWorkbook(read: ReadPart): Promise<{ sheets: ListedSheet[]; from1904: boolean }> {
  const sheets: ListedSheet[] = [];
  let from1904 = false;
  await read('xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
      const id = attributeOf(attributes, 'id');
      if (name !== 'sheet' || id === null) return;
      const isHidden = /hidden/i.test(attributeOf(attributes, 'state') ?? '');
      sheets.push({ name: attributeOf(attributes, 'name') ?? id, id, isHidden });
    },
    close() {},
    text() {},
  });
  return { sheets, from1904 };
}

/** The parts of the workbook by their identifiers. */
async function readTargets(read: ReadPart): Promise<Map<string, { path: string; isSheet: boolean }>> {
  const targets = new Map<string, { path: string; isSheet: boolean }>();
  await read('xl/_rels/workbook.xml.rels', {
    open(name, attributes) {
      const target = attributeOf(attributes, 'Target');
      const id = attributeOf(attributes, 'Id');
      if (name !== 'Relationship' || target === null || id === null) return;
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
      // Sheets of charts and of macros are no tables.
      targets.set(id, { path, isSheet: /\/worksheet$/.test(attributeOf(attributes, 'Type') ?? '') });
    },
    close() {},
    text() {},
  });
  return targets;
}

/** The texts that cells refer to by number. */
async function readTexts(read: ReadPart): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let phonetic = 0;
  await read('xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic++;
      if (name === 't') isText = phonetic === 0;
    },
    close(name) {
      if (name === 't') isText = false;
      if (name === 'rPh') phonetic--;
      if (name === 'si') texts.push(unescaped(text));
    },
    text(piece) {
      if (isText) text += piece;
    },
  });
  return texts;
}

/** What a number is shown as. */
type Style = 'number' | 'date' | 'time';

async function readStyles(read: ReadPart): Promise<Style[]> {
  const codes = new Map<number, string>();
  const styles: Style[] = [];
  let isCells = false;
  await read('xl/styles.xml', {
    open(name, attributes) {
      const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
      if (name === 'numFmt') codes.set(id, attributeOf(attributes, 'formatCode') ?? '');
      if (name === 'cellXfs') isCells = true;
      if (name === 'xf' && isCells) styles.push(styleOf(id, codes.get(id)));
    },
    close(name) {
      if (name === 'cellXfs') isCells = false;
    },
    text() {},
  });
  return styles;
}

/** Formats with a code below 164 are built in (ECMA-376, 18.8.30); 27 to 36 and 50 to 58 are dates in East Asia. */
function styleOf(id: number, code: string | undefined): Style {
  if (code === undefined) {
    if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
      return 'date';
    return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? 'time' : 'number';
  }
  const [first = ''] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';');
  const letters = first.replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').replace(/general|am\/pm|a\/p/gi, '');
  if (/[dy]/i.test(letters)) return 'date';
  if (/[hs]/i.test(letters)) return 'time';
  return /m/i.test(letters) ? 'date' : 'number';
}

interface SheetContext {
  texts: readonly string[];
  styles: readonly Style[];
  /** Days from the first day of the workbook to 1970-01-01. */
  epoch: number;
  merged?: ((cells: MergedCells) => void) | undefined;
}

function createSheetSink(place: string, context: SheetContext): XmlSink & { taken(): SheetRow[] } {
  let rows: SheetRow[] = [];
  let row: SheetRow = { row: 0, cells: [] };
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let isValue = false;
  let hasFormula = false;
  let phonetic = 0;

  return {
    open(name, attributes) {
      switch (name) {
        case 'row': {
          const number = Number(attributeOf(attributes, 'r') ?? row.row + 1);
          if (!(number > row.row && number <= 2 ** 20))
            throw broken(place, `row ${number} follows ${row.row}`);
          row = { row: number, cells: [] };
          column = -1;
          break;
        }
        case 'c': {
          const at = columnOf(attributeOf(attributes, 'r')) ?? column + 1;
          if (at <= column || at >= MOST_COLUMNS)
            throw broken(place, `row ${row.row} has cells out of order`);
          column = at;
          type = attributeOf(attributes, 't') ?? 'n';
          style = Number(attributeOf(attributes, 's') ?? 0);
          value = '';
          hasFormula = false;
          break;
        }
        case 'v':
          isValue = true;
          break;
        case 't':
          isValue = phonetic === 0;
          break;
        case 'f':
          hasFormula = true;
          break;
        case 'rPh':
          phonetic++;
          break;
        case 'mergeCell':
          takeMerged(attributeOf(attributes, 'ref') ?? '');
          break;
      }
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'c') {
        const cell = cellOf();
        if (cell) row.cells.push(cell);
      } else if (name === 'row' && row.cells.length > 0) rows.push(row);
    },
    text(piece) {
      if (isValue) value += piece;
    },
    taken() {
      const taken = rows;
      rows = [];
      return taken;
    },
  };

  function cellOf(): Cell | null {
    if (value === '') return hasFormula && type !== 'str' ? { column, text: '', kind: 'formula' } : null;
    switch (type) {
      case 's': {
        const text = context.texts[Number(value)];
        if (text === undefined)
          throw broken(place, `row ${row.row} refers to text ${value}, which is missing`);
        return text === '' ? null : { column, text, kind: 'text' };
      }
      case 'b':
        return { column, text: value === '1' ? 'TRUE' : 'FALSE', kind: 'text' };
      case 'e':
        return { column, text: value, kind: 'error' };
      case 'n':
        return numberCell();
      case 'd': {
        const time = Date.parse(/T/.test(value) && !/Z$/.test(value) ? `${value}Z` : value);
        if (Number.isNaN(time)) return { column, text: value, kind: 'text' };
        return { column, text: String(time / 86_400_000), kind: 'date' };
      }
      default:
        return { column, text: unescaped(value), kind: 'text' };
    }
  }

  function numberCell(): Cell {
    const text = value.trim();
    const shown = context.styles[style] ?? 'number';
    if (text === '' || Number.isNaN(Number(text)))
      throw broken(place, `row ${row.row} has ${value} as a number`);
    if (shown !== 'date') return { column, text, kind: shown };
    const days = Number(text);
    // Excel takes 1900 for a leap year: its days before March 1900 are one too few.
    const early = context.epoch === 25569 && days < 60 ? 1 : 0;
    return { column, text: String(roundDays(days - context.epoch + early)), kind: 'date' };
  }

  function takeMerged(ref: string): void {
    const [from = '', to = from] = ref.split(':');
    const [left, right] = [columnOf(from), columnOf(to)];
    const [top, bottom] = [Number(from.replace(/\D/g, '')), Number(to.replace(/\D/g, ''))];
    if (left !== null && right !== null && top > 0 && bottom >= top && right >= left)
      context.merged?.({ top: top - 1, left, bottom: bottom - 1, right });
  }
}

/** What a difference of two numbers has lost is less than a hundredth of a millisecond. */
function roundDays(days: number): number {
  return Math.round(days * 1e10) / 1e10;
}

/** `BC12` → 54; null where there is none. */
function columnOf(reference: string | null): number | null {
  const letters = /^\$?([A-Z]{1,3})/i.exec(reference ?? '')?.[1]?.toUpperCase();
  if (!letters) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Characters that XML has no place for are written `_x000D_`. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function samePath(name: string, path: string): boolean {
  return name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase() === path.toLowerCase();
}

function broken(place: string, what: string): AnnealError {
  return new AnnealError('file-format', `${place} is not sound: ${what}.`, {
    place,
    remedy: 'Open the workbook in a spreadsheet program and save it anew, or save the sheet as CSV.',
  });
}
