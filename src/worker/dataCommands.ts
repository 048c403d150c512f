/** What the data worker is asked and what it answers. No values of arrays cross: those go straight to storage. */

import type { ImageContents, PairThumbnail, ShownPair } from '../formats/imageFiles';
import type { ArrayHeader, DatasetRecord, DatasetWarning, FileFormat, ImagePair } from '../protocol/datasets';
import type { ReadingQuestion, Readings } from '../protocol/reading';
import type { ReadLogs } from '../runs/foreign/readLogs';

/** A file's content without its values. All pictures that are opened together are one entry. */
export interface FileContents {
  /** Of a set of pictures: the archive or folder they come from, or how many they are. */
  name: string;
  bytes: number;
  format: FileFormat;
  arrays: ArrayHeader[];
  notes: DatasetWarning[];
  /** What the content leaves open and nobody has said. */
  questions: ReadingQuestion[];
  /** Whether some of its arrays can be read where they are, so that the file may be kept by reference. */
  canStay: boolean;
  /** Of a set of pictures: each by its header, and which mask belongs to which image. */
  images?: ImageContents;
}

export interface ImportProgress {
  /** What is being done, for people: "Reading regression.h5". */
  phase: string;
  done: number;
  total: number;
}

/** What was dropped. */
export interface DroppedFiles {
  files: File[];
  /** How they are read; left out: as their content suggests. */
  readings?: Readings;
  /** Path of each file inside the folder that was dropped, in the order of the files; left out: their names. */
  paths?: string[];
  /** By which the page may come back to the files, where the browser gives any; in their order. */
  handles?: (FileSystemFileHandle | null)[];
}

export interface ImportChoice {
  /** Arrays to take from each entry that `inspect` answers, in that order; left out: all. */
  names?: (string[] | null)[];
  /** Left out: the name of the first file. */
  datasetName?: string;
  /** Images with their masks, mended by hand; left out: as the names suggest. */
  pairs?: ImagePair[];
  /** A copy in the browser, or the files where they are; left out: a copy. */
  keeps?: 'copy' | 'reference';
  /** Fingerprint of a stored dataset whose arrays come first; it stays as it is, and the new one is a copy. */
  onto?: string;
}

/** Pictures of a set that is open, to be made small. */
export interface ThumbnailWanted {
  /** The set's name, as `inspect` tells it. */
  set: string;
  pair: ShownPair;
  /** Longest side, pixels. */
  maxSide: number;
}

/** What the data worker says of itself: it has so many pictures to decode that others should help. */
export interface DecodersWanted {
  kind: 'decoders-wanted';
  count: number;
}

/** It is not held up: no reader blocks it. */
export interface Beat {
  kind: 'beat';
}

export type DataRequests = {
  /** The ends of channels at whose other ends decoders listen. */
  decoders: { argument: MessagePort[]; result: undefined; progress: never };
  inspect: { argument: DroppedFiles; result: FileContents[]; progress: ImportProgress };
  /** Of the zip of a run; null where no data travel in it. */
  bring: { argument: { file: File }; result: DatasetRecord | null; progress: never };
  thumbnail: { argument: ThumbnailWanted; result: PairThumbnail; progress: never };
  /** Logs of trainings that other programs wrote, with their paths. */
  logs: { argument: Pick<DroppedFiles, 'files' | 'paths'>; result: ReadLogs; progress: never };
  import: { argument: DroppedFiles & ImportChoice; result: DatasetRecord; progress: ImportProgress };
};
