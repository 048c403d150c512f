/** Small workbooks for tests, written as spreadsheet programs do. */
import { writeZip } from '../zip/zip';

const xml = (content: string) =>
  new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${content}`);

export interface SheetContent {
  name: string;
  /** Rows of `sheetData`. */
  rows: string;
  state?: string;
  /** Behind `sheetData`. */
  rest?: string;
}

/** @param texts that cells of type `s` refer to, as XML within `si`. */
export function xlsxFile(
  sheets: readonly SheetContent[],
  { texts = [], date1904 = false }: { texts?: string[]; date1904?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return writeZip([
    { name: '[Content_Types].xml', bytes: xml('<Types/>') },
    {
      name: 'xl/workbook.xml',
      bytes: xml(
        `<workbook ${main} xmlns:r="${relations}"><workbookPr date1904="${date1904}"/><sheets>${sheets
          .map(
            ({ name, state }, index) =>
              `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
          )
          .join('')}</sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes: xml(
        `<Relationships>${sheets
          .map(
            (_, index) =>
              `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
          )
          .join('')}</Relationships>`,
      ),
    },
    {
      name: 'xl/styles.xml',
      bytes: xml(
        `<styleSheet ${main}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="21"/></cellXfs></styleSheet>`,
      ),
    },
    {
      name: 'xl/sharedStrings.xml',
      bytes: xml(`<sst ${main}>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`),
    },
    ...sheets.map(({ rows, rest = '' }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      bytes: xml(`<worksheet ${main}><sheetData>${rows}</sheetData>${rest}</worksheet>`),
    })),
  ]);
}

/** A row of numbers and inline texts from column A on. */
export function row(number: number, cells: readonly (number | string | null)[]): string {
  const content = cells.map((cell, column) => {
    const place = `${String.fromCharCode(65 + column)}${number}`;
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
    return cell.startsWith('<c')
      ? cell.replace('<c', `<c r="${place}"`)
      : `<c r="${place}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}">${content.join('')}</row>`;
}

/** @param tables the content of `office:spreadsheet`. */
export function odsFile(tables: string): Uint8Array<ArrayBuffer> {
  return writeZip([
    { name: 'mimetype', bytes: new TextEncoder().encode('application/vnd.oasis.opendocument.spreadsheet') },
    {
      name: 'content.xml',
      bytes: xml(
        `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
      ),
    },
  ]);
}
