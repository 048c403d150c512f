/** What waits for a server, by run: letters under [run, number], and what their sender keeps in mind under [run, 'state']. */
import { del, get, set } from 'idb-keyval';
import { z } from 'zod';
import type { Json } from '../protocol/json';
import type { Letter, Outbox } from '../protocol/outbox';
import { openStore, transact } from './database';

const jsonSchema: z.ZodType<Json> = z.json();

/** Numbers come before texts, so that the state is none of the letters. */
const lettersOf = (runId: string) => IDBKeyRange.bound([runId, 0], [runId, Number.POSITIVE_INFINITY]);

export function storedOutbox(runId: string): Outbox {
  /** The oldest or the newest letter. */
  async function letter(direction: 'next' | 'prev'): Promise<Letter | null> {
    const found = await within('readonly', (store) => store.openCursor(lettersOf(runId), direction));
    if (!found) return null;
    const [, id] = z.tuple([z.string(), z.number()]).parse(found.key);
    return { id, content: jsonSchema.catch(null).parse(found.value) };
  }

  return {
    async add(content) {
      const write = (transaction: IDBTransaction) => {
        const store = transaction.objectStore('outbox');
        const request = store.openKeyCursor(lettersOf(runId), 'prev');
        request.onsuccess = () => {
          const last = request.result?.key;
          const id = Array.isArray(last) && typeof last[1] === 'number' ? last[1] + 1 : 0;
          store.put(content, [runId, id]);
        };
      };
      await transact(['outbox'], write, 'keep what is to be sent');
    },
    first: () => letter('next'),
    last: () => letter('prev'),
    remove: (id) => del([runId, id], openStore('outbox')),
    count: () => within('readonly', (store) => store.count(lettersOf(runId))),
    async state() {
      const state: unknown = await get([runId, 'state'], openStore('outbox'));
      return jsonSchema.catch(null).parse(state ?? null);
    },
    setState: (state) => set([runId, 'state'], state, openStore('outbox')),
    clear: () =>
      transact(['outbox'], (transaction) => removeOutbox(transaction, runId), 'forget what was to be sent'),
  };
}

/** Runs of which something waits. */
export async function runsWithLetters(): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ; ) {
    const cursor = await within('readonly', (store) =>
      store.openKeyCursor(IDBKeyRange.lowerBound([after, []], true)),
    );
    if (!cursor) return found;
    [after] = z.tuple([z.string(), z.union([z.number(), z.string()])]).parse(cursor.key);
    if ((await storedOutbox(after).count()) > 0) found.push(after);
  }
}

/** Inside a transaction over `outbox`. */
export function removeOutbox(transaction: IDBTransaction, runId: string): void {
  transaction.objectStore('outbox').delete(IDBKeyRange.bound([runId], [runId, []]));
}

async function within<Result>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  return openStore('outbox')(mode, (store) => {
    const request = ask(store);
    return new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  });
}
