/**
 * Opens a data file of any format that Anneal reads but pictures (`openFiles.ts`); the content decides, and the name where
 * the content is silent.
 */
import { AnnealError } from '../protocol/errors';
import { openCsv } from './csv/csv';
import { TEXT_START_BYTES } from './frameFiles';
import { isHdf5, openHdf5 } from './hdf5/hdf5';
import { isMatlab4, isMatlab5, openMatlab5, refuseMatlab4 } from './matlab/matlab';
import { isNpy } from './npy/header';
import { openNpy } from './npy/npy';
import { openNpz } from './npy/npz';
import type { NamedBlob, OpenedFile, OpenWatch } from './openedFile';
import { isParquet, openParquet } from './parquet/parquet';
import { isSafetensors } from './safetensors/safetensors';
import { isSdf, openSdf } from './sdf/sdf';
import { isXyz, openXyz } from './xyz/xyz';
import { isZip } from './zip/zip';

/** Files that people drop by mistake, and what to do with them instead. */
const strangers: { is(start: Uint8Array): boolean; what: string; remedy: string }[] = [
  { is: startsWith(0x1f, 0x8b), what: 'a gzip archive', remedy: 'Unpack it first (gunzip).' },
  { is: startsWith(0x25, 0x50, 0x44, 0x46), what: 'a PDF document', remedy: 'Export the table as CSV.' },
  { is: startsWith(0xd0, 0xcf, 0x11, 0xe0), what: 'an old Excel workbook', remedy: 'Save the sheet as CSV.' },
  {
    is: (start) => startsWith(0x43, 0x44, 0x46)(start) && [1, 2, 5].includes(start[3] ?? 0),
    what: 'a netCDF-3 file (classic)',
    remedy:
      'Convert it to netCDF-4, which is HDF5: nccopy -k nc4 old.nc new.nc, or xarray.open_dataset(old).to_netcdf(new).',
  },
  {
    is: startsWith(0x0e, 0x03, 0x13, 0x01),
    what: 'an HDF4 file',
    remedy: 'Convert it to HDF5 with h4toh5, or save its arrays with numpy.savez.',
  },
  {
    is: startsWith(0x80),
    what: 'a Python pickle',
    remedy: 'Pickles are never loaded; save arrays with numpy.savez.',
  },
  { is: isSafetensors, what: 'a safetensors file', remedy: 'Checkpoints are imported as runs, not as data.' },
];

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
  if (isZip(start)) return openNpz(file);
  if (isParquet(start)) return openParquet(file);
  if (await isHdf5(file.blob)) return openHdf5(file);
  if (isMatlab5(start)) return openMatlab5(file);
  if (extension === 'mat' && isMatlab4(start)) return refuseMatlab4(file);
  const stranger = strangers.find(({ is }) => is(start));
  if (stranger) {
    throw new AnnealError(
      'file-format',
      `${file.name} is ${stranger.what}, which holds no arrays to train on.`,
      {
        place: file.name,
        received: stranger.what,
        remedy: stranger.remedy,
      },
    );
  }
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
      return openParquet(file);
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

function startsWith(...bytes: number[]): (start: Uint8Array) => boolean {
  return (start) => bytes.every((byte, index) => start[index] === byte);
}
