/** HDF5 files through h5wasm, read in slabs of rows. Loading the library: `library.ts`; what is in a file: `tree.ts`. */
import type { OutputData } from 'h5wasm';
import { AnnealError, sentence } from '../../protocol/errors';
import { type NumericArray, sizeOf } from '../arrays';
import type { ByteSource } from '../byteSource';
import { createCategoryEncoder } from '../categories';
import {
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type PlainValues,
  type ReadWatch,
  type Slab,
  throwIfAborted,
} from '../openedFile';
import { SLAB_BYTES, streamPlain, viewAs, widenHalf } from '../values';
import { mountHdf5 } from './library';
import { findPlain } from './plain';
import { dtypeOf, type Hdf5Entry, walkHdf5 } from './tree';

/** Bytes read at once, rounded up to whole chunks unless those are larger than the second. */
const SLAB = 2 * SLAB_BYTES;
const LARGEST_SLAB = 1 << 27;

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether an HDF5 superblock starts at byte 0, 512, 1024, … as the format allows, so that a header may precede it. */
export async function isHdf5(blob: ByteSource): Promise<boolean> {
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
    const places = new Map<Hdf5Entry, PlainValues | null>();
    const plain = (entry: Hdf5Entry) => {
      const known = places.get(entry);
      if (known !== undefined) return known;
      const found = findPlain(mounted, entry, file.blob);
      places.set(entry, found);
      return found;
    };
    return {
      format: 'hdf5',
      arrays,
      notes,
      async *stream(names, watch) {
        for (const name of names) {
          headerOf(file.name, arrays, name);
          const entry = entries.find((candidate) => candidate.name === name)!;
          try {
            yield* streamEntry(entry, plain(entry), file.name, watch);
          } catch (thrown) {
            throw explain(thrown, `${file.name}/${name}`, entry);
          }
        }
      },
      plain: (name) => plain(entries.find((candidate) => candidate.name === name)!),
      close: mounted.unmount,
    };
  } catch (thrown) {
    mounted.unmount();
    throw explain(thrown, file.name);
  }
}

async function* streamEntry(
  entry: Hdf5Entry,
  plain: PlainValues | null,
  file: string,
  watch: ReadWatch = {},
): AsyncGenerator<Slab> {
  const { name, shape, kind } = entry;
  if (kind.read === 'text' || kind.read === 'enum') {
    yield* streamTexts(entry, file, watch);
  } else if (plain) {
    for await (const data of streamPlain(plain, sizeOf(shape), file, watch)) {
      yield { name, data, categories: null };
    }
  } else {
    const decode = decoderOf(entry, `${file}/${name}`);
    for await (const slab of slabsOf(entry, file, watch))
      yield { name, data: decode(slab), categories: null };
  }
}

/** Texts are known when all of them have been seen; their codes take four bytes each. */
async function* streamTexts(entry: Hdf5Entry, file: string, watch: ReadWatch): AsyncGenerator<Slab> {
  const { name, shape, kind } = entry;
  const place = `${file}/${name}`;
  const encoder = createCategoryEncoder(sizeOf(shape), place);
  for await (const slab of slabsOf(entry, file, watch)) {
    forEachIn(slab, place, (value) =>
      encoder.add(kind.read === 'enum' ? (kind.members.get(Number(value)) ?? null) : String(value)),
    );
  }
  const { data, categories } = encoder.finish(name, shape);
  yield { name, data, categories };
}

async function* slabsOf(
  { shape, dataset }: Hdf5Entry,
  file: string,
  { onProgress, signal }: ReadWatch,
): AsyncGenerator<OutputData | null> {
  const rows = shape[0]!;
  const rowBytes = Math.max(1, sizeOf(shape.slice(1)) * dataset.metadata.size);
  const chunkRows = dataset.metadata.chunks?.[0] ?? 1;
  // A slab ends where a chunk ends, so that no chunk is inflated twice.
  const whole = Math.max(1, Math.ceil(SLAB / rowBytes / chunkRows)) * chunkRows;
  const slabRows = Math.max(1, Math.min(whole, Math.floor(LARGEST_SLAB / rowBytes)));
  for (let start = 0; start < rows; start += slabRows) {
    throwIfAborted(signal, file);
    const end = Math.min(start + slabRows, rows);
    yield dataset.slice([[start, end]]);
    onProgress?.(end, rows);
    // Reading is synchronous: without a turn of the event loop no cancellation would ever be heard.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** From what h5wasm hands out to values of the entry's type. */
function decoderOf({ kind }: Hdf5Entry, place: string): (slab: OutputData | null) => NumericArray {
  if (kind.read === 'half') {
    return (slab) => {
      if (!isNumericArray(slab)) throw unexpected(slab, place);
      return Float32Array.from(slab as Int16Array, (bits) => widenHalf(bits & 0xffff));
    };
  }
  const dtype = kind.read === 'numbers' ? kind.dtype : 'bool';
  return (slab) => {
    if (!ArrayBuffer.isView(slab)) throw unexpected(slab, place);
    const { buffer, byteOffset, byteLength } = slab;
    return viewAs(dtype, buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  };
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
