/** Threads of the command line that decode pictures. Where they do not start, its own thread decodes. */
import { availableParallelism } from 'node:os';
import type { TransferListItem } from 'node:worker_threads';
import { type Decoders, gatherDecoders, inPlace } from '../formats/images/decoders';
import { startThread } from './threads';

/** More would wait for the thread that reads. */
const MAX_THREADS = 4;

export function startDecoders(): Decoders {
  const count = Math.min(availableParallelism(), MAX_THREADS);
  if (count < 2) return inPlace;
  const { decoders, add } = gatherDecoders(count);
  for (let index = 0; index < count; index++) {
    const { port1, port2 } = new MessageChannel();
    // Node's own type of the same port.
    const transferList = [port2 as unknown as TransferListItem];
    const worker = startThread('decodeWorker', { workerData: port2, transferList });
    if (!worker) break;
    // Its port closes as well, which is all that the others need to know.
    worker.on('error', () => {});
    worker.unref();
    add(port1);
  }
  return decoders;
}
