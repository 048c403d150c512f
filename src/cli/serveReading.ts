/** The side of the thread that reads files: opens them, and streams what it is asked for, a few slabs ahead. */
import { basename } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { NamedBlob, OpenedPart, PlainValues } from '../formats/openedFile';
import type { OpenOptions } from '../formats/openFiles';
import { unreadable } from '../protocol/readingLimits';
import { startDecoders } from './decoders';
import { fileBytes, isFileBytes, listenToReads } from './fileBytes';
import {
  AHEAD,
  FILE,
  type PlaceOnDisk,
  PROGRESS,
  type ReadingReply,
  type ReadingRequest,
  type ReadingTask,
} from './reading';

/** Reading these bytes again is no progress until there has been some of another kind. */
const BLOCK_BYTES = 1 << 16;

/** Milliseconds between two messages of progress. */
const INTERVAL = 50;

/** @param open as `openFiles`. */
export async function serveReading(
  port: MessagePort,
  { files, said, shared }: ReadingTask,
  open: (files: readonly NamedBlob[], options: OpenOptions) => Promise<OpenedPart[]>,
): Promise<void> {
  const progress = countProgress(files, new Int32Array(shared));
  const post = (reply: ReadingReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);
  const fail = (id: number, thrown: unknown, place: string) =>
    post({ kind: 'failed', id, error: unreadable(thrown, place).toJSON() });
  const lastNamed = () => basename(files[new Int32Array(shared)[FILE]!]!.path);

  let shown = Number.NEGATIVE_INFINITY;
  const report = (id: number, name: string, done: number, total: number) => {
    progress.reach(`${id} ${name}`, done);
    const now = performance.now();
    if (now - shown < INTERVAL && done < total) return;
    shown = now;
    post({ kind: 'progress', id, name, done, total });
  };

  const streams = new Map<number, { room: number; wake: (() => void) | null; stopped: boolean }>();

  async function stream(parts: readonly OpenedPart[], id: number, part: number, names: readonly string[]) {
    const { name, file } = parts[part]!;
    const state = { room: AHEAD, wake: null as (() => void) | null, stopped: false };
    streams.set(id, state);
    const sent = new Map<string, string[] | null>();
    try {
      const onProgress = (done: number, total: number) => report(id, name, done, total);
      for await (const slab of file.stream(names, { onProgress })) {
        progress.more();
        while (state.room === 0 && !state.stopped) {
          await new Promise<void>((resolve) => {
            state.wake = resolve;
          });
        }
        if (state.stopped) return;
        state.room--;
        // A reader may keep its values and hand them out again; what is transferred is gone.
        const data = slab.data.slice();
        const isKnown = sent.has(slab.name) && sent.get(slab.name) === slab.categories;
        sent.set(slab.name, slab.categories);
        const texts = isKnown ? {} : { categories: slab.categories };
        post({ kind: 'slab', id, name: slab.name, data, ...texts }, [data.buffer]);
      }
      post({ kind: 'ended', id, arrays: file.arrays, notes: file.notes });
    } catch (thrown) {
      fail(id, thrown, name);
    } finally {
      streams.delete(id);
    }
  }

  function locate({ name, file }: OpenedPart, id: number): void {
    try {
      const places = file.arrays.map((array) => onDisk(file.plain?.(array.name) ?? null));
      post({ kind: 'located', id, places });
    } catch (thrown) {
      fail(id, thrown, name);
    }
  }

  // Starting is over.
  progress.more();
  try {
    const blobs = files.map(({ path, ...names }) => ({ ...names, blob: fileBytes(path) }));
    const onProgress = (name: string, done: number, total: number) => report(0, name, done, total);
    const parts = await open(blobs, { ...said, startDecoders, onProgress });
    port.on('message', (request: ReadingRequest) => {
      switch (request.kind) {
        case 'stream':
          return void stream(parts, request.id, request.part, request.names);
        case 'locate':
          return locate(parts[request.part]!, request.id);
        case 'taken':
        case 'stop': {
          const state = streams.get(request.id);
          if (!state) return;
          if (request.kind === 'taken') state.room++;
          else state.stopped = true;
          state.wake?.();
          state.wake = null;
        }
      }
    });
    const outlines = parts.map(({ name, bytes, file: { format, arrays, notes, questions, images } }) => ({
      name,
      bytes,
      file: { format, arrays, notes, ...(questions && { questions }), ...(images && { images }) },
    }));
    post({ kind: 'opened', id: 0, parts: outlines });
  } catch (thrown) {
    fail(0, thrown, lastNamed());
  }
}

/** Progress is a slab, work that is further done than before, and bytes that were not read since. */
function countProgress(files: ReadingTask['files'], shared: Int32Array) {
  const numbers = new Map(files.map(({ path }, index) => [path, index]));
  const reached = new Map<string, number>();
  const read = new Map<string, Set<number>>();
  const count = () => Atomics.add(shared, PROGRESS, 1);
  listenToReads((path, position, length) => {
    Atomics.store(shared, FILE, numbers.get(path) ?? 0);
    let blocks = read.get(path);
    if (!blocks) {
      blocks = new Set();
      read.set(path, blocks);
    }
    const before = blocks.size;
    const end = position + length;
    for (let block = Math.floor(position / BLOCK_BYTES); block * BLOCK_BYTES < end; block++)
      blocks.add(block);
    if (blocks.size > before) count();
  });
  return {
    more() {
      reached.clear();
      read.clear();
      count();
    },
    reach(work: string, done: number) {
      if (done <= (reached.get(work) ?? -1)) return;
      reached.set(work, done);
      read.clear();
      count();
    },
  };
}

function onDisk(plain: PlainValues | null): PlaceOnDisk | null {
  if (!plain || !isFileBytes(plain.bytes)) return null;
  const { bytes, ...values } = plain;
  return { ...values, path: bytes.path, begin: bytes.begin, size: bytes.size };
}
