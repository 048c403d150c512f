/** Files that people choose by mistake, known by their first bytes, and what to do with them instead. */
import { AnnealError } from '../protocol/errors';
import type { NamedBlob } from './openedFile';
import { isSafetensors } from './safetensors/safetensors';

interface Stranger {
  is(start: Uint8Array): boolean;
  /** Its first bytes may all be letters. */
  isText?: boolean;
  what: string;
  remedy: string;
}

const unpackIt = 'Unpack it first, and choose what was in it; .gz and .zip are unpacked here.';
const tableAsCsv = 'Save the table as CSV, Parquet or an Excel workbook.';

const strangers: readonly Stranger[] = [
  { is: begins('%PDF-'), isText: true, what: 'a PDF document', remedy: 'Export the table as CSV.' },
  {
    // In Windows-1252 the first byte alone is a euro sign.
    is: (start) => start[0] === 0x80 && start[1]! >= 1 && start[1]! <= 5,
    what: 'a Python pickle',
    remedy: 'Pickles are never loaded; save arrays with numpy.savez.',
  },
  {
    is: (start) => begins('CDF')(start) && [1, 2, 5].includes(start[3] ?? 0),
    what: 'a netCDF-3 file (classic)',
    remedy:
      'Convert it to netCDF-4, which is HDF5: nccopy -k nc4 old.nc new.nc, or xarray.open_dataset(old).to_netcdf(new).',
  },
  {
    is: begins('\x0e\x03\x13\x01'),
    what: 'an HDF4 file',
    remedy: 'Convert it to HDF5 with h4toh5, or save its arrays with numpy.savez.',
  },
  { is: isSafetensors, what: 'a safetensors file', remedy: 'Checkpoints are imported as runs, not as data.' },
  { is: begins('ARROW1'), what: 'an Arrow (Feather) file', remedy: arrowRemedy('read_feather') },
  { is: begins('FEA1'), what: 'a Feather file', remedy: arrowRemedy('read_feather') },
  { is: begins('\xff\xff\xff\xff'), what: 'an Arrow stream', remedy: arrowRemedy('read_feather') },
  { is: begins('ORC'), what: 'an ORC file', remedy: arrowRemedy('read_orc') },
  { is: begins('Obj\x01'), what: 'an Avro file', remedy: tableAsCsv },
  { is: begins('SQLite format 3\0'), what: 'an SQLite database', remedy: 'Export the table as CSV.' },
  { is: begins('PARE'), what: 'an encrypted Parquet file', remedy: 'Save it without encryption.' },
  { is: begins('<stata_dta>'), isText: true, what: 'a Stata file', remedy: tableAsCsv },
  { is: begins('$FL2'), what: 'an SPSS file', remedy: tableAsCsv },
  { is: begins('RDX'), what: 'an R data file', remedy: 'Save the table with write.csv in R.' },
  { is: begins('X\n\0\0'), what: 'an R data file (RDS)', remedy: 'Save the table with write.csv in R.' },
  { is: begins('7z\xbc\xaf\x27\x1c'), what: 'a 7-Zip archive', remedy: unpackIt },
  { is: begins('Rar!\x1a\x07'), what: 'a RAR archive', remedy: unpackIt },
  { is: begins('BZh'), what: 'a bzip2 archive', remedy: unpackIt },
  { is: begins('\xfd7zXZ\0'), what: 'an xz archive', remedy: unpackIt },
  { is: begins('\x28\xb5\x2f\xfd'), what: 'a Zstandard archive', remedy: unpackIt },
  { is: (start) => begins('ustar')(start.subarray(257)), what: 'a tar archive', remedy: unpackIt },
];

/** @param start some hundred bytes. @throws AnnealError `file-format` for a file of a kind that is never read. */
export function refuseStrangers(file: NamedBlob, start: Uint8Array): void {
  // A column may be called ORCID, FEA1 or PARENT: what begins so and is text is a table.
  const isBinary = start.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 32));
  const stranger = strangers.find(({ is, isText = false }) => (isBinary || isText) && is(start));
  if (stranger) throw strange(file.name, stranger.what, stranger.remedy);
}

export function strange(name: string, what: string, remedy: string): AnnealError {
  return new AnnealError('file-format', `${name} is ${what}, which holds no arrays to train on.`, {
    place: name,
    received: what,
    remedy,
  });
}

/** @param text one character a byte. */
function begins(text: string): (start: Uint8Array) => boolean {
  const bytes = [...text].map((character) => character.charCodeAt(0));
  return (start) => bytes.every((byte, index) => start[index] === byte);
}

function arrowRemedy(reader: string): string {
  return `Save it as Parquet: pandas.${reader}("…").to_parquet("data.parquet").`;
}
