/** The page's side of the data worker: looks into files and imports them, with progress, and stops at once when told to. */
import type { PairThumbnail } from '../formats/imageFiles';
import type { DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { endlessRead, type SilenceWatch, watchSilence } from '../protocol/readingLimits';
import type { ReadLogs } from '../runs/foreign/readLogs';
import type {
  Beat,
  DataRequests,
  DecodersWanted,
  DroppedFiles,
  FileContents,
  ImportChoice,
  ImportProgress,
  ThumbnailWanted,
} from './dataCommands';
import { openRequests, type WorkerPort } from './requests';

/** What the client's callers hold. */
export type { DroppedFiles, FileContents, ImportProgress } from './dataCommands';

export interface DataClient {
  /** What the files offer, without reading values. Pictures are one entry, with the pairs of images and masks. */
  inspect(dropped: DroppedFiles, onProgress?: (progress: ImportProgress) => void): Promise<FileContents[]>;
  /**
   * Reads files into one stored dataset. Several files become one; names that clash get their file's name in front.
   * Pictures become arrays of images and masks, paired as their names suggest or as `choice.pairs` says.
   * Rejects with the reader's AnnealError, or with `file-format` when the worker is blocked for too long
   * (`protocol/readingLimits.ts`); the stored datasets are as before then.
   */
  importFiles(
    dropped: DroppedFiles,
    choice?: ImportChoice,
    onProgress?: (progress: ImportProgress) => void,
  ): Promise<DatasetRecord>;
  /** Keeps the dataset that travels in the zip of a run; null where there is none. Rejects as `importFiles`. */
  bringDataset(file: File): Promise<DatasetRecord | null>;
  /** The runs that logs of other programs hold, and which of the files cannot be read. Rejects as `importFiles`. */
  readLogs(logs: Pick<DroppedFiles, 'files' | 'paths'>): Promise<ReadLogs>;
  /** Pictures of the set that `inspect` looked into last, made small; rejects with `data-not-found` where it is gone. */
  thumbnail(wanted: ThumbnailWanted, signal: AbortSignal): Promise<PairThumbnail>;
  /** Ends whatever is under way by ending the worker, however busy it is; it is rejected with `cancelled`. */
  cancel(): void;
}

/** The worker starts with the first request and again after a crash or a cancellation. */
export function openDataClient(start: () => WorkerPort = startWorker): DataClient {
  const decoders: Worker[] = [];
  const endDecoders = () => {
    for (const decoder of decoders.splice(0)) decoder.terminate();
  };
  /**
   * Not the data worker but the page starts them: in Firefox a worker that starts another may never come back from it
   * (`docs/decisions/wasm-threads.md`).
   */
  const startDecoders = (count: number) => {
    endDecoders();
    const ports = Array.from({ length: count }, () => {
      const { port1, port2 } = new MessageChannel();
      const decoder = startDecoder();
      decoder.postMessage(port2, [port2]);
      decoders.push(decoder);
      return port1;
    });
    // Without them the data worker decodes by itself.
    client.request('decoders', ports, { transfer: ports }).catch(() => {});
  };
  /** The worker has begun to beat: until then its code is loaded. */
  let beats = false;
  const watches = new Set<SilenceWatch>();
  const client = openRequests<DataRequests>(start, {
    onEvent(event) {
      // The worker says nothing else; both sides come from the same build.
      const said = event as DecodersWanted | Beat;
      switch (said.kind) {
        case 'decoders-wanted':
          return startDecoders(said.count);
        case 'beat':
          beats = true;
          for (const watch of watches) watch.heard();
      }
    },
    onCrash() {
      beats = false;
      endDecoders();
    },
  });
  const end = (reason: AnnealError) => {
    beats = false;
    client.terminate(reason);
    endDecoders();
  };

  /** A worker that says nothing any more is blocked by a reader, which no message can end. */
  async function watched<Result>(
    { files }: DroppedFiles,
    onProgress: ((progress: ImportProgress) => void) | undefined,
    ask: (onProgress: (progress: ImportProgress) => void) => Promise<Result>,
  ): Promise<Result> {
    const name = files.length === 1 ? files[0]!.name : `One of ${files.length} files`;
    const watch = watchSilence(() => end(endlessRead(name)), {
      onTick() {
        if (!beats) watch.heard();
      },
    });
    watches.add(watch);
    try {
      return await ask((progress) => {
        watch.heard();
        onProgress?.(progress);
      });
    } finally {
      watch.end();
      watches.delete(watch);
    }
  }

  return {
    inspect: (dropped, onProgress) =>
      watched(dropped, onProgress, (onProgress) => client.request('inspect', dropped, { onProgress })),
    importFiles: (dropped, choice = {}, onProgress) =>
      watched(dropped, onProgress, (onProgress) =>
        client.request('import', { ...dropped, ...choice }, { onProgress }),
      ),
    bringDataset: (file) => watched({ files: [file] }, undefined, () => client.request('bring', { file })),
    readLogs: (logs) => watched(logs, undefined, () => client.request('logs', logs)),
    thumbnail: (wanted, signal) => client.request('thumbnail', wanted, { signal }),
    cancel: () => end(new AnnealError('cancelled', 'The import was cancelled.')),
  };
}

function startWorker(): Worker {
  return new Worker(new URL('./dataWorker.ts', import.meta.url), { type: 'module', name: 'data' });
}

function startDecoder(): Worker {
  return new Worker(new URL('./decodeWorker.ts', import.meta.url), { type: 'module', name: 'decode' });
}
