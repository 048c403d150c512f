/** An outbox on the disk: a file for each letter, named by its number, and `state.json`. Each is whole or not there. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Json } from '../protocol/json';
import type { Letter, Outbox } from '../protocol/outbox';
import { storageError, writeAtomic } from './atomicFile';

const jsonSchema: z.ZodType<Json> = z.json();
const letterName = /^(\d{9})\.json$/;

/** @throws storage-failed for what cannot be written there. */
export function outboxFolder(folder: string): Outbox {
  /** The numbers of what waits, in their order; read when the outbox is first asked. */
  let waiting: Promise<number[]> | null = null;
  let next = 0;

  const fileOf = (id: number) => join(folder, `${String(id).padStart(9, '0')}.json`);
  const stateFile = join(folder, 'state.json');

  async function readNumbers(): Promise<number[]> {
    await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
      throw storageError(folder, thrown);
    });
    const numbers = (await readdir(folder)).flatMap((name) => {
      const [, digits] = letterName.exec(name) ?? [];
      return digits === undefined ? [] : [Number(digits)];
    });
    numbers.sort((a, b) => a - b);
    next = (numbers.at(-1) ?? -1) + 1;
    return numbers;
  }

  function numbers(): Promise<number[]> {
    waiting ??= readNumbers();
    return waiting;
  }

  async function letter(id: number | undefined): Promise<Letter | null> {
    return id === undefined ? null : { id, content: (await readJson(fileOf(id))) ?? null };
  }

  return {
    async add(content) {
      const all = await numbers();
      const id = next++;
      await writeAtomic(fileOf(id), JSON.stringify(content));
      all.push(id);
    },
    first: async () => letter((await numbers())[0]),
    last: async () => letter((await numbers()).at(-1)),
    async remove(id) {
      await rm(fileOf(id), { force: true });
      const all = await numbers();
      const at = all.indexOf(id);
      if (at >= 0) all.splice(at, 1);
    },
    count: async () => (await numbers()).length,
    state: () => readJson(stateFile),
    async setState(state) {
      await numbers();
      await writeAtomic(stateFile, JSON.stringify(state));
    },
    async clear() {
      await rm(folder, { recursive: true, force: true });
      waiting = null;
    },
  };
}

/** null where there is no such file, or where somebody has changed it to what is no JSON. */
async function readJson(file: string): Promise<Json | null> {
  try {
    return jsonSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
