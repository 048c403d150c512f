/** Reads one checkpoint file, with errors that name it. */
import { readFile } from 'node:fs/promises';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import { AnnealError, sentence } from '../protocol/errors';

/**
 * @throws data-not-found when there is no such file, checkpoint-damaged or checkpoint-mismatch when its content is
 *   not a whole checkpoint of Anneal.
 */
export async function readCheckpointFile(path: string): Promise<Checkpoint> {
  return decodeNamed(await readNamed(path), path);
}

/**
 * The bytes of a file as a plain array: Node's Buffer shares memory where others copy (`slice`).
 * @throws data-not-found naming the file and the system's reason.
 */
export async function readNamed(path: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (thrown) {
    throw new AnnealError(
      'data-not-found',
      sentence(`${path} cannot be read: ${(thrown as Error).message}`),
      {
        place: path,
        remedy: 'Check the path.',
      },
    );
  }
}

export function decodeNamed(bytes: Uint8Array, path: string): Checkpoint {
  try {
    return decodeCheckpoint(bytes);
  } catch (thrown) {
    const { code, message, details } = AnnealError.from(thrown);
    const place = details.place ? `${path}, ${details.place}` : path;
    throw new AnnealError(code, sentence(`${path}: ${message}`), { ...details, place });
  }
}
