/**
 * Files that are opened and read in a thread of their own, under limits of time and memory (`protocol/readingLimits.ts`):
 * a reader that never comes back is ended with it. The thread's side is `serveReading.ts`.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { sizeOf } from '../formats/arrays';
import type { OpenedPart } from '../formats/openedFile';
import {
  headerOf,
  type OpenedFile,
  type PlainValues,
  type ReadWatch,
  type Slab,
  throwIfAborted,
} from '../formats/openedFile';
import type { OpenOptions } from '../formats/openFiles';
import { itemBytesOf } from '../formats/values';
import { AnnealError } from '../protocol/errors';
import {
  endlessRead,
  greedyRead,
  SILENCE_SECONDS,
  SPARE_BYTES,
  unreadable,
  watchSilence,
} from '../protocol/readingLimits';
import { fileBytes } from './fileBytes';
import {
  FILE,
  type PartOutline,
  type PathOfFile,
  type PlaceOnDisk,
  PROGRESS,
  type ReadingReply,
  type ReadingRequest,
  type ReadingTask,
} from './reading';
import { startThread } from './threads';

/** Of each file in a thread: finds out which of its arrays lie plainly, which means reading. */
const locators = new WeakMap<OpenedFile, () => Promise<void>>();

/** Looks for progress, ten a second, while the thread starts. */
const STARTING_LOOKS = 300;

export interface ThreadOptions {
  /** Name of the thread's file. */
  worker?: string;
  seconds?: number;
  spareBytes?: number;
}

/** Makes `plain` of these files tell what there is. */
export async function locatePlain(parts: readonly OpenedPart[]): Promise<void> {
  for (const { file } of parts) await locators.get(file)?.();
}

/**
 * As `openFiles`. The thread ends when all of its files are closed.
 * @returns null where no thread can be started.
 * @throws AnnealError as `openFiles` does; `file-format` and `file-too-large` of a reader that was ended.
 */
