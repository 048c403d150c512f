/** Asks the browser not to clear this page's data by itself. For the page: workers have no `persist()`. */

/**
 * To be called on the first run, by a click of the user: Firefox asks then, Chrome decides by itself.
 * @returns whether the data are safe from automatic clearing.
 */
export async function askForPersistence(): Promise<boolean> {
  const manager = storageManager();
  if (!manager) return false;
  return (await manager.persisted()) || (await manager.persist());
}

/** Whether the data are safe from automatic clearing; null where the browser does not tell. */
export async function isPersistent(): Promise<boolean | null> {
  return (
    (await storageManager()
      ?.persisted()
      .catch(() => null)) ?? null
  );
}

/** Missing in insecure contexts, which the types do not know. */
function storageManager(): StorageManager | undefined {
  return globalThis.navigator?.storage;
}
