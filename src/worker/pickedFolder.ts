/**
 * A folder of the reader's disk for loggers that write files: what `showDirectoryPicker` has given. A file there is written as a whole
 * copy each time, so that what is appended is held until a flush, until there is much of it, or until it has waited for long.
 */
import { joinBytes } from '../formats/joinBytes';
import { AnnealError, sentence } from '../protocol/errors';
import type { LogFolder } from '../runs/loggers/logFolder';

/** Bytes and milliseconds that are held at most. */
const MUCH = 1 << 22;
const LONG = 15_000;

/** @throws storage-failed for what cannot be read or written there, as when the permission has ended. */
export function pickedFolder(root: FileSystemDirectoryHandle, now = () => performance.now()): LogFolder {
  const held = new Map<string, Uint8Array[]>();
  let heldBytes = 0;
  let heldSince = 0;

  /** null where it is missing. */
  async function folderAt(
    names: readonly string[],
    create: boolean,
  ): Promise<FileSystemDirectoryHandle | null> {
    let folder = root;
    for (const name of names) {
      const inner = await orMissing(folder.getDirectoryHandle(name, { create }));
      if (!inner) return null;
      folder = inner;
    }
    return folder;
  }

  async function fileAt(path: string, create: boolean): Promise<FileSystemFileHandle | null> {
    const names = path.split('/');
    const folder = await folderAt(names.slice(0, -1), create);
    return folder && (await orMissing(folder.getFileHandle(names.at(-1)!, { create })));
  }

  async function put(path: string, bytes: Uint8Array<ArrayBuffer>, isMore: boolean): Promise<void> {
    try {
      const file = (await fileAt(path, true))!;
      const writable = await file.createWritable({ keepExistingData: isMore });
      if (isMore) await writable.seek((await file.getFile()).size);
      await writable.write(bytes);
      await writable.close();
    } catch (thrown) {
      throw failed('written', path, thrown);
    }
  }

  /** @param path `''` for the folder itself. */
  function failed(what: 'read' | 'written', path: string, thrown: unknown): AnnealError {
    const place = path === '' ? root.name : `${root.name}/${path}`;
    const said = sentence(`${place} could not be ${what}: ${AnnealError.from(thrown).message}`);
    return new AnnealError('storage-failed', said, { place, remedy: 'Choose the folder again.' });
  }

  async function flush(): Promise<void> {
    const all = [...held];
    held.clear();
    heldBytes = 0;
    for (const [path, parts] of all) await put(path, joinBytes(parts), true);
  }

  return {
    async append(path, bytes) {
      if (held.size === 0) heldSince = now();
      held.set(path, [...(held.get(path) ?? []), bytes]);
      heldBytes += bytes.length;
      if (heldBytes >= MUCH || now() - heldSince >= LONG) await flush();
    },
    async write(path, bytes) {
      for (const part of held.get(path) ?? []) heldBytes -= part.length;
      held.delete(path);
      await put(path, bytes.slice(), false);
    },
    async read(path) {
      await flush();
      try {
        const file = await fileAt(path, false);
        return file && new Uint8Array(await (await file.getFile()).arrayBuffer());
      } catch (thrown) {
        throw failed('read', path, thrown);
      }
    },
    async list(path) {
      await flush();
      try {
        const folder = await folderAt(path === '' ? [] : path.split('/'), false);
        const names: string[] = [];
        for await (const name of folder?.keys() ?? []) names.push(name);
        return names;
      } catch (thrown) {
        throw failed('read', path, thrown);
      }
    },
    flush,
  };
}

async function orMissing<Handle>(asked: Promise<Handle>): Promise<Handle | null> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null;
    throw thrown;
  }
}
