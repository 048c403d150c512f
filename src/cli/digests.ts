/**
 * `DIR/checkpoints/sha256.json`: the SHA-256 of every checkpoint that stands in the folder. It is written before the
 * checkpoint itself, so it may know one that a kill kept from being written, and never lacks one that was.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomic } from './atomicFile';

const FILE = 'sha256.json';

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Empty when there is no readable list; files are then believed if they are whole. */
export async function readDigests(folder: string): Promise<Set<string>> {
  try {
    return new Set(z.array(z.string()).parse(JSON.parse(await readFile(join(folder, FILE), 'utf8'))));
  } catch {
    return new Set();
  }
}

export async function writeDigests(folder: string, digests: Iterable<string>): Promise<void> {
  await writeAtomic(join(folder, FILE), `${JSON.stringify([...new Set(digests)])}\n`);
}
