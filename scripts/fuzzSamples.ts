/** A sound file of every format that Anneal reads, small: the fixtures of the readers, and what is made here. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { odsFile, row, xlsxFile } from '../src/formats/books/books.fixture';
import { readCases } from '../src/formats/images/images.fixture';
import { writeNpy } from '../src/formats/npy/npy';
import { writeNpz } from '../src/formats/npy/npz';
import { writeZip } from '../src/formats/zip/zip';

export interface Sample {
  format: string;
  name: string;
  bytes: Uint8Array;
  /** All of its values lie under checksums: a mutant has the same ones, or is refused. */
  isSummed: boolean;
}

const table = [
  'depth,salt,kind,yield',
  ...Array.from({ length: 60 }, (_, i) => `${i / 8},${(i * 37) % 11},${'abc'[i % 3]},${i * i}`),
].join('\n');
const text = (content: string) => new TextEncoder().encode(content);
const fixture = (path: string) =>
  new Uint8Array(readFileSync(new URL(`../src/formats/${path}`, import.meta.url)));
const numbers = {
  name: 'X',
  dtype: 'float64' as const,
  shape: [40, 3],
  data: Float64Array.from({ length: 120 }, (_, i) => i / 7),
};

export function fuzzSamples(): Sample[] {
  const sample = (format: string, name: string, bytes: Uint8Array, isSummed = false): Sample => ({
    format,
    name,
    bytes,
    isSummed,
  });
  const pictures = (format: string, isSummed = false) =>
    readCases(format)
      .slice(0, 6)
      .map(({ name, file }) => sample(format, `${name.replace(/\W/g, '_')}.${format}`, file, isSummed));
  const rows = Array.from({ length: 30 }, (_, index) =>
    row(index + 2, [index, index / 3, 'ab'[index % 2]!]),
  ).join('');
  const book = xlsxFile([{ name: 'Data', rows: row(1, ['x', 'y', 'kind']) + rows }], { texts: ['<t>a</t>'] });
  const cell = '<table:table-cell office:value-type="float" office:value="1.5"/>';
  const sheet = `<table:table table:name="S">${`<table:table-row>${cell.repeat(3)}</table:table-row>`.repeat(20)}</table:table>`;
  return [
    sample('csv', 'data.csv', text(table)),
    sample('csv', 'data.tsv', text(table.replaceAll(',', '\t'))),
    sample('csv', 'semicolons.csv', text(table.replaceAll(',', ';').replaceAll('.', ','))),
    sample('csv', 'quotes.csv', text(table.replace(/[abc](?=,)/g, '"$&, ""q"""'))),
    sample('gzip', 'data.csv.gz', gzipSync(table), true),
    sample('zip', 'data.zip', writeZip([{ name: 'data.csv', bytes: text(table) }]), true),
    sample('xlsx', 'book.xlsx', book, true),
    sample('ods', 'book.ods', odsFile(sheet), true),
    sample('npy', 'X.npy', writeNpy(numbers)),
    sample('npz', 'stored.npz', fixture('npy/fixtures/stored.npz'), true),
    sample('npz', 'compressed.npz', fixture('npy/fixtures/compressed.npz'), true),
    sample('npz', 'X.npz', writeNpz([numbers]), true),
    sample('parquet', 'snappy.parquet', fixture('parquet/fixtures/snappy.parquet')),
    sample('parquet', 'gzip.parquet', fixture('parquet/fixtures/gzip.parquet')),
    sample('parquet', 'zstd.parquet', fixture('parquet/fixtures/zstd.parquet')),
    sample('parquet', 'names.parquet', fixture('parquet/fixtures/protoNames.parquet')),
    sample('hdf5', 'kinds.h5', fixture('hdf5/fixtures/kinds.h5')),
    sample('hdf5', 'newest.h5', fixture('hdf5/fixtures/newest.h5')),
    sample('xyz', 'ase.extxyz', fixture('xyz/fixtures/ase.extxyz')),
    sample('xyz', 'openBabel.xyz', fixture('xyz/fixtures/openBabel.xyz')),
    sample('sdf', 'rdkit.sdf', fixture('sdf/fixtures/rdkit.sdf')),
    sample('sdf', 'rdkitV3000.sdf', fixture('sdf/fixtures/rdkitV3000.sdf')),
    ...pictures('png', true),
    ...pictures('jpeg'),
    ...pictures('tiff'),
    ...pictures('webp'),
    ...pictures('bmp'),
  ];
}
