/**
 * The one IndexedDB database: opened once a thread, shared by everything in `storage/`.
 * Simple reads and writes go through idb-keyval with `openStore`; whatever must happen together goes through
 * `transact`, because idb-keyval knows one store at a time and no durability.
 */
import type { UseStore } from 'idb-keyval';
import { AnnealError } from '../protocol/errors';
import { storageFailure } from './failure';
import { type StoreName, structureSteps, upgradeStructure } from './structure';

export const databaseName = 'anneal';

let connection: Promise<IDBDatabase> | null = null;

/** Throws `storage-failed` where there is no IndexedDB, the data is newer, or an older tab blocks the upgrade. */
function connect(): Promise<IDBDatabase> {
  connection ??= open().catch((thrown: unknown) => {
    connection = null;
    throw storageFailure(thrown, 'open the database');
  });
  return connection;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let blocked = false;
    const request = indexedDB.open(databaseName, structureSteps.length);
    request.onupgradeneeded = (event) =>
      upgradeStructure(request.result, request.transaction!, event.oldVersion);
    request.onerror = () => reject(request.error);
    request.onblocked = () => {
      blocked = true;
      reject(
        new AnnealError('storage-failed', 'Another tab holds the database open with an older Anneal.', {
          remedy: 'Close the other tabs of Anneal, then reload this one.',
        }),
      );
    };
    request.onsuccess = () => {
      const database = request.result;
      if (blocked) return database.close();
      const forget = () => {
        database.close();
        connection = null;
      };
      // A newer Anneal in another tab wants to upgrade: give way; the next use here answers VersionError.
      database.onversionchange = forget;
      // Safari closes connections of its own accord.
      database.onclose = forget;
      resolve(database);
    };
  });
}

/** Closes this thread's connection; the next use opens a new one. */
export async function closeDatabase(): Promise<void> {
  const database = await connection?.catch(() => null);
  database?.close();
  connection = null;
}

/** A store for idb-keyval's functions. Writes are durable when they resolve; failures are `storage-failed`. */
export function openStore(name: StoreName): UseStore {
  return async (mode, use) => {
    const doing = `${mode === 'readonly' ? 'read' : 'write'} the stored ${name}`;
    const database = await connect();
    try {
      return await use(database.transaction(name, mode, { durability: 'strict' }).objectStore(name));
    } catch (thrown) {
      throw storageFailure(thrown, doing);
    }
  };
}

/** Ends a transaction with nothing written, because of `reason`. Callbacks must not throw: browsers report that as a crash. */
export type Abort = (reason: unknown) => void;

/**
 * One transaction over several stores: everything in it happens, durably, or nothing.
 * @param write issues its requests at once and chains others in their callbacks; it must not await anything else,
 *   since a transaction commits as soon as it has nothing to do.
 * @param doing for the message of a failure: "save the checkpoint".
 * @returns when the transaction is complete, that is, on disk.
 */
export async function transact(
  stores: readonly StoreName[],
  write: (transaction: IDBTransaction, abort: Abort) => void,
  doing = 'write to the database',
): Promise<void> {
  const database = await connect();
  await new Promise<void>((resolve, reject) => {
    const fail = (thrown: unknown) => reject(storageFailure(thrown, doing));
    try {
      const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' });
      // The reason is told first; the abort event that follows knows none.
      const abort: Abort = (reason) => {
        fail(reason);
        transaction.abort();
      };
      transaction.oncomplete = () => resolve();
      // Every failed request ends here, and only here is `transaction.error` known: a full disk, for one.
      transaction.onabort = () => fail(transaction.error ?? new DOMException('Aborted', 'AbortError'));
      try {
        write(transaction, abort);
      } catch (thrown) {
        abort(thrown);
      }
    } catch (thrown) {
      fail(thrown);
    }
  });
}