export async function openInThread(
  files: readonly PathOfFile[],
  { onProgress, signal, startDecoders: _, ...said }: OpenOptions,
  { worker = 'readWorker', seconds = SILENCE_SECONDS, spareBytes = SPARE_BYTES }: ThreadOptions = {},
): Promise<OpenedPart[] | null> {
  const shared = new SharedArrayBuffer(8);
  const state = new Int32Array(shared);
  const fileSizes = files.reduce((sum, { path }) => sum + statSync(path).size, 0);
  let memoryBefore = process.memoryUsage.rss();
  const task: ReadingTask = { files, said, shared };
  // What is in JavaScript's heap is ended by the engine itself, should it grow faster than anybody looks.
  const limits = { maxOldGenerationSizeMb: Math.ceil((2 * (spareBytes + fileSizes)) / 2 ** 20) };
  const started = startThread(worker, { workerData: task, resourceLimits: limits });
  if (!started) return null;
  const thread: Worker = started;
  thread.unref();

  /** Replies that nobody has taken yet, and who waits for one. */
  const inboxes = new Map<number, { replies: ReadingReply[]; wake: () => void; watch?: ReadWatch }>();
  let failure: AnnealError | null = null;
  let dataBytes = fileSizes;
  let nextId = 0;
  let looks = 0;
  const place = () => basename(files[Atomics.load(state, FILE)]!.path);

  function end(reason: AnnealError): void {
    failure ??= reason;
    void thread.terminate();
    for (const { wake } of inboxes.values()) wake();
  }

  function request(make: (id: number) => ReadingRequest | null, watch?: ReadWatch): number {
    const id = nextId++;
    inboxes.set(id, { replies: [], wake: () => {}, watch });
    const message = make(id);
    if (message) thread.postMessage(message);
    return id;
  }

  thread.on('message', (reply: ReadingReply) => {
    const inbox = inboxes.get(reply.id);
    if (reply.kind === 'progress') {
      if (reply.id === 0) onProgress?.(reply.name, reply.done, reply.total);
      else inbox?.watch?.onProgress?.(reply.done, reply.total);
      return;
    }
    inbox?.replies.push(reply);
    inbox?.wake();
  });
  thread.on('error', (thrown: NodeJS.ErrnoException) =>
    end(
      thrown.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? greedyRead(place(), spareBytes + dataBytes)
        : unreadable(thrown, place()),
    ),
  );
  thread.on('exit', () =>
    end(
      new AnnealError('worker-crashed', `${place()} cannot be read: the thread that read it ended.`, {
        place: place(),
        remedy: 'Try again; if it happens again, the file may be damaged.',
      }),
    ),
  );

  /** The next reply to a request; time counts and memory is looked at only while somebody waits for it. */
  async function reply(
    id: number,
    signal?: AbortSignal,
  ): Promise<Exclude<ReadingReply, { kind: 'progress' }>> {
    const inbox = inboxes.get(id)!;
    const abort = () => {
      try {
        throwIfAborted(signal, place());
      } catch (cancelled) {
        end(AnnealError.from(cancelled));
      }
    };
    abort();
    if (inbox.replies.length === 0 && !failure) {
      let seen = Atomics.load(state, PROGRESS);
      const watch = watchSilence(() => end(endlessRead(place(), seconds)), {
        seconds,
        onTick() {
          const now = Atomics.load(state, PROGRESS);
          // On a busy machine a thread may take a while to start.
          if (now !== seen || (now === 0 && looks++ < STARTING_LOOKS)) watch.heard();
          seen = now;
          const allowed = spareBytes + dataBytes;
          const memory = process.memoryUsage.rss();
          // What others give back meanwhile is not for this reader to take.
          memoryBefore = Math.min(memoryBefore, memory);
          if (memory - memoryBefore > allowed) end(greedyRead(place(), allowed));
        },
      });
      signal?.addEventListener('abort', abort, { once: true });
      await new Promise<void>((resolve) => {
        inbox.wake = resolve;
      });
      signal?.removeEventListener('abort', abort);
      watch.end();
    }
    const next = inbox.replies.shift();
    if (!next || next.kind === 'progress') throw failure ?? new AnnealError('internal', 'No reply came.');
    if (next.kind === 'failed') throw AnnealError.fromJSON(next.error);
    return next;
  }

  async function* stream(
    part: number,
    { name: file, file: { arrays, notes } }: PartOutline,
    names: readonly string[],
    watch: ReadWatch = {},
  ): AsyncGenerator<Slab> {
    const wanted = names.map((name) => headerOf(file, arrays, name));
    const own = wanted.reduce(
      (sum, { shape, dtype }) => sum + sizeOf(shape) * (dtype === 'string' ? 4 : itemBytesOf(dtype)),
      0,
    );
    dataBytes = Math.max(dataBytes, own);
    const id = request((id) => ({ kind: 'stream', id, part, names }), watch);
    const texts = new Map<string, string[] | null>();
    let isOver = false;
    try {
      for (;;) {
        const next = await reply(id, watch.signal);
        if (next.kind === 'slab') {
          const { name, data, categories = texts.get(name) ?? null } = next;
          texts.set(name, categories);
          thread.postMessage({ kind: 'taken', id } satisfies ReadingRequest);
          yield { name, data, categories };
        } else if (next.kind === 'ended') {
          isOver = true;
          for (const [index, { shape }] of next.arrays.entries()) arrays[index]!.shape = shape;
          notes.splice(0, notes.length, ...next.notes);
          return;
        }
      }
    } finally {
      inboxes.delete(id);
      if (!isOver && !failure) thread.postMessage({ kind: 'stop', id } satisfies ReadingRequest);
    }
  }

  let open = 0;

  function opened(outline: PartOutline, part: number): OpenedPart {
    const { name, bytes, file } = outline;
    const plain = new Map<string, PlainValues | null>();
    let isOpen = true;
    open++;
    const remote: OpenedFile = {
      ...file,
      stream: (names, watch) => stream(part, outline, names, watch),
      plain: (array) => plain.get(array) ?? null,
      close() {
        if (!isOpen) return;
        isOpen = false;
        open--;
        if (open === 0) end(new AnnealError('internal', `${name} is closed.`));
      },
    };
    locators.set(remote, async () => {
      const id = request((id) => ({ kind: 'locate', id, part }));
      const found = await reply(id, signal).finally(() => inboxes.delete(id));
      if (found.kind !== 'located') return;
      for (const [index, at] of found.places.entries())
        plain.set(file.arrays[index]!.name, at && valuesAt(at));
    });
    return { name, bytes, file: remote };
  }

  const id = request(() => null);
  try {
    const first = await reply(id, signal);
    if (first.kind !== 'opened') throw new AnnealError('internal', 'The files were not opened.');
    return first.parts.map(opened);
  } catch (thrown) {
    end(AnnealError.from(thrown));
    throw thrown;
  } finally {
    inboxes.delete(id);
  }
}

function valuesAt({ path, begin, size, ...values }: PlaceOnDisk): PlainValues {
  return { ...values, bytes: fileBytes(path).slice(begin, begin + size) };
}
