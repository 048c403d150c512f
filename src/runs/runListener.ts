/**
 * What hears a training beside whoever keeps it: loggers, alerts, stopping rules, people's own callbacks. A listener may ask
 * for a stop and changes nothing else. One that throws is left out with a warning, and the training goes on.
 */
import type { TrainControl } from '../engine/training/stages';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { RunWarning, TrainEvent } from '../protocol/events';

/** The training that is heard. */
export interface HeardRun {
  /** The same whenever the run goes on: what was logged of it before is found by it. */
  id: string;
  name: string;
  config: RunConfig;
  dataset: { name: string; fingerprint: string };
  /** Epochs and optimizer steps behind it; what was heard of later ones is a future that was given up. */
  resumedFrom: { epoch: number; step: number } | null;
  /** Set its request to 'stop' or 'pause': the training looks at it before its next step. */
  control: TrainControl;
}

/** Every function may be left out. Each is awaited before the training goes on, so what takes long is put into a queue. */
export interface RunListener {
  /** For the warning about it. */
  name: string;
  /** The run is opened, and nothing of it has happened yet. */
  started?(run: HeardRun): void | Promise<void>;
  /** Something has happened, and it is kept: no checkpoint is told of that could still be lost. */
  heard?(event: TrainEvent): void | Promise<void>;
  /** Nothing more comes, however the training has ended: close what is open. @param last null where nothing was heard. */
  ended?(last: TrainEvent | null): void | Promise<void>;
  /** What the reader should know, in sentences, since this was asked last: each becomes a warning of the run. */
  remarks?(): string[];
}

export type WarningEvent = { type: 'warning' } & RunWarning;

/** All listeners of a run as one. Each call tells them in their order and answers what they remark and which have failed. */
export interface Listeners {
  started(run: HeardRun): Promise<WarningEvent[]>;
  heard(event: TrainEvent): Promise<WarningEvent[]>;
  ended(): Promise<WarningEvent[]>;
}

export function createListeners(listeners: readonly RunListener[]): Listeners {
  let active = [...listeners];
  let last: TrainEvent | null = null;

  async function each(
    of: string,
    call: (listener: RunListener) => void | Promise<void>,
  ): Promise<WarningEvent[]> {
    const warnings: WarningEvent[] = [];
    for (const one of active) {
      try {
        await call(one);
      } catch (thrown) {
        active = active.filter((other) => other !== one);
        const { message } = AnnealError.from(thrown);
        warnings.push({
          type: 'warning',
          code: 'listener-failed',
          message: `${one.name} failed at ${of} and hears nothing more of this run: ${message}`,
        });
      }
    }
    for (const one of active) {
      for (const message of one.remarks?.() ?? []) {
        warnings.push({ type: 'warning', code: 'logger', message });
      }
    }
    return warnings;
  }

  return {
    started: (run) => each('the opening of the run', (listener) => listener.started?.(run)),
    heard(event) {
      last = event;
      return each(`"${event.type}"`, (listener) => listener.heard?.(event));
    },
    ended: () => each('its end', (listener) => listener.ended?.(last)),
  };
}
