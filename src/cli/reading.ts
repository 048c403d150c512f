/** What the thread that reads files is given, is asked and says. */
import type { NumericArray } from '../formats/arrays';
import type { OpenedFile, PlainValues } from '../formats/openedFile';
import type { OpenOptions } from '../formats/openFiles';
import type { ArrayHeader, DatasetWarning } from '../protocol/datasets';
import type { ErrorJson } from '../protocol/errors';

export interface PathOfFile {
  path: string;
  name: string;
  relativePath: string;
}

/** What can be told to a thread of how files are opened. */
export type SaidOptions = Omit<OpenOptions, 'startDecoders' | 'onProgress' | 'signal'>;

/** To the thread when it starts. */
export interface ReadingTask {
  files: readonly PathOfFile[];
  said: SaidOptions;
  /** Two 32-bit integers that the thread writes, even while it is busy: see `PROGRESS` and `FILE`. */
  shared: SharedArrayBuffer;
}

/** Counts progress. */
export const PROGRESS = 0;
/** Number of the file that was read last. */
export const FILE = 1;

/** Slabs that the thread may be ahead. */
export const AHEAD = 3;

export type ReadingRequest =
  | { kind: 'stream'; id: number; part: number; names: readonly string[] }
  /** A slab was taken: there is room for another one. */
  | { kind: 'taken'; id: number }
  /** Nobody wants the rest. */
  | { kind: 'stop'; id: number }
  /** Where the arrays of a part lie plainly. */
  | { kind: 'locate'; id: number; part: number };

/** An opened file without its functions. */
export interface PartOutline {
  name: string;
  bytes: number;
  file: Pick<OpenedFile, 'format' | 'arrays' | 'notes' | 'questions' | 'images'>;
}

/** `PlainValues` in a file that is known by its path. */
export interface PlaceOnDisk extends Omit<PlainValues, 'bytes'> {
  path: string;
  begin: number;
  size: number;
}

/** The request 0 is to open the files. */
export type ReadingReply =
  | { kind: 'progress'; id: number; name: string; done: number; total: number }
  | { kind: 'opened'; id: number; parts: PartOutline[] }
  /** Without `categories` they are those of the array's slab before. */
  | { kind: 'slab'; id: number; name: string; data: NumericArray; categories?: string[] | null }
  /** Pictures are known only now. */
  | { kind: 'ended'; id: number; arrays: ArrayHeader[]; notes: DatasetWarning[] }
  | { kind: 'located'; id: number; places: (PlaceOnDisk | null)[] }
  | { kind: 'failed'; id: number; error: ErrorJson };
