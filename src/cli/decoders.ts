/** Threads of the command line that decode pictures. Where they do not start, its own thread decodes. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type TransferListItem, Worker } from 'node:worker_threads';
import { type Decoders, gatherDecoders, inPlace } from '../formats/images/decoders';

/** More would wait for the thread that reads. */
const MAX_THREADS = 4;

/** Their file: in the repository, and in a package, where this code may lie in a folder below it. */
const places = ['./decodeWorker.ts', './decodeWorker.js', '../decodeWorker.js'];

export function startDecoders(): Decoders {
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  const count = Math.min(availableParallelism(), MAX_THREADS);
  if (!file || count < 2) return inPlace;
  const { decoders, add } = gatherDecoders(count);
  for (let index = 0; index < count; index++) {
    const { port1, port2 } = new MessageChannel();
    // Node's own type of the same port.
    const transferList = [port2 as unknown as TransferListItem];
    const worker = new Worker(file, { workerData: port2, transferList });
    // Its port closes as well, which is all that the others need to know.
    worker.on('error', () => {});
    worker.unref();
    add(port1);
  }
  return decoders;
}
