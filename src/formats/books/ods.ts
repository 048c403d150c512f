/** OpenDocument spreadsheets (ISO/IEC 26300): one part holds all sheets; repeated cells and rows stand there once. */
import { AnnealError } from '../../protocol/errors';
import type { NamedBlob, ReadWatch } from '../openedFile';
import { openZip } from '../zip/zip';
import { type BookSheet, type Cell, type MergedCells, MOST_COLUMNS, type SheetRow } from './cells';
import { attributeOf, createXmlReader, type XmlSink } from './xml';

/** Programs fill the rest of a sheet with empty rows; of rows with cells nobody repeats as many. */
const MOST_REPEATED = 1 << 20;

/** @returns sheets in their order. @throws AnnealError as `openZip` does, `file-unsupported` for one with a password. */
export async function openOds(file: NamedBlob, watch: ReadWatch = {}): Promise<BookSheet[]> {
  const archive = await openZip(file);
  const entry = archive.entries.find(({ name }) => name === 'content.xml');
  if (!entry) throw broken(file.name, 'it has no content');
  const content = async function* (sink: XmlSink): AsyncGenerator<void> {
    const reader = createXmlReader(`${file.name}/content.xml`, sink);
    const decoder = new TextDecoder();
    for await (const piece of archive.stream(entry, watch)) {
      const text = decoder.decode(piece, { stream: true });
      if (piece.length > 0 && text !== '' && !/[<>]/.test(text.slice(0, 4096))) throw encrypted(file.name);
      reader.take(text);
      yield;
    }
    reader.end();
  };
  const listing = createListing();
  for await (const _ of content(listing.sink));
  return listing.sheets.map(({ name, isHidden }, index) => ({
    name,
    isHidden,
    async *rows(merged) {
      const sink = createSheetSink(`${file.name}, sheet ${name}`, index, merged);
      for await (const _ of content(sink)) {
        yield* sink.taken();
        if (sink.isDone()) return;
      }
      yield* sink.taken();
    },
  }));
}

function createListing(): { sink: XmlSink; sheets: { name: string; isHidden: boolean }[] } {
  const sheets: { name: string; isHidden: boolean }[] = [];
  const hidden = new Set<string>();
  let style = '';
  let depth = 0;
  const sink: XmlSink = {
    open(name, attributes) {
      if (name === 'style') style = attributeOf(attributes, 'name') ?? '';
      if (name === 'table-properties' && attributeOf(attributes, 'display') === 'false') hidden.add(style);
      if (name === 'table' && depth++ === 0) {
        const isHidden = hidden.has(attributeOf(attributes, 'style-name') ?? '');
        sheets.push({ name: attributeOf(attributes, 'name') ?? `Sheet${sheets.length + 1}`, isHidden });
      }
    },
    close(name) {
      if (name === 'table') depth--;
    },
    text() {},
  };
  return { sink, sheets };
}

