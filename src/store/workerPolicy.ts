/** Tells the service worker which one origin the studio's workers may send to beside their own; it writes their policy. */

/** Milliseconds in which it answers; a worker of an earlier version knows no such message. */
const PATIENCE = 3000;

/**
 * @param origin null for none.
 * @returns whether workers that start from now on have it so; false where no service worker answers.
 */
export async function allowOrigin(origin: string | null): Promise<boolean> {
  // Absent outside of secure contexts, whatever the types say.
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return false;
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const worker = registration?.active;
  if (!worker) return false;
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ kind: 'allow', origin }, [port2]);
  const answered = new Promise<boolean>((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), PATIENCE);
  });
  return (await answered) && navigator.serviceWorker.controller !== null;
}

/** @param told is called when a service worker takes the page on, as the very first one does a while after the start. */
export function onServiceWorker(told: () => void): void {
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('controllerchange', told);
}
