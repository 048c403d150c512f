/** NumPy .npz files: a ZIP archive with one .npy file an array. */
import type { DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { printable } from '../../protocol/printable';
import { type NamedArray, sizeOf } from '../arrays';
import { headerOf, type NamedBlob, type OpenedFile, type ReadWatch, type Slab } from '../openedFile';
import { decodeValues, SLAB_BYTES } from '../values';
import type { ZipEntry, ZipLimits } from '../zip/directory';
import { openZip, writeZip, type ZipArchive } from '../zip/zip';
import { isNumeric, NPY_HEADER_BYTES, type NpyHeader, parseNpyHeader } from './header';
import { columnsOf, type NpyColumn, readColumns, remarksOn, requireLength, streamNpy, writeNpy } from './npy';

/**
 * Opens an archive and reads the headers of its arrays. Members that are no .npy files are left alone.
 * @throws AnnealError as `openZip` and `parseNpyHeader` do; arrays of objects and the like are left out with a note, unless there are no others.
 */
export async function openNpz(file: NamedBlob, limits?: Partial<ZipLimits>): Promise<OpenedFile> {
  // Streamed, it takes no memory: how large it may be is a question of the disk. Zeros shrink as much as deflate can.
  const archive = await openZip(file, { maxBytes: Infinity, ratioFrom: MOST_ZEROS, ...limits });
  const members = new Map<string, NpzMember>();
  const refused: AnnealError[] = [];
  for (const entry of archive.entries) {
    if (!/\.npy$/i.test(entry.name)) continue;
    const name = freeName(printable(entry.name), members);
    const start = await archive.readStart(entry, NPY_HEADER_BYTES);
    try {
      members.set(name, { entry, header: parseNpyHeader(start, `${file.name}/${name}`) });
    } catch (thrown) {
      const error = AnnealError.from(thrown);
      if (error.code !== 'file-unsupported') throw error;
      refused.push(error);
    }
  }
  // Where nothing else is in it, what it holds is the reason.
  if (members.size === 0 && refused[0]) throw refused[0];
  if (members.size === 0) {
    throw new AnnealError('data-empty', `${file.name} holds no arrays.`, {
      place: file.name,
      received: archive.entries.length === 0 ? 'an empty archive' : archive.entries[0]!.name,
      remedy: 'Save arrays with numpy.savez(file, X=..., Y=...).',
    });
  }
  // Fields of the only array go by their own names.
  const prefixOf = (name: string, { header }: NpzMember) => (members.size === 1 && header.fields ? '' : name);
  const offered = [...members].map(([name, member]) => {
    return { name, member, columns: columnsOf(prefixOf(name, member), member.header) };
  });
  const arrays = offered.flatMap(({ columns }) => columns.map(({ header }) => header));
  const remarks = [...members].flatMap(([name, member]) => remarksOn(prefixOf(name, member), member.header));
  return {
    format: 'npz',
    arrays,
    notes: [
      ...refused.map(({ message }): DatasetWarning => ({ code: 'skipped', message: `Left out: ${message}` })),
      ...remarks,
    ],
    async *stream(names, watch) {
      for (const name of names) headerOf(file.name, arrays, name);
      for (const { name, member, columns } of offered) {
        const wanted = columns.filter(({ header }) => names.includes(header.name));
        if (wanted.length > 0) yield* streamEntry(wanted, archive, member, `${file.name}/${name}`, watch);
      }
    },
    close() {},
  };
}

/** Honest arrays of zeros may be so large; what grows as much beyond it is a bomb. */
const MOST_ZEROS = 2 ** 30;

interface NpzMember {
  entry: ZipEntry;
  header: NpyHeader;
}

/** Two members may differ in the case of their ending alone. */
function freeName(file: string, taken: ReadonlyMap<string, unknown>): string {
  const name = file.slice(0, -4);
  if (!taken.has(name)) return name;
  let free = file;
  for (let copy = 2; taken.has(free); copy++) free = `${file}.${copy}`;
  return free;
}

async function* streamEntry(
  columns: readonly NpyColumn[],
  archive: ZipArchive,
  { entry, header }: NpzMember,
  place: string,
  watch?: ReadWatch,
): AsyncGenerator<Slab> {
  requireLength(header, entry.bytes, place);
  const { dataOffset } = header;
  const end = dataOffset + sizeOf(header.shape) * header.itemBytes;
  if (!isNumeric(header)) {
    yield* readColumns(columns, header, slice(archive.stream(entry, watch), dataOffset, end), place, watch);
    return;
  }
  const { dtype, bigEndian } = header;
  if (header.fortranOrder && header.shape.length > 1) {
    // Rows are scattered over all of it, and an archive is read from its beginning only.
    yield* streamNpy(columns, header, new Blob([await archive.read(entry, watch)]), place);
    return;
  }
  const { name } = columns[0]!.header;
  for await (const buffer of slabs(archive.stream(entry, watch), dataOffset, end)) {
    yield { name, data: decodeValues(dtype, bigEndian, buffer), categories: null };
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
  for await (const piece of slice(pieces, start, end)) {
    let rest = piece;
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

/** The bytes from `start` to `end`, as they come. */
async function* slice(
  pieces: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const piece of pieces) {
    yield piece.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += piece.length;
  }
}

/** An archive that `numpy.load` opens. Stored, not deflated: numbers hardly shrink. Text columns keep their codes. */
export function writeNpz(
  arrays: Iterable<Pick<NamedArray, 'name' | 'dtype' | 'shape' | 'data'>>,
): Uint8Array<ArrayBuffer> {
  const files = [...arrays].map((array) => ({ name: `${array.name}.npy`, bytes: writeNpy(array) }));
  return writeZip(files, 0);
}
