/** The data worker: opens files, describes them and stores datasets, off the page's thread and free to be killed. */
import { z } from 'zod';
import { type Decoders, gatherDecoders, inPlace } from '../formats/images/decoders';
import { readingsSchema } from '../protocol/reading';
import { stepBuffers } from '../protocol/steps';
import { readLogs } from '../runs/foreign/readLogs';
import { removeOrphanedValues } from '../storage/datasets';
import { removeOldScratch } from '../storage/scratch';
import { bringDataset } from './bringDataset';
import type { Beat, DataRequests, DecodersWanted, ImportProgress } from './dataCommands';
import { importFiles, inspectFiles, showThumbnail } from './importFiles';
import { serveRequests, type WorkerScope } from './serveRequests';
import { throttle } from './throttle';

/** Checked by what is asked of it later: not every browser has the class. */
const handle = z.custom<FileSystemFileHandle>((value) => typeof value === 'object' && value !== null);
const dropped = z.object({
  files: z.array(z.instanceof(File)),
  readings: readingsSchema.optional(),
  paths: z.array(z.string()).optional(),
  handles: z.array(handle.nullable()).optional(),
});
const pair = z.object({
  image: z.string(),
  mask: z.string().nullable(),
  more: z.array(z.string()).optional(),
});

// An import or a training that was killed may have left files behind. What matters more is the one that waits now.
const tidied = Promise.all([removeOrphanedValues(), removeOldScratch()]).catch(() => {});

// The DOM's types know no worker scope; `self` is one here.
const scope = self as unknown as WorkerScope;

/** More would wait for this worker, which reads and stores. */
const MAX_DECODERS = 4;

let addDecoder: ((port: MessagePort) => void) | null = null;

/** The page starts them; until they are there this worker decodes by itself. */
function startDecoders(): Decoders {
  const count = Math.min(navigator.hardwareConcurrency, MAX_DECODERS);
  if (count < 2) return inPlace;
  const { decoders, add } = gatherDecoders(count);
  addDecoder = add;
  say({ kind: 'decoders-wanted', count } satisfies DecodersWanted);
  return decoders;
}

const say = serveRequests<DataRequests>(scope, {
  decoders: {
    schema: z.array(z.instanceof(MessagePort)),
    handle(ports) {
      for (const port of ports) addDecoder?.(port);
    },
  },
  inspect: {
    schema: dropped,
    handle: (argument, context) =>
      inspectFiles(argument, throttle<ImportProgress>(context.progress), startDecoders),
  },
  bring: {
    schema: z.object({ file: z.instanceof(File) }),
    async handle({ file }) {
      await tidied;
      return bringDataset(file);
    },
  },
  logs: {
    schema: dropped.pick({ files: true, paths: true }),
    async handle({ files, paths }, { signal, transfer }) {
      const logs = files.map((file, i) => ({ name: file.name, path: paths?.[i] ?? file.name, blob: file }));
      const read = await readLogs(logs, new Date(), { signal });
      transfer.push(...read.runs.flatMap(({ steps }) => stepBuffers(steps)));
      return read;
    },
  },
  thumbnail: {
    schema: z.object({
      set: z.string(),
      pair: z.object({ image: z.string().nullable(), masks: z.array(z.string()) }),
      maxSide: z.number().int().positive(),
    }),
    async handle(wanted, { signal, transfer }) {
      const thumbnail = await showThumbnail(wanted, signal);
      for (const picture of [thumbnail.image, thumbnail.mask])
        if (picture) transfer.push(picture.pixels.buffer);
      return thumbnail;
    },
  },
  import: {
    schema: dropped.extend({
      names: z.array(z.array(z.string()).nullable()).optional(),
      datasetName: z.string().optional(),
      pairs: z.array(pair).optional(),
      keeps: z.enum(['copy', 'reference']).optional(),
      onto: z.string().optional(),
    }),
    async handle({ files, readings, paths, handles, ...choice }, context) {
      await tidied;
      return importFiles(
        { files, readings, paths, handles },
        choice,
        throttle<ImportProgress>(context.progress),
        startDecoders,
      );
    },
  },
});

/** Milliseconds between two beats. */
const BEAT = 1000;

const beat = () => say({ kind: 'beat' } satisfies Beat);
beat();
setInterval(beat, BEAT);
