/**
 * Opens a data file of any format that Anneal reads but pictures (`openFiles.ts`); the content decides, and the name where
 * the content is silent.
 */
import { archiveKind } from './archives/kinds';
import { compoundError, isCompound } from './books/compound';
import { openCsv } from './csv/csv';
import { TEXT_START_BYTES } from './frameFiles';
import { isHdf5, openHdf5 } from './hdf5/hdf5';
import { isMatlab4, isMatlab5, openMatlab5, refuseMatlab4 } from './matlab/matlab';
import { isNpy } from './npy/header';
import { openNpy } from './npy/npy';
import { openNpz } from './npy/npz';
import type { NamedBlob, OpenedFile, OpenWatch } from './openedFile';
import { isParquet, openParquet } from './parquet/parquet';
import { isSdf, openSdf } from './sdf/sdf';
import { refuseStrangers } from './strangers';
import { isXyz, openXyz } from './xyz/xyz';
import { isZip, openZip } from './zip/zip';

/**
 * @param watch hears of formats that are read through once to know what is in them (CSV, XYZ, SDF).
 * @throws AnnealError `file-format`, `file-truncated`, `file-unsupported`, `file-too-large`, `data-empty`, `data-ragged`,
 * `data-type`; each names the file, the place, what was found and what to do.
 */
export async function openFile(file: NamedBlob, watch: OpenWatch = {}): Promise<OpenedFile> {
  const { onProgress, signal } = watch;
  const start = new Uint8Array(await file.blob.slice(0, TEXT_START_BYTES).arrayBuffer());
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (isNpy(start)) return openNpy(file);
  if (isZip(start)) return openArchive(file, watch);
  if (isParquet(start) && !(await isTable(file, start))) return openParquet(file, watch);
  if (await isHdf5(file.blob)) return openHdf5(file);
  if (isMatlab5(start)) return openMatlab5(file);
  if (extension === 'mat' && isMatlab4(start)) return refuseMatlab4(file);
  if (isCompound(start)) throw await compoundError(file);
  refuseStrangers(file, start);
  const text = new TextDecoder().decode(start);
  if (isSdf(text)) return openSdf(file, onProgress, signal);
  if (isXyz(text)) return openXyz(file, onProgress, signal);
  // The name promises a format that the content is not: its reader says what is wrong.
  switch (extension) {
    case 'h5':
    case 'hdf5':
    case 'h5ad':
    case 'nc':
    case 'mat':
      return openHdf5(file);
    case 'npy':
      return openNpy(file);
    case 'npz':
    case 'zip':
      return openNpz(file);
    case 'parquet':
      return openParquet(file, watch);
    case 'xyz':
    case 'extxyz':
    case 'exyz':
      return openXyz(file, onProgress, signal);
    case 'sdf':
    case 'sd':
    case 'mol':
      return openSdf(file, onProgress, signal);
    default:
      return openCsv(file, watch);
  }
}

/** A workbook is an archive too; any other that comes here holds arrays (`archives/unpackFiles.ts`). */
async function openArchive(file: NamedBlob, watch: OpenWatch): Promise<OpenedFile> {
  // One that is not sound its reader complains about.
  const archive = await openZip(file, { maxBytes: Infinity }).catch(() => null);
  const kind = archiveKind(file.name, archive?.entries.map(({ name }) => name) ?? []);
  if (kind !== 'xlsx' && kind !== 'ods') return openNpz(file);
  const { openBook } = await import('./books/openBook');
  return openBook(file, kind, watch);
}

/** Whether a file that begins with PAR1 is a table with a column of that name: a Parquet file ends so as well, and is no text. */
async function isTable({ blob }: NamedBlob, start: Uint8Array): Promise<boolean> {
  const end = new Uint8Array(await blob.slice(-4).arrayBuffer());
  const isText = start.every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13));
  return isText && !(blob.size >= 12 && isParquet(end));
}
