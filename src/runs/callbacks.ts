/**
 * Callbacks: what people hang into a training. A callback is an object with a function for each event that it wants to
 * hear; it hears and may ask for a stop, and changes nothing else. How to write one: docs/scripting.md.
 */
import type { TrainControl } from '../engine/training/stages';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { RunWarning, TrainEvent } from '../protocol/events';

/** The training that a callback hears of. */
export interface CallbackRun {
  config: RunConfig;
  /** Where its files lie. */
  folder: string;
  /** Set its request to 'stop' or 'pause': the training looks at it before its next step. */
  control: TrainControl;
}

type EventsByType = { [Event in TrainEvent as Event['type']]: Event };

type Hooks = {
  [Type in keyof EventsByType]?: (event: EventsByType[Type], run: CallbackRun) => void | Promise<void>;
};

/**
 * Every function may be left out, and is awaited before training goes on: `begins` when the run is opened, before its data
 * are uploaded, the others at the event of their name, once its files are on the disk. A callback that throws is named in
 * a warning and left out from there on; the training goes on.
 */
export type Callback = Hooks & {
  /** For the warning about it. */
  name?: string;
  begins?: (run: CallbackRun) => void | Promise<void>;
};

type WarningEvent = { type: 'warning' } & RunWarning;

export interface Callbacks {
  begin(): Promise<void>;
  /** Tells all of them, in their order. @returns a warning for each that has failed since the last call. */
  hear(event: TrainEvent): Promise<WarningEvent[]>;
}

export function createCallbacks(callbacks: readonly Callback[], run: CallbackRun): Callbacks {
  let active = callbacks.map((callback, i) => ({ callback, name: callback.name ?? `number ${i + 1}` }));
  let failures: WarningEvent[] = [];

  async function each(hook: string, call: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const one of active) {
      try {
        await call(one.callback);
      } catch (thrown) {
        active = active.filter((other) => other !== one);
        const { message } = AnnealError.from(thrown);
        failures.push({
          type: 'warning',
          code: 'callback-failed',
          message: `The callback ${one.name} failed at "${hook}" and hears nothing more of this run: ${message}`,
        });
      }
    }
  }

  return {
    begin: () => each('begins', (callback) => callback.begins?.(run)),
    async hear(event) {
      await each(event.type, (callback) => tell(callback, event.type, event, run));
      const failed = failures;
      failures = [];
      return failed;
    },
  };
}

function tell<Type extends keyof EventsByType>(
  callback: Hooks,
  type: Type,
  event: EventsByType[Type],
  run: CallbackRun,
): void | Promise<void> {
  return callback[type]?.(event, run);
}
