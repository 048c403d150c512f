/** Tells the service worker which one origin the studio's workers may send to beside their own; it writes their policy. */

/** Milliseconds in which it answers; a worker of an earlier version knows no such message. */
const PATIENCE = 3000;

/** @param origin null for none. Workers that start when this has resolved have it so, where a service worker answers at all. */
export async function allowOrigin(origin: string | null): Promise<void> {
  // Absent outside of secure contexts, whatever the types say.
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const worker = registration?.active;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ kind: 'allow', origin }, [port2]);
  await new Promise<void>((resolve) => {
    port1.onmessage = () => resolve();
    setTimeout(resolve, PATIENCE);
  });
}

/** @param told is called when a service worker takes the page on, as the very first one does a while after the start. */
export function onServiceWorker(told: () => void): void {
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('controllerchange', told);
}
