/**
 * Cross-origin isolation on a host that does not send its headers: a service worker (`public/isolation.js`) adds them,
 * and one reload lets it. Where that cannot be had the page works as well, with WASM on one thread.
 */

/** Set from the reload until it has helped, so that it happens once and never again in vain. */
const key = 'anneal.isolating';

/** Milliseconds to wait for the worker; if it takes longer, the next visit profits from it. */
const PATIENCE = 4000;

/**
 * To be awaited before anything begins: a reload must not interrupt a training.
 * @returns true when the page is about to reload.
 */
export async function reloadsForIsolation(): Promise<boolean> {
  try {
    if (crossOriginIsolated) {
      sessionStorage.removeItem(key);
      return false;
    }
    // Absent outside of secure contexts, whatever the types say.
    if (!('serviceWorker' in navigator) || sessionStorage.getItem(key) !== null) return false;
    const installed = await Promise.race([install(), wait(PATIENCE)]);
    if (!installed) return false;
    sessionStorage.setItem(key, 'reloaded');
    location.reload();
    return true;
  } catch {
    return false; // Workers or storage are denied here, or the file is missing.
  }
}

async function install(): Promise<true> {
  const { serviceWorker } = navigator;
  await serviceWorker.register(`${import.meta.env.BASE_URL}isolation.js`);
  await serviceWorker.ready;
  return true;
}

const wait = (milliseconds: number) =>
  new Promise<false>((resolve) => {
    setTimeout(() => resolve(false), milliseconds);
  });
