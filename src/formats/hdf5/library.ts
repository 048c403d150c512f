/**
 * h5wasm, loaded when the first HDF5 file is opened, and how a file gets into its file system: in a worker mounted by
 * WORKERFS, which reads pieces of the `File` as they are needed; in Node, where the path is known, read in place by
 * h5wasm's build for Node; otherwise copied into memory.
 */
import type * as H5wasm from 'h5wasm';
import type { NamedBlob } from '../openedFile';

export type Hdf5File = H5wasm.File;

export interface MountedHdf5 {
  library: typeof H5wasm;
  file: Hdf5File;
  /** Closes the file and takes it out of the file system. */
  unmount(): void;
}

let mounts = 0;

/** @throws Error with HDF5's own account when the file cannot be opened. */
export async function mountHdf5(file: NamedBlob): Promise<MountedHdf5> {
  const library = file.path === undefined ? await import('h5wasm') : await loadForNode();
  const module = await library.ready;
  // Without this a failed read prints to the console and hands out whatever was in memory.
  module.activate_throwing_error_handler();
  const placed = file.path === undefined ? await place(module, file.blob) : { path: file.path, remove() {} };
  try {
    const opened = new library.File(placed.path, 'r');
    return {
      library,
      file: opened,
      unmount() {
        opened.close();
        placed.remove();
      },
    };
  } catch (thrown) {
    placed.remove();
    throw thrown;
  }
}

async function place(
  module: Awaited<typeof H5wasm.ready>,
  blob: Blob,
): Promise<{ path: string; remove(): void }> {
  const { FS } = module;
  // A folder of its own: HDF5 takes two files of one path for the same file while either is open.
  const folder = `/mount${mounts++}`;
  FS.mkdir(folder);
  // WORKERFS reads through FileReaderSync, which only workers have.
  const isMounted = 'FileReaderSync' in globalThis;
  if (isMounted) FS.mount(FS.filesystems.WORKERFS, { blobs: [{ name: 'file.h5', data: blob }] }, folder);
  else FS.writeFile(`${folder}/file.h5`, new Uint8Array(await blob.arrayBuffer()));
  return {
    path: `${folder}/file.h5`,
    remove() {
      if (isMounted) FS.unmount(folder);
      else FS.unlink(`${folder}/file.h5`);
      FS.rmdir(folder);
    },
  };
}

/** The specifier is kept from bundlers: the page has no use for the second 4 MB build. */
function loadForNode(): Promise<typeof H5wasm> {
  const specifier = 'h5wasm/node';
  return import(/* @vite-ignore */ specifier);
}
