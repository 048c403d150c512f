/** HDF5 files through h5wasm, read in slabs of rows. Loading the library: `library.ts`; what is in a file: `tree.ts`. */
import type { OutputData } from 'h5wasm';
import { AnnealError, sentence } from '../../protocol/errors';
import { type NamedArray, type NumericArray, sizeOf } from '../arrays';
import { createCategoryEncoder } from '../categories';
import { viewAs, widenHalf } from '../npy/values';
import {
  allocate,
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type ReadProgress,
  throwIfAborted,
} from '../openedFile';
import { mountHdf5 } from './library';
import { dtypeOf, type Hdf5Entry, walkHdf5 } from './tree';

/** Bytes read at once, rounded up to whole chunks. */
const SLAB = 1 << 23;

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether an HDF5 superblock starts at byte 0, 512, 1024, … as the format allows, so that a header may precede it. */
export async function isHdf5(blob: Blob): Promise<boolean> {
  for (let offset = 0; offset < blob.size && offset <= 1 << 20; offset = offset === 0 ? 512 : offset * 2) {
    const start = new Uint8Array(await blob.slice(offset, offset + SIGNATURE.length).arrayBuffer());
    if (SIGNATURE.every((byte, index) => start[index] === byte)) return true;
  }
  return false;
}

/**
 * Opens a file and lists its arrays by path.
 * @throws AnnealError `file-format` when it is no HDF5, `file-truncated` when it is cut off, `data-empty` without arrays.
 */
export async function openHdf5(file: NamedBlob): Promise<OpenedFile> {
  if (!(await isHdf5(file.blob))) {
    throw new AnnealError('file-format', `${file.name} is not an HDF5 file: its signature is missing.`, {
      place: file.name,
      received: `${file.blob.size} bytes that start otherwise than \\x89HDF`,
      remedy: 'Choose a file that h5py or another HDF5 library wrote.',
    });
  }
  const mounted = await mountHdf5(file).catch((thrown: unknown) => {
    throw explain(thrown, file.name);
  });
  try {
    const { entries, notes } = walkHdf5(mounted);
    if (entries.length === 0) {
      throw new AnnealError('data-empty', `${file.name} holds no arrays of numbers or text.`, {
        place: file.name,
        received: notes.map((note) => note.message).join('; ') || 'no datasets',
        remedy: 'Save arrays with one row a sample, for example file["X"] = X with h5py.',
      });
    }
    const arrays = entries.map(({ name, shape, kind }) => ({ name, shape, dtype: dtypeOf(kind) }));
    return {
      format: 'hdf5',
      arrays,
      notes,
      async read(name, onProgress, signal) {
        headerOf(file.name, arrays, name);
        const entry = entries.find((candidate) => candidate.name === name)!;
        try {
          return await readEntry(entry, file.name, onProgress, signal);
        } catch (thrown) {
          throw explain(thrown, `${file.name}/${name}`, entry);
        }
      },
      close: mounted.unmount,
    };
  } catch (thrown) {
    mounted.unmount();
    throw explain(thrown, file.name);
  }
}

