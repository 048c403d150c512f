/** What the data worker is asked and what it answers. No values of arrays cross: those go straight to storage. */
import type { ArrayHeader, DatasetRecord, DatasetWarning, FileFormat } from '../protocol/datasets';

/** A file's content without its values. */
export interface FileContents {
  name: string;
  bytes: number;
  format: FileFormat;
  arrays: ArrayHeader[];
  notes: DatasetWarning[];
}

export interface ImportProgress {
  /** What is being done, for people: "Reading regression.h5". */
  phase: string;
  done: number;
  total: number;
}

export interface ImportChoice {
  /** Arrays to take from each file, in the order of the files; left out: all. */
  names?: (string[] | null)[];
  /** Left out: the name of the first file. */
  datasetName?: string;
}

export type DataRequests = {
  inspect: { argument: { files: File[] }; result: FileContents[]; progress: ImportProgress };
  import: { argument: { files: File[] } & ImportChoice; result: DatasetRecord; progress: ImportProgress };
};
