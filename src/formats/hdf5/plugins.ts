/**
 * Compression that HDF5 itself has not, as plug-ins of the package `h5wasm-plugins`: a few kilobytes to 0.9 MB each, fetched
 * from our own build when the first array comes that needs one.
 */
import type { H5Library } from './loadLibrary';
import { packageFile } from './loadLibrary';

/** By the numbers that the HDF Group registers: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md */
const plugins: Readonly<Record<number, { file: string; url: () => Promise<{ default: string }> }>> = {
  307: { file: 'libH5Zbz2.so', url: () => import('h5wasm-plugins/plugins/libH5Zbz2.so?url') },
  32000: { file: 'libH5Zlzf.so', url: () => import('h5wasm-plugins/plugins/libH5Zlzf.so?url') },
  32001: { file: 'libH5Zblosc.so', url: () => import('h5wasm-plugins/plugins/libH5Zblosc.so?url') },
  32004: { file: 'libH5Zlz4.so', url: () => import('h5wasm-plugins/plugins/libH5Zlz4.so?url') },
  32008: { file: 'libH5Zbshuf.so', url: () => import('h5wasm-plugins/plugins/libH5Zbshuf.so?url') },
  32013: { file: 'libH5Zzfp.so', url: () => import('h5wasm-plugins/plugins/libH5Zzfp.so?url') },
  32015: { file: 'libH5Zzstd.so', url: () => import('h5wasm-plugins/plugins/libH5Zzstd.so?url') },
  32026: { file: 'libH5Zblosc2.so', url: () => import('h5wasm-plugins/plugins/libH5Zblosc2.so?url') },
};

/** Filters below this number are HDF5's own: deflate, shuffle, checksum, szip, n-bit, scale-offset. */
const FIRST_FOREIGN = 256;

export function isReadable(filter: number): boolean {
  return filter < FIRST_FOREIGN || filter in plugins;
}

const installed = new Set<number>();

/** Makes the library able to undo these filters. */
export async function installFilters(library: H5Library, filters: readonly number[]): Promise<void> {
  for (const filter of filters) {
    const plugin = plugins[filter];
    if (!plugin || installed.has(filter)) continue;
    const { FS, get_plugin_search_paths } = await library.ready;
    // The first is where the library was built.
    const folder = get_plugin_search_paths().at(-1)!;
    FS.mkdirTree(folder);
    FS.writeFile(`${folder}/${plugin.file}`, await bytesOf(plugin));
    installed.add(filter);
  }
}

async function bytesOf({ file, url }: (typeof plugins)[number]): Promise<Uint8Array> {
  const path = packageFile(`h5wasm-plugins/plugins/${file}`);
  if (path !== null) return process.getBuiltinModule('node:fs').readFileSync(path);
  const response = await fetch((await url()).default);
  if (!response.ok) throw new Error(`${file} could not be loaded: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
