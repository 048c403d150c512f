/** The page of the bench: starts the worker of one contender and passes requests on. Driven by `measure/browserHost.ts`. */
import { adapterName } from './measure/adapterName';
import type { ContenderSpec } from './measure/contenders';

let worker: Worker | null = null;

function start(library: ContenderSpec['library']): Worker {
  switch (library) {
    case 'plain':
      return new Worker(new URL('./plain/browserWorker.ts', import.meta.url), { type: 'module' });
    case 'jax':
      return new Worker(new URL('./jax/browserWorker.ts', import.meta.url), { type: 'module' });
    case 'ours':
      return new Worker(new URL('./ours/browserWorker.ts', import.meta.url), { type: 'module' });
    case 'pytorch':
      throw new Error('PyTorch does not run in a page.');
  }
}

/** @returns the worker's reply. */
function send(library: ContenderSpec['library'], request: unknown): Promise<unknown> {
  worker ??= start(library);
  const running = worker;
  return new Promise((resolve, reject) => {
    running.onmessage = ({ data }) => resolve(data);
    running.onerror = ({ message }) => reject(new Error(message));
    running.postMessage(request);
  });
}

/** What the driver calls. */
export interface BenchPage {
  send: typeof send;
  adapterName: typeof adapterName;
}

declare global {
  var bench: BenchPage;
}
globalThis.bench = { send, adapterName };
