/** What every file reader of this folder returns: the arrays a file offers, streamed when asked for. */
import type {
  ArrayHeader,
  DatasetWarning,
  DType,
  FileFormat,
  ImagePair,
  StoredPair,
} from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import type { Reading, ReadingQuestion } from '../protocol/reading';
import type { NumericArray } from './arrays';
import type { ByteSource } from './byteSource';
import type { ImageContents, PairThumbnail, ShownPair } from './imageFiles';

/** A file by content: in the browser the dropped `File`, in Node the bytes of a file. */
export interface NamedBlob {
  name: string;
  blob: ByteSource;
  /** Path inside the folder that was dropped or named, where there is one. */
  relativePath?: string;
}

/** Work done and in all, in bytes or rows of whatever is being read. */
export type ReadProgress = (done: number, total: number) => void;

/** How a file is opened. */
export interface OpenWatch extends ReadWatch {
  /** What was said of it; what is left out the content decides. */
  reading?: Reading;
}

/** Who waits for a stream. */
export interface ReadWatch {
  onProgress?: ReadProgress;
  signal?: AbortSignal;
}

/** Consecutive values of an array, row-major. */
export interface Slab {
  name: string;
  data: NumericArray;
  /** Of text: all texts of the array, the same in each of its slabs; null for numbers. */
  categories: string[] | null;
}

/** Where the values of an array lie in a file, row-major and uncompressed, so that any part can be read by itself. */
export interface PlainValues {
  bytes: ByteSource;
  /** Of the first value, in bytes. */
  offset: number;
  /** As they lie there. */
  dtype: DType;
  bigEndian: boolean;
}

export interface OpenedFile {
  format: FileFormat;
  /** Of pictures, fewer rows once they are streamed, where some turn out to be damaged. */
  arrays: ArrayHeader[];
  /** Remarks about what the file holds besides; of pictures, more once they are streamed. */
  notes: DatasetWarning[];
  /** What the content leaves open and nobody has said; absent where all is clear. */
  questions?: ReadingQuestion[];
  /** Of a set of pictures: each by its header, and which mask belongs to which image. */
  images?: ImageContents;
  /**
   * The values of arrays, in slabs of some megabytes: of each array from its beginning to its end, of several arrays in
   * the order that the file likes best. Only what is asked for is read.
   * @throws AnnealError `data-not-found` for a name that is not in `arrays`, `cancelled`, and what is wrong with the file.
   */
  stream(names: readonly string[], watch?: ReadWatch): AsyncIterable<Slab>;
  /** Where an array's values lie as they are; null, or no such function, where they are compressed or scattered. */
  plain?(name: string): PlainValues | null;
  /**
   * Of a set of pictures: the same with other pairs of images and masks. Closing either closes both.
   * @throws AnnealError `data-not-found` for a picture that is not in the set.
   */
  paired?(pairs: readonly ImagePair[]): OpenedFile;
  /** Of a set of pictures that was streamed: the pairs that its rows came from. */
  readPairs?(): StoredPair[];
  /** Of a set of pictures: some of them made small. @throws AnnealError `out-of-memory`. */
  thumbnail?(pair: ShownPair, maxSide: number): Promise<PairThumbnail>;
  /** Releases the file; a read after it is an error. */
  close(): void;
}

/** One opened file or set, under the name that people know it by. */
export interface OpenedPart {
  name: string;
  bytes: number;
  file: OpenedFile;
}

/** The array of that name, or an error that lists what the file has. */
export function headerOf(file: string, arrays: readonly ArrayHeader[], name: string): ArrayHeader {
  const header = arrays.find((candidate) => candidate.name === name);
  if (header) return header;
  const names = arrays.slice(0, 20).map((candidate) => candidate.name);
  throw new AnnealError('data-not-found', `${file} has no array "${name}".`, {
    place: file,
    received: name,
    remedy: `It has: ${names.join(', ')}${arrays.length > names.length ? ', …' : ''}.`,
  });
}

/** To be called between slabs. @throws AnnealError `cancelled`. */
export function throwIfAborted(signal: AbortSignal | undefined, file: string): void {
  if (signal?.aborted) throw new AnnealError('cancelled', `Reading ${file} was cancelled.`, { place: file });
}

/** A new array of a length that a file declares. @throws AnnealError `out-of-memory` instead of a RangeError. */
export function allocate(byteLength: number, place: string): ArrayBuffer {
  try {
    return new ArrayBuffer(byteLength);
  } catch {
    const size = `${(byteLength / 2 ** 30).toFixed(1)} GiB`;
    throw new AnnealError(
      'out-of-memory',
      `${place} takes ${size}, more than this machine gives one array.`,
      {
        place,
        received: `${byteLength} bytes`,
        remedy: 'Save a part of the rows or columns, or a smaller type such as float32.',
      },
    );
  }
}
