/** Opens a workbook of any kind; loaded only when one comes. */
import type { NamedBlob, OpenedFile, OpenWatch } from '../openedFile';
import { openOds } from './ods';
import { openWorkbook } from './workbook';
import { openXlsx } from './xlsx';

/** @throws AnnealError as `openWorkbook` does. */
export async function openBook(
  file: NamedBlob,
  format: 'xlsx' | 'ods',
  watch: OpenWatch = {},
): Promise<OpenedFile> {
  const sheets = format === 'xlsx' ? await openXlsx(file, watch) : await openOds(file, watch);
  return openWorkbook(file, sheets, format, watch);
}
