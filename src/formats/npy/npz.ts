/** NumPy .npz files: a ZIP archive with one .npy file an array. */
import type { ArrayHeader } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import type { NamedArray } from '../arrays';
import { headerOf, type NamedBlob, type OpenedFile } from '../openedFile';
import type { ZipEntry, ZipLimits } from '../zip/directory';
import { openZip, writeZip } from '../zip/zip';
import { NPY_HEADER_BYTES, parseNpyHeader } from './header';
import { readNpy, writeNpy } from './npy';

/**
 * Opens an archive and reads the headers of its arrays. Members that are no .npy files are left alone.
 * @throws AnnealError as `openZip` and `parseNpyHeader` do; one object array refuses the file.
 */
export async function openNpz(file: NamedBlob, limits?: Partial<ZipLimits>): Promise<OpenedFile> {
  const archive = await openZip(file, limits);
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
    async read(name, onProgress, signal) {
      headerOf(file.name, arrays, name);
      const bytes = await archive.read(entries.get(name)!, onProgress, signal);
      return readNpy(name, bytes, `${file.name}/${name}`);
    },
    close() {},
  };
}

/** An archive that `numpy.load` opens. Stored, not deflated: numbers hardly shrink. Text columns keep their codes. */
export function writeNpz(
  arrays: Iterable<Pick<NamedArray, 'name' | 'dtype' | 'shape' | 'data'>>,
): Uint8Array<ArrayBuffer> {
  const files = [...arrays].map((array) => ({ name: `${array.name}.npy`, bytes: writeNpy(array) }));
  return writeZip(files, 0);
}
