/** A dataset as the page sees it: what is in it, its statistics, its first rows. No bulk data. */
import type { Readings } from './reading';

export type DType =
  | 'float16'
  | 'float32'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** `images` is a set of pictures: files, folders or archives that were opened together. */
export const fileFormats = [
  'hdf5',
  'csv',
  'tsv',
  'xlsx',
  'ods',
  'npy',
  'npz',
  'matlab',
  'parquet',
  'xyz',
  'sdf',
  'images',
] as const;

/** Formats of tables, whose rows stand in no order or are sorted. */
export const tableFormats: readonly FileFormat[] = ['csv', 'tsv', 'xlsx', 'ods', 'parquet'];

export type FileFormat = (typeof fileFormats)[number];

/** One array that a file offers, before it is read. */
export interface ArrayHeader {
  /** Path inside the file: `X`, `group/Y`, a column name. Unique within a dataset. */
  name: string;
  /** Row-major; the first axis is the sample axis. */
  shape: number[];
  /** The type in the file; `string` for text, whose values become category codes. */
  dtype: DType | 'string';
}

/**
 * Numbers of one column. Counts, mean, deviation and extremes are exact; the rest ignores missing values, is null when none
 * is left, and comes from a sample where `sampled` says so.
 */
export interface ColumnStatistics {
  /** `name` or, for arrays with several columns, `name[3]`. */
  name: string;
  count: number;
  missing: number;
  mean: number | null;
  /** Population standard deviation (ddof 0). */
  std: number | null;
  min: number | null;
  max: number | null;
  median: number | null;
  /** Values farther than 3 interquartile ranges from the quartiles. */
  outliers: number;
  /** Twenty equal bins from min to max. */
  histogram: number[];
  /** Values that median, outliers and histogram come from, where those are not all of them. */
  sampled: number | null;
  /** All values that occur, ascending, where they are few numbers. */
  distinct: number[] | null;
}

export const datasetWarningCodes = [
  'constant-column',
  'missing-values',
  'outliers',
  'rows-differ', // between inputs and targets; the message offers to transpose where that helps
  'transposed',
  'rounded', // whole numbers that doubles cannot hold
  'many-categories',
  'identifiers', // columns that name or count the rows, so that they are not suggested as inputs
  'text-in-number', // a column of text that is mostly numbers
  'read-as', // how a file was read that can be read in several ways
  'skipped', // something in the file that is no array of numbers or text
  'image-unreadable', // pictures that are damaged, too large or of an unknown kind, and are left out
  'image-unpaired', // images without a mask, masks without an image, and names that fit several
  'image-sizes', // pairs of different sizes, which are left out
  'image-converted', // alpha dropped, grey widened to colour, 8 bits to 16
  'frames-damaged', // geometries that cannot be read, and are left out
  'frames-units', // positions that are perhaps not in Å
  'frames-periodic', // a cell, which is ignored
  'frames-flat', // drawings of structures, whose positions are no geometry
  'masks-empty', // no mask marks anything
] as const;

export interface DatasetWarning {
  code: (typeof datasetWarningCodes)[number];
  message: string;
}

/** One stored array. */
export interface ArraySheet extends ArrayHeader {
  /** Category names of a text array, in the order of their codes; code −1 is missing. */
  categories: string[] | null;
  /** At most 256 columns are described; the rest is counted by `shape`. */
  columns: ColumnStatistics[];
  /** First rows, flattened to columns, as they would be printed. */
  firstRows: (number | string | null)[][];
}

/** Where the values of a dataset lie. */
export type DatasetLocation =
  /** One .npy file an array, in a folder named after the fingerprint, as version 1 kept them. */
  | { kind: 'arrays' }
  /** One file for all arrays, each from its offset on, in bytes. */
  | { kind: 'file'; folder: string; bytes: number; offsets: number[] }
  /** The files that were chosen, where they are; arrays that lie scattered in them are copied into a file of their own. */
  | { kind: 'reference'; files: ReferencedFile[]; places: ReferencedPlace[]; folder: string; bytes: number };

/** What a file was when it was read; another size or time means another content. */
export interface ReferencedFile {
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  lastModified: number;
}

export interface ReferencedPlace {
  /** Index into the files; null for the file of copies. */
  file: number | null;
  /** Of the first value, in bytes. */
  offset: number;
  /** As the values lie there. */
  dtype: DType;
  bigEndian: boolean;
}

/** An image with its mask, by their paths inside what was opened; null where it has none. */
export interface ImagePair {
  image: string;
  mask: string | null;
  /** Further masks of it, one an object: what any of them marks is marked. */
  more?: string[];
}

/** A pair that was read. */
export interface StoredPair extends ImagePair {
  /** Rows that the file gave, one a page; absent for one. */
  pages?: number;
}

/** How files became a dataset, where somebody said so: with it the same files become the same dataset again. */
export interface DatasetReading {
  readings?: Readings;
  /** Arrays that were taken of each file, in the order of the files; null for all of them. */
  names?: (string[] | null)[];
  /** Images with their masks, as they were paired by hand. */
  pairs?: ImagePair[];
}

/** What is known of a dataset where it is not: enough to recognize its files, and to say how others differ. */
export interface DatasetSource {
  files: string[];
  format: FileFormat;
  bytes: number;
  /** Rows, images and the like, as the run counts them. */
  examples: number;
  arrays: ArrayHeader[];
  reading?: DatasetReading;
}

/** A dataset by its content, wherever its values lie. */
export type DescribedDataset = Omit<DatasetRecord, 'location'>;

export interface DatasetRecord {
  version: 2;
  /** SHA-256 of the content (names, types, shapes, values), lower-case hex. */
  fingerprint: string;
  name: string;
  format: FileFormat;
  files: string[];
  bytes: number;
  createdAt: string;
  location: DatasetLocation;
  arrays: ArraySheet[];
  warnings: DatasetWarning[];
  /** Left out where the files alone decide, and for what was imported before it was kept. */
  reading?: DatasetReading;
  /** Of pictures: the files of each image and its mask, in the order of the rows. Records of before have none. */
  pairs?: StoredPair[];
}
