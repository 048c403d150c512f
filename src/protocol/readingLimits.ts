/**
 * What a file may cost whoever reads it, the same for every format, on the page and on the command line: time without
 * progress, and memory beside the data. Why: docs/decisions/reading-in-a-thread.md.
 */
import { AnnealError, sentence } from './errors';

/** A reader that shows no progress for so long is ended; with the start of a process that makes less than ten seconds. */
export const SILENCE_SECONDS = 7;

/** Bytes of memory that reading may take beside the data themselves. */
export const SPARE_BYTES = 2 ** 30;

const again = 'The file may be damaged: copy it again, or save it anew.';

export function endlessRead(place: string, seconds: number = SILENCE_SECONDS): AnnealError {
  return new AnnealError(
    'file-format',
    `${place} cannot be read: its reader went on for ${seconds} seconds without getting anywhere.`,
    { place, received: `no progress for ${seconds} seconds`, remedy: again },
  );
}

/** @param bytes that reading was allowed. */
export function greedyRead(place: string, bytes: number): AnnealError {
  const size = `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return new AnnealError(
    'file-too-large',
    `${place} cannot be read: reading it takes more than ${size} of memory.`,
    {
      place,
      received: `more than ${size}`,
      remedy: 'The file may be damaged: save it anew, or save fewer rows or columns.',
    },
  );
}

/** Whatever a reader or its library has thrown, an abort of WASM among it, as one clear error; an AnnealError passes. */
export function unreadable(thrown: unknown, place: string): AnnealError {
  if (thrown instanceof AnnealError) return thrown;
  const reason = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]!;
  const isRefused = thrown instanceof Error && 'syscall' in thrown;
  const error = new AnnealError(
    isRefused ? 'data-not-found' : 'file-format',
    sentence(`${place} cannot be read: ${reason}`),
    { place, received: reason, remedy: isRefused ? 'Check the path, and who may read it.' : again },
  );
  error.cause = thrown;
  return error;
}

export interface SilenceWatch {
  /** There was progress. */
  heard(): void;
  end(): void;
}

/**
 * Calls once nothing was heard for so many seconds. Of the time between two looks no more than three ticks count: while the
 * machine sleeps, or the watching thread itself is held up, the reader cannot be blamed.
 * @param onTick before each look.
 */
export function watchSilence(
  onSilence: () => void,
  {
    seconds = SILENCE_SECONDS,
    tick = 100,
    onTick,
  }: { seconds?: number; tick?: number; onTick?(): void } = {},
): SilenceWatch {
  let silent = 0;
  let looked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    silent += Math.min(now - looked, 3 * tick);
    looked = now;
    onTick?.();
    if (silent < seconds * 1000) return;
    clearInterval(timer);
    onSilence();
  }, tick);
  return {
    heard() {
      silent = 0;
    },
    end: () => clearInterval(timer),
  };
}
