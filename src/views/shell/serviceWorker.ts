/**
 * The page's side of the service worker (`public/serviceWorker.js`): registers it, asks it to keep the studio's files,
 * tells of a new version, and reloads once where only the worker makes the page cross-origin isolated.
 */
import { isUnderWay } from '../../store/liveRun';
import { notify } from '../../store/notices';
import { studio } from '../../store/studio';

/** Set from the reload until it has helped, so that it happens once and never again in vain. */
const key = 'anneal.isolating';

/** Milliseconds to wait for the worker; if it takes longer, the next visit profits from it. */
const PATIENCE = 4000;

/** An open page looks for a new version so often, milliseconds, and when it is turned to. */
const LOOK_EVERY = 3_600_000;

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

/**
 * Has the studio's files kept, so that it works without a network, once the page has come to rest. Where that cannot be
 * had, nothing else changes. The development server's files change under the page, so nothing of it is kept.
 */
export async function keepOffline(): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  try {
    await rest();
    const registration = await register();
    watchVersions(registration);
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ kind: 'keep' });
  } catch {
    // Workers or storage are denied here, or the file is missing.
  }
}

function register(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(`${import.meta.env.BASE_URL}serviceWorker.js`);
}

async function install(): Promise<true> {
  await register();
  await navigator.serviceWorker.ready;
  return true;
}

/** Loaded, drawn, and idle. */
async function rest(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
  // Absent from Safari, whatever the types say.
  if (!('requestIdleCallback' in globalThis)) await wait(1000);
  else await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }));
}

/** A worker that has been installed beside the active one is a new version, unless this page is of it already. */
function watchVersions(registration: ServiceWorkerRegistration): void {
  let told = false;
  const tell = async (worker: ServiceWorker) => {
    if (told || worker.state !== 'installed' || !registration.active || (await isOurs(worker))) return;
    told = true;
    tellOfNewVersion();
  };
  const watch = (worker: ServiceWorker | null) => {
    if (!worker) return;
    worker.addEventListener('statechange', () => void tell(worker));
    void tell(worker);
  };
  watch(registration.waiting);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  const look = () => void registration.update().catch(() => {}); // Without a network there is none.
  setInterval(look, LOOK_EVERY);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
}

/** Whether this very file is one of the worker's build: its name changes with whatever the page loads. */
function isOurs(worker: ServiceWorker): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ kind: 'holds', address: import.meta.url }, [port2]);
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data === true);
  });
}

function tellOfNewVersion(): void {
  notify({
    title: 'A new version of Anneal is there; your next visit takes it',
    lasts: null,
    action: { label: 'Take it now', run: takeNewVersion },
  });
}

function takeNewVersion(): void {
  if (!Object.values(studio.getState().live).some(isUnderWay)) {
    location.reload();
    return;
  }
  notify({
    title: 'A run is under way here, which a new version would end',
    lasts: null,
    action: { label: 'Take it now', run: takeNewVersion },
  });
}

const wait = (milliseconds: number) =>
  new Promise<false>((resolve) => {
    setTimeout(() => resolve(false), milliseconds);
  });
