/**
 * Which slots take part in a step, and how many updates each has missed. Only the host keeps count: whether a batch gives
 * a slot a gradient follows from its graph.
 */
import type { ArenaLayout } from './layout';
import type { Given } from './trainable';

export interface Attendance {
  /** Books what a micro-batch has given. */
  note(given: Given): void;
  /** Micro-batches of this step that gave slot `i` something. */
  times(i: number): number;
  /** A frozen parameter is never absent: it waits for nothing. */
  isAbsent(i: number): boolean;
  /** Whether every slot takes part like every other, and always has: then there is nothing to look up for each. */
  isFull(microBatches: number): boolean;
  /** Updates that slot `i` has missed before this one. */
  missedBy(i: number): number;
  /** Counts the step, and begins the next. */
  finish(): void;
  /** Begins the step again. */
  discard(): void;
  missed(): Record<string, number>;
  setMissed(missed: Readonly<Record<string, number>>): void;
}

export function createAttendance({ slots }: ArenaLayout): Attendance {
  const times = new Uint32Array(slots.length);
  const missed = new Uint32Array(slots.length);
  const isAbsent = (i: number) => times[i] === 0 && (slots[i]!.running || !slots[i]!.frozen);
  return {
    note(given) {
      for (const i of given) times[i]!++;
    },
    times: (i) => times[i]!,
    isAbsent,
    isFull: (microBatches) =>
      slots.every(
        ({ running }, i) => missed[i] === 0 && !isAbsent(i) && (!running || times[i] === microBatches),
      ),
    missedBy: (i) => missed[i]!,
    finish() {
      // A running statistic has no moments to correct.
      slots.forEach(({ running }, i) => {
        if (!running && isAbsent(i)) missed[i]!++;
      });
      times.fill(0);
    },
    discard: () => times.fill(0),
    missed: () => Object.fromEntries(slots.flatMap(({ name }, i) => (missed[i] ? [[name, missed[i]]] : []))),
    setMissed(names) {
      slots.forEach(({ name }, i) => {
        missed[i] = names[name] ?? 0;
      });
    },
  };
}