function createSheetSink(
  place: string,
  wanted: number,
  merged: ((cells: MergedCells) => void) | undefined,
): XmlSink & { taken(): SheetRow[]; isDone(): boolean } {
  let rows: SheetRow[] = [];
  let sheet = -1;
  let depth = 0;
  let row = 0;
  let rowRepeated = 1;
  let cells: Cell[] = [];
  let column = 0;
  let cellRepeated = 1;
  let type = '';
  let value: string | null = null;
  let text = '';
  let hasFormula = false;
  let isError = false;
  let isText = false;
  let notes = 0;

  return {
    open(name, attributes) {
      if (name === 'table' && depth++ === 0) {
        sheet++;
        row = 0;
      }
      if (sheet !== wanted || depth !== 1) return;
      const number = (key: string) => Math.max(1, Number(attributeOf(attributes, key) ?? 1) || 1);
      switch (name) {
        case 'table-row':
          cells = [];
          column = 0;
          rowRepeated = number('number-rows-repeated');
          break;
        case 'table-cell':
        case 'covered-table-cell': {
          type = attributeOf(attributes, 'value-type') ?? '';
          value =
            attributeOf(
              attributes,
              type === 'boolean' ? 'boolean-value' : type === 'date' ? 'date-value' : 'value',
            ) ?? attributeOf(attributes, type === 'time' ? 'time-value' : 'string-value');
          hasFormula = attributeOf(attributes, 'formula') !== null;
          cellRepeated = number('number-columns-repeated');
          text = '';
          isError = false;
          const [down, right] = [number('number-rows-spanned'), number('number-columns-spanned')];
          if (down > 1 || right > 1)
            merged?.({ top: row, left: column, bottom: row + down - 1, right: column + right - 1 });
          break;
        }
        case 'annotation':
          notes++;
          break;
        case 'p':
          if (notes === 0 && text !== '') text += '\n';
          isText = notes === 0;
          break;
        case 's':
          if (isText) text += ' '.repeat(Math.min(number('c'), 1000));
          break;
        case 'tab':
        case 'line-break':
          if (isText) text += ' ';
          break;
      }
    },
    close(name) {
      if (name === 'table') depth--;
      if (sheet !== wanted || depth !== 1) return;
      if (name === 'annotation') notes--;
      else if (name === 'p') isText = false;
      else if (name === 'table-cell' || name === 'covered-table-cell') {
        const cell = cellOf();
        if (cell) {
          if (column + cellRepeated > MOST_COLUMNS) throw broken(place, `row ${row + 1} is too wide`);
          for (let copy = 0; copy < cellRepeated; copy++) cells.push({ ...cell, column: column + copy });
        }
        column += cellRepeated;
      } else if (name === 'table-row') {
        if (cells.length > 0) {
          if (row + rowRepeated > MOST_REPEATED) throw broken(place, 'it has too many rows');
          for (let copy = 1; copy <= rowRepeated; copy++) rows.push({ row: row + copy, cells });
        }
        row += rowRepeated;
      }
    },
    text(piece) {
      if (isText) text += piece;
    },
    taken() {
      const taken = rows;
      rows = [];
      return taken;
    },
    isDone: () => sheet > wanted,
  };

  function cellOf(): Cell | null {
    isError ||= hasFormula && /^(#[A-Z/0!?]+|Err:\d+)$/.test(text);
    if (isError) return { column, text, kind: 'error' };
    switch (type) {
      case 'float':
      case 'percentage':
      case 'currency':
        if (value === null || value.trim() === '' || Number.isNaN(Number(value)))
          throw broken(place, `row ${row + 1} has ${value} as a number`);
        return { column, text: value, kind: 'number' };
      case 'boolean':
        return { column, text: value === 'true' ? 'TRUE' : 'FALSE', kind: 'text' };
      case 'date': {
        const time = Date.parse(/T/.test(value ?? '') && !/Z$/.test(value!) ? `${value}Z` : (value ?? ''));
        if (Number.isNaN(time)) return { column, text: value ?? text, kind: 'text' };
        return { column, text: String(time / 86_400_000), kind: 'date' };
      }
      case 'time': {
        const [, hours = 0, minutes = 0, seconds = 0] =
          /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(value ?? '') ?? [];
        const days = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) / 86_400;
        return { column, text: String(days), kind: 'time' };
      }
      default: {
        const found = value ?? text;
        if (found !== '') return { column, text: found, kind: 'text' };
        return hasFormula && type === '' ? { column, text: '', kind: 'formula' } : null;
      }
    }
  }
}

function encrypted(name: string): AnnealError {
  return new AnnealError('file-unsupported', `${name} is a workbook that a password protects.`, {
    place: name,
    received: 'an encrypted workbook',
    remedy: 'Save it without a password, or the sheet as CSV.',
  });
}

function broken(place: string, what: string): AnnealError {
  return new AnnealError('file-format', `${place} is not sound: ${what}.`, {
    place,
    remedy: 'Open the workbook in a spreadsheet program and save it anew, or save the sheet as CSV.',
  });
}
