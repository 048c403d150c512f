/** Memory and disk that the command line gives to data: what does not fit lies in temporary files that nobody else sees. */
import { closeSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScratchFile, Workspace } from '../engine/data/workspace';
import { AnnealError, sentence } from '../protocol/errors';

/** Data above this are read from the disk as they are needed. */
const HOST_BYTES = 2 ** 28;

export const workspace: Workspace = {
  hostBytes: HOST_BYTES,
  async scratch(bytes) {
    return temporaryFile(bytes);
  },
};

/**
 * A file in the system's folder for temporary files (`TMPDIR`), which is gone when the process ends, however it ends.
 * @param bytes that will be written.
 * @throws AnnealError `storage-failed` with how much is missing where there is no room for it.
 */
export function temporaryFile(bytes: number): ScratchFile {
  requireRoom(bytes);
  const path = join(tmpdir(), `anneal-${process.pid}-${crypto.randomUUID()}`);
  const descriptor = usable(() => openSync(path, 'wx+'));
  // Without its name it lives as long as it is open. Windows keeps the name until then.
  const isNamed = process.platform === 'win32';
  if (!isNamed) rmSync(path);
  return {
    write(part, position) {
      try {
        for (let done = 0; done < part.length; ) {
          done += writeSync(descriptor, part, done, part.length - done, position + done);
        }
      } catch (thrown) {
        throw noRoom(bytes, bytes - position, thrown);
      }
    },
    readInto(target, position) {
      for (let filled = 0; filled < target.length; ) {
        const read = readSync(descriptor, target, filled, target.length - filled, position + filled);
        if (read === 0) throw new AnnealError('internal', 'A temporary file ends too early.');
        filled += read;
      }
    },
    close() {
      closeSync(descriptor);
      if (isNamed) rmSync(path, { force: true });
    },
  };
}

function requireRoom(bytes: number): void {
  const { bavail, bsize } = usable(() => statfsSync(tmpdir()));
  const missing = bytes - bavail * bsize;
  if (missing > 0) throw noRoom(bytes, missing);
}

/** What asking the folder for temporary files gives. @throws AnnealError `storage-failed` where it cannot be used. */
function usable<Result>(ask: () => Result): Result {
  try {
    return ask();
  } catch (thrown) {
    const error = new AnnealError(
      'storage-failed',
      sentence(
        `${tmpdir()} cannot hold temporary files: ${thrown instanceof Error ? thrown.message : thrown}`,
      ),
      { place: tmpdir(), remedy: 'Name a folder that can be written to in TMPDIR.' },
    );
    error.cause = thrown;
    throw error;
  }
}

function noRoom(bytes: number, missing: number, cause?: unknown): AnnealError {
  const gigabytes = (count: number) => `${(count / 2 ** 30).toFixed(2)} GiB`;
  const error = new AnnealError(
    'storage-failed',
    `The data take ${gigabytes(bytes)} in ${tmpdir()}, where ${gigabytes(missing)} are missing.`,
    {
      place: tmpdir(),
      received: `${bytes} bytes`,
      remedy: 'Free some space, or name another folder for temporary files in TMPDIR.',
    },
  );
  error.cause = cause;
  return error;
}