async function readEntry(
  entry: Hdf5Entry,
  file: string,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<NamedArray> {
  const { name, shape, dataset } = entry;
  const rows = shape[0]!;
  const rowBytes = sizeOf(shape.slice(1)) * dataset.metadata.size;
  const chunkRows = dataset.metadata.chunks?.[0] ?? 1;
  // A slab ends where a chunk ends, so that no chunk is inflated twice.
  const slabRows = Math.max(1, Math.ceil(SLAB / Math.max(1, rowBytes) / chunkRows)) * chunkRows;
  const sink = createSink(entry, `${file}/${name}`);
  for (let start = 0; start < rows; start += slabRows) {
    throwIfAborted(signal, file);
    const end = Math.min(start + slabRows, rows);
    sink.add(dataset.slice([[start, end]]));
    onProgress?.(end, rows);
    // Reading is synchronous: without a turn of the event loop no cancellation would ever be heard.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return sink.finish();
}

interface Sink {
  add(slab: OutputData | null): void;
  finish(): NamedArray;
}

/** Collects slabs into the array that the entry's kind asks for. */
function createSink({ name, shape, kind, dataset }: Hdf5Entry, place: string): Sink {
  const count = sizeOf(shape);
  switch (kind.read) {
    case 'text': {
      const encoder = createCategoryEncoder(count);
      return {
        add: (slab) => forEachIn(slab, place, (text) => encoder.add(String(text))),
        finish: () => encoder.finish(name, shape),
      };
    }
    case 'enum': {
      const encoder = createCategoryEncoder(count);
      return {
        add: (slab) =>
          forEachIn(slab, place, (value) => encoder.add(kind.members.get(Number(value)) ?? null)),
        finish: () => encoder.finish(name, shape),
      };
    }
    case 'half': {
      // h5wasm knows no 2-byte floats; told that they are integers, it hands out their bits.
      dataset.metadata.type = 0;
      const data = new Float32Array(allocate(count * 4, place));
      let position = 0;
      return {
        add: (slab) =>
          forEachIn(slab, place, (bits) => (data[position++] = widenHalf(Number(bits) & 0xffff))),
        finish: () => ({ name, dtype: 'float16', shape, data, categories: null }),
      };
    }
    case 'bool':
    case 'numbers': {
      const dtype = kind.read === 'bool' ? 'bool' : kind.dtype;
      const bytes = new Uint8Array(allocate(count * dataset.metadata.size, place));
      let position = 0;
      return {
        add(slab) {
          if (!ArrayBuffer.isView(slab)) throw unexpected(slab, place);
          const { buffer, byteOffset, byteLength } = slab;
          bytes.set(new Uint8Array(buffer, byteOffset, byteLength), position);
          position += byteLength;
        },
        finish: () => ({ name, dtype, shape, data: viewAs(dtype, bytes.buffer), categories: null }),
      };
    }
  }
}

function forEachIn(slab: OutputData | null, place: string, use: (value: unknown) => void): void {
  if (!Array.isArray(slab) && !isNumericArray(slab)) throw unexpected(slab, place);
  for (const value of slab) use(value);
}

function isNumericArray(slab: unknown): slab is NumericArray {
  return ArrayBuffer.isView(slab) && !(slab instanceof DataView);
}

function unexpected(slab: unknown, place: string): AnnealError {
  return new AnnealError('internal', `${place}: h5wasm returned ${slab === null ? 'nothing' : typeof slab}.`);
}

/** HDF5's stack of messages as one clear error. */
function explain(thrown: unknown, place: string, entry?: Hdf5Entry): AnnealError {
  if (thrown instanceof AnnealError) return thrown;
  const account = thrown instanceof Error ? thrown.message : String(thrown);
  const [, eof, stored] = /truncated file: eof = (\d+).*stored_eof = (\d+)/.exec(account) ?? [];
  if (stored !== undefined) {
    return new AnnealError('file-truncated', `${place} is cut off: it has ${eof} of ${stored} bytes.`, {
      place,
      received: `${eof} bytes`,
      remedy: 'Copy or download the file again.',
    });
  }
  const [, filter] = /required filter '([^']*)' is not registered/.exec(account) ?? [];
  if (filter !== undefined) {
    return new AnnealError(
      'file-unsupported',
      `${place} is compressed by "${filter}", which is not at hand.`,
      {
        place,
        received: entry?.dataset.filters.map(({ name }) => name).join(', ') ?? filter,
        remedy: 'Save it with compression="gzip" or without compression.',
      },
    );
  }
  const error = new AnnealError('file-format', sentence(`${place} cannot be read: ${lastReason(account)}`), {
    place,
    remedy: 'The file may be damaged: copy it again, or save it anew.',
  });
  error.cause = thrown;
  return error;
}

/** The innermost line of HDF5's stack says what went wrong. */
function lastReason(account: string): string {
  const lines = account.split('\n').filter((line) => /^\s*#\d+:/.test(line));
  return lines.at(-1)?.replace(/^.*?\(\): /, '') ?? account.split('\n')[0]!;
}
