/** NumPy .npz files: a ZIP archive with one .npy file an array. */
import type { ArrayHeader } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { type NamedArray, type NumericArray, sizeOf } from '../arrays';
import { headerOf, type NamedBlob, type OpenedFile, type ReadWatch } from '../openedFile';
import { decodeValues, SLAB_BYTES } from '../values';
import type { ZipEntry, ZipLimits } from '../zip/directory';
import { openZip, writeZip, type ZipArchive } from '../zip/zip';
import { NPY_HEADER_BYTES, parseNpyHeader } from './header';
import { requireLength, streamNpy, writeNpy } from './npy';

/**
 * Opens an archive and reads the headers of its arrays. Members that are no .npy files are left alone.
 * @throws AnnealError as `openZip` and `parseNpyHeader` do; one object array refuses the file.
 */
export async function openNpz(file: NamedBlob, limits?: Partial<ZipLimits>): Promise<OpenedFile> {
  // Streamed, it takes no memory: how large it may be is a question of the disk.
  const archive = await openZip(file, { maxBytes: Infinity, ...limits });
  const entries = new Map<string, ZipEntry>();
  const arrays: ArrayHeader[] = [];
  for (const entry of archive.entries) {
    if (!/\.npy$/i.test(entry.name)) continue;
    const name = entry.name.slice(0, -4);
    const start = await archive.readStart(entry, NPY_HEADER_BYTES);
    const { shape, dtype } = parseNpyHeader(start, `${file.name}/${name}`);
    arrays.push({ name, shape, dtype });
    entries.set(name, entry);
  }
  if (arrays.length === 0) {
    throw new AnnealError('data-empty', `${file.name} holds no arrays.`, {
      place: file.name,
      received: archive.entries.length === 0 ? 'an empty archive' : archive.entries[0]!.name,
      remedy: 'Save arrays with numpy.savez(file, X=..., Y=...).',
    });
  }
  return {
    format: 'npz',
    arrays,
    notes: [],
    async *stream(names, watch) {
      for (const name of names) {
        headerOf(file.name, arrays, name);
        const place = `${file.name}/${name}`;
        for await (const data of streamEntry(archive, entries.get(name)!, place, watch)) {
          yield { name, data, categories: null };
        }
      }
    },
    close() {},
  };
}

async function* streamEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  place: string,
  watch?: ReadWatch,
): AsyncGenerator<NumericArray> {
  const header = parseNpyHeader(await archive.readStart(entry, NPY_HEADER_BYTES), place);
  requireLength(header, entry.bytes, place);
  const { dtype, bigEndian, dataOffset } = header;
  if (header.fortranOrder && header.shape.length > 1) {
    // Rows are scattered over all of it, and an archive is read from its beginning only.
    yield* streamNpy(header, new Blob([await archive.read(entry, watch)]), place);
    return;
  }
  const end = dataOffset + sizeOf(header.shape) * header.itemBytes;
  for await (const buffer of slabs(archive.stream(entry, watch), dataOffset, end)) {
    yield decodeValues(dtype, bigEndian, buffer);
  }
}

/** The bytes from `start` to `end` in slabs; all pieces are heard to their end, for the sake of the checksum. */
async function* slabs(
  pieces: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<ArrayBuffer> {
  let slab = new Uint8Array(Math.min(SLAB_BYTES, end - start));
  let filled = 0;
  let begun = start;
  let position = 0;
  for await (const piece of pieces) {
    let rest = piece.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += piece.length;
    while (rest.length > 0) {
      const taken = rest.subarray(0, slab.length - filled);
      slab.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
      if (filled < slab.length) continue;
      begun += filled;
      yield slab.buffer;
      slab = new Uint8Array(Math.min(SLAB_BYTES, end - begun));
      filled = 0;
    }
  }
}

/** An archive that `numpy.load` opens. Stored, not deflated: numbers hardly shrink. Text columns keep their codes. */
export function writeNpz(
  arrays: Iterable<Pick<NamedArray, 'name' | 'dtype' | 'shape' | 'data'>>,
): Uint8Array<ArrayBuffer> {
  const files = [...arrays].map((array) => ({ name: `${array.name}.npy`, bytes: writeNpy(array) }));
  return writeZip(files, 0);
}
