/** Asks the browser not to clear this page's data by itself. For the page: workers have no `persist()`. */

/** What the browser allows and uses, in bytes; null where it does not say. */
export interface StorageState {
  persisted: boolean;
  usage: number | null;
  quota: number | null;
}

/**
 * To be called on the first run, by a click of the user: Firefox asks then, Chrome decides by itself.
 * @returns whether the data are safe from automatic clearing.
 */
export async function askForPersistence(): Promise<boolean> {
  const manager = storageManager();
  if (!manager) return false;
  return (await manager.persisted()) || (await manager.persist());
}

export async function storageState(): Promise<StorageState> {
  const manager = storageManager();
  if (!manager) return { persisted: false, usage: null, quota: null };
  const [persisted, { usage, quota }] = await Promise.all([manager.persisted(), manager.estimate()]);
  return { persisted, usage: usage ?? null, quota: quota ?? null };
}

/** Missing in insecure contexts, which the types do not know. */
function storageManager(): StorageManager | undefined {
  return globalThis.navigator?.storage;
}
