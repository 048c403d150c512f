/** Datasets for tests that lie in files, that are watched while they are read, or that must not be read. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArraySet } from '../../formats/arrays';
import {
  type ColumnFacts,
  type DatasetReader,
  type PlacedArray,
  placedData,
  placedIn,
} from './datasetReader';
import type { Workspace } from './workspace';

/** The same arrays as they lie in a file: one after the other, the first not at its beginning. */
export function inFile(arrays: ArraySet): DatasetReader {
  const parts: BlobPart[] = [new Uint8Array(3)];
  const places: { offset: number; name: string }[] = [];
  let offset = 3;
  for (const { name, data } of arrays.values()) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    parts.push(bytes.slice());
    places.push({ name, offset });
    offset += bytes.length;
  }
  const file = new Blob(parts);
  return placedData(
    places.map(({ name, offset }): PlacedArray => {
      const { data: _, ...outline } = arrays.get(name)!;
      return placedIn(file, outline, offset);
    }),
  );
}

export interface WatchedReads {
  data: DatasetReader;
  /** Reads so far, each with the bytes that it gave. */
  reads: { name: string; bytes: number }[];
}

export function watchReads(data: DatasetReader): WatchedReads {
  const reads: WatchedReads['reads'] = [];
  return {
    reads,
    data: {
      ...data,
      async read(name, start, end) {
        const values = await data.read(name, start, end);
        reads.push({ name, bytes: values.byteLength });
        return values;
      },
    },
  };
}

/** What is known of arrays whose values nobody may ask for. @param facts by column. */
export function unreadable(
  { arrays }: Pick<DatasetReader, 'arrays'>,
  facts: Readonly<Record<string, ColumnFacts>>,
): DatasetReader {
  return {
    arrays,
    facts: (column) => facts[column] ?? null,
    read: (name) => Promise.reject(new Error(`${name} was read`)),
    close() {},
  };
}

/** Nothing but a few bytes may stay in memory: rows go to a real file. */
export function diskWorkspace(): Workspace & { files: number; dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-scratch-'));
  const workspace = {
    hostBytes: 64,
    files: 0,
    async scratch() {
      const file = openSync(join(folder, `${workspace.files++}`), 'w+');
      return {
        write: (bytes: Uint8Array, position: number) =>
          void writeSync(file, bytes, 0, bytes.length, position),
        readInto: (target: Uint8Array, position: number) =>
          void readSync(file, target, 0, target.length, position),
        close: () => closeSync(file),
      };
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
  return workspace;
}
