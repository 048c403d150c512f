/**
 * Who decodes batches of pictures: this thread, or several that wait at the other end of ports. Batches are copied to
 * them, so that whatever becomes of them this thread can decode instead: until they are there, and when one is silent.
 */
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import { type DecodedBatch, decodeBatch, type ImageBatch } from './decodeBatch';

export interface Decoders {
  /** Batches that are worth having under way. */
  readonly width: number;
  decode(batch: ImageBatch): Promise<DecodedBatch>;
  close(): void;
}

/** To a decoder: `null` ends it. */
type Task = { id: number; batch: ImageBatch } | null;

/** From a decoder. */
type Answer =
  | { kind: 'ready' }
  | { kind: 'decoded'; id: number; decoded: DecodedBatch }
  | { kind: 'failed'; id: number; error: ErrorJson };

/** A batch takes some milliseconds, a single picture of 100 million pixels some seconds. */
const SILENCE_MS = 20_000;

export const inPlace: Decoders = {
  // One is read while another is decoded.
  width: 2,
  async decode(batch) {
    await nextTask();
    return decodeBatch(batch);
  },
  close() {},
};

/**
 * @param count of the decoders to come.
 * @param silenceMs after which one that owes an answer is given up.
 * @returns decoders, and a function that adds one by its port. Decoders that never come or never answer hold nothing up.
 */
export function gatherDecoders(
  count: number,
  silenceMs: number = SILENCE_MS,
): { decoders: Decoders; add(port: MessagePort): void } {
  const ready = new Map<MessagePort, Map<number, (answer: Answer | null) => void>>();
  const ports: MessagePort[] = [];
  let nextId = 0;
  let isClosed = false;

  function add(port: MessagePort): void {
    if (isClosed) {
      dismiss(port);
      return;
    }
    ports.push(port);
    port.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'ready') ready.set(port, new Map());
      else ready.get(port)?.get(data.id)?.(data);
    };
    // Heard in Node and in newer browsers; elsewhere a decoder that is gone is a silent one.
    port.addEventListener('close', () => giveUp(port));
  }

  function giveUp(port: MessagePort): void {
    const owed = ready.get(port)?.values() ?? [];
    ready.delete(port);
    for (const settle of owed) settle(null);
  }

  function dismiss(port: MessagePort): void {
    port.postMessage(null satisfies Task);
    port.close();
  }

  /** Null when it stays silent; whatever else it owes is given up as well. */
  function ask(port: MessagePort, batch: ImageBatch): Promise<Answer | null> {
    const owed = ready.get(port)!;
    const id = nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => giveUp(port), silenceMs);
      owed.set(id, (answer) => {
        clearTimeout(timer);
        owed.delete(id);
        resolve(answer);
      });
      port.postMessage({ id, batch } satisfies Task);
    });
  }

  const decoders: Decoders = {
    width: 2 * count,
    async decode(batch) {
      const [least] = [...ready].sort(([, a], [, b]) => a.size - b.size);
      const answer = least ? await ask(least[0], batch) : null;
      if (answer?.kind === 'decoded') return answer.decoded;
      if (answer?.kind === 'failed') throw AnnealError.fromJSON(answer.error);
      if (isClosed) throw new AnnealError('cancelled', 'The pictures were closed.');
      return inPlace.decode(batch);
    },
    close() {
      isClosed = true;
      for (const port of ports) {
        giveUp(port);
        dismiss(port);
      }
    },
  };
  return { decoders, add };
}

/** A decoder's side. @param end ends its thread. */
export function serveDecoding(port: MessagePort, end: () => void): void {
  const answer = (message: Answer, transfer: Transferable[] = []) => port.postMessage(message, transfer);
  port.onmessage = async ({ data }: MessageEvent<Task>) => {
    if (data === null) return end();
    try {
      const decoded = await decodeBatch(data.batch);
      answer({ kind: 'decoded', id: data.id, decoded }, [decoded.images.buffer, decoded.masks.buffer]);
    } catch (thrown) {
      answer({ kind: 'failed', id: data.id, error: AnnealError.from(thrown).toJSON() });
    }
  };
  answer({ kind: 'ready' });
}

/** Lets whatever else waits come first, a wish to stop among it: bytes that were kept are there without waiting. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => (globalThis.setImmediate ?? setTimeout)(resolve));
}
