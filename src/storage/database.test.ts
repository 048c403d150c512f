import 'fake-indexeddb/auto';
import { get, set } from 'idb-keyval';
import { beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, databaseName, openStore, transact } from './database';
import { structureSteps, upgradeStructure } from './structure';

beforeEach(async () => {
  await closeDatabase();
  await new Promise<void>((resolve) => {
    indexedDB.deleteDatabase(databaseName).onsuccess = () => resolve();
  });
});

function openRaw(version: number, onUpgrade: (request: IDBOpenDBRequest, from: number) => void) {
  return new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(databaseName, version);
    request.onupgradeneeded = (event) => onUpgrade(request, event.oldVersion);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

describe('database', () => {
  it('keeps values across connections', async () => {
    await set('theme', 'dark', openStore('settings'));
    await closeDatabase();
    expect(await get('theme', openStore('settings'))).toBe('dark');
  });

  it('writes several stores together', async () => {
    await transact(['records', 'settings'], (transaction) => {
      transaction.objectStore('records').put('run', 'a');
      transaction.objectStore('settings').put('value', 'b');
    });
    expect(await get('a', openStore('records'))).toBe('run');
    expect(await get('b', openStore('settings'))).toBe('value');
  });

  it('writes nothing when the callback throws half-way', async () => {
    const write = transact(['records', 'settings'], (transaction) => {
      transaction.objectStore('records').put('run', 'a');
      throw new TypeError('half-way');
    });
    await expect(write).rejects.toMatchObject({ code: 'storage-failed', message: /half-way/ });
    expect(await get('a', openStore('records'))).toBeUndefined();
  });

  it('writes nothing when a later request of the transaction fails', async () => {
    const write = transact(['records'], (transaction) => {
      transaction.objectStore('records').put('first', 'a');
      transaction.objectStore('records').add('again', 'a');
    });
    await expect(write).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await get('a', openStore('records'))).toBeUndefined();
  });

  it('says that the tab is old when the data was written by a newer version', async () => {
    const newer = await openRaw(structureSteps.length + 1, () => {});
    newer.close();
    await expect(get('theme', openStore('settings'))).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'Could not open the database: the data was written by a newer Anneal than this tab runs.',
      details: { remedy: 'Reload this tab.' },
    });
  });

  it('gives way to a newer version that opens in another tab', async () => {
    await set('theme', 'dark', openStore('settings'));
    const newer = await openRaw(structureSteps.length + 1, () => {});
    expect(newer.version).toBe(structureSteps.length + 1);
    newer.close();
  });

  it('runs the structure steps that an older database lacks, in order, and keeps its values', async () => {
    await set('theme', 'dark', openStore('settings'));
    await closeDatabase();
    const ran: string[] = [];
    const steps = [
      ...structureSteps,
      (database: IDBDatabase) => {
        ran.push('second');
        database.createObjectStore('extra');
      },
      () => ran.push('third'),
    ];
    const upgraded = await openRaw(steps.length, (request, from) =>
      upgradeStructure(request.result, request.transaction!, from, steps),
    );
    expect(ran).toEqual(['second', 'third']);
    expect([...upgraded.objectStoreNames]).toContain('extra');
    const value = await new Promise((resolve) => {
      const request = upgraded.transaction('settings').objectStore('settings').get('theme');
      request.onsuccess = () => resolve(request.result);
    });
    expect(value).toBe('dark');
    upgraded.close();
  });
});
