/** A thread of the command line that decodes pictures (`decoders.ts`). */
import { workerData } from 'node:worker_threads';
import { serveDecoding } from '../formats/images/decoders';

serveDecoding(workerData, () => process.exit());
