/**
 * Callbacks: what people hang into a training. A callback is an object with a function for each event that it wants to
 * hear; it hears and may ask for a stop, and changes nothing else. How to write one: docs/scripting.md.
 */
import type { TrainControl } from '../engine/training/stages';
import type { RunConfig } from '../protocol/config';
import type { TrainEvent } from '../protocol/events';
import type { RunListener } from './runListener';

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

/** A callback among the listeners of a run. @param place among the callbacks, from 1, for one without a name. */
export function callbackListener(callback: Callback, place: number, folder: string): RunListener {
  let run: CallbackRun | null = null;
  return {
    name: `The callback ${callback.name ?? `number ${place}`}`,
    started({ config, control }) {
      run = { config, control, folder };
      return callback.begins?.(run);
    },
    heard: (event) => (run ? tell(callback, event.type, event, run) : undefined),
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
