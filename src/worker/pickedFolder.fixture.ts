/** What a picked folder offers of the File System Access API, in memory: a file is changed when its writing is closed. */

/**
 * @param state of the permission that the browser gives for it.
 * @returns with the disk: how often a file was closed, whether it is full, whether the folder is there.
 */
export function standInFolder(state: PermissionState = 'granted') {
  const disk = { closed: 0, full: false, gone: false, state };
  function directory() {
    const directories = new Map<string, ReturnType<typeof directory>>();
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const missing = () => new DOMException('Not there', 'NotFoundError');
    const handle = {
      name: 'chosen',
      queryPermission: async () => disk.state,
      requestPermission: async () => {
        disk.state = 'granted';
        return disk.state;
      },
      async getDirectoryHandle(name: string, { create = false } = {}) {
        if (disk.gone) throw missing();
        if (!directories.has(name) && create) directories.set(name, directory());
        const found = directories.get(name);
        if (!found) throw missing();
        return found;
      },
      async getFileHandle(name: string, { create = false } = {}) {
        if (!files.has(name) && create) files.set(name, new Uint8Array(0));
        if (!files.has(name)) throw missing();
        return {
          getFile: async () => new Blob([files.get(name)!]),
          async createWritable({ keepExistingData = false } = {}) {
            let content = keepExistingData ? files.get(name)! : new Uint8Array(0);
            let at = 0;
            return {
              async seek(position: number) {
                at = position;
              },
              async write(more: Uint8Array) {
                const longer = new Uint8Array(Math.max(content.length, at + more.length));
                longer.set(content);
                longer.set(more, at);
                content = longer;
                at += more.length;
              },
              async close() {
                if (disk.full) throw new DOMException('The disk is full', 'QuotaExceededError');
                disk.closed++;
                files.set(name, content);
              },
            };
          },
        };
      },
      async *keys() {
        if (disk.gone) throw missing();
        yield* [...directories.keys(), ...files.keys()];
      },
    };
    return handle as unknown as FileSystemDirectoryHandle;
  }
  return { handle: directory(), disk, closed: () => disk.closed };
}
