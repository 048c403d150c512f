/** A thread of the command line that reads files (`readThread.ts`), and that can be ended whatever it does. */
import { parentPort, workerData } from 'node:worker_threads';
import { openFiles } from '../formats/openFiles';
import { serveReading } from './serveReading';

if (parentPort) void serveReading(parentPort, workerData, openFiles);
