/** The page of the bench: starts a worker for each contender and passes requests on. Driven by `measure/browserHost.ts`. */
import { adapterName } from './measure/adapterName';
import type { ContenderSpec } from './measure/contenders';

const workers = new Map<string, Worker>();

function start(library: ContenderSpec['library']): Worker {
  switch (library) {
    case 'plain':
      return new Worker(new URL('./plain/browserWorker.ts', import.meta.url), { type: 'module' });
    case 'jax':
      return new Worker(new URL('./jax/browserWorker.ts', import.meta.url), { type: 'module' });
    case 'ours':
      return new Worker(new URL('./ours/browserWorker.ts', import.meta.url), { type: 'module' });
  }
}

/** @returns the worker's reply. */
function send(contender: string, library: ContenderSpec['library'], request: unknown): Promise<unknown> {
  const worker = workers.get(contender) ?? start(library);
  workers.set(contender, worker);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(request);
  });
}

function stop(contender: string): void {
  workers.get(contender)?.terminate();
  workers.delete(contender);
}

/** What the driver calls. */
export interface BenchPage {
  send: typeof send;
  stop: typeof stop;
  adapterName: typeof adapterName;
}

declare global {
  var bench: BenchPage;
}
globalThis.bench = { send, stop, adapterName };
