/**
 * Ctrl-C in a training run: the first one asks the trainer to save and stop, a later one ends at once.
 * npm passes on a signal that the terminal has already sent to the whole group, so what follows within a second
 * counts as the same key press.
 */
import type { TrainControl } from '../engine/training/stages';
import { INTERRUPTED } from './command';

const SAME_PRESS_MILLISECONDS = 1000;

export interface Interrupt {
  /** Whether the run was asked to stop from outside. */
  readonly requested: boolean;
  /** Aborted by the same; for what comes before the training. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/** Listens for SIGINT and SIGTERM until released. */
export function stopOnInterrupt(control: TrainControl, say: (message: string) => void): Interrupt {
  let first: number | null = null;
  const controller = new AbortController();
  function onSignal(): void {
    if (first === null) {
      first = performance.now();
      control.request = 'stop';
      controller.abort();
      say('Interrupted: saving a checkpoint. Once more ends at once.');
    } else if (performance.now() - first > SAME_PRESS_MILLISECONDS) {
      process.exit(INTERRUPTED);
    }
  }
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    get requested() {
      return first !== null;
    },
    signal: controller.signal,
    release() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
