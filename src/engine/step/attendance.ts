/**
 * Which slots take part in a step, and how many updates each has missed. Only the host keeps count: whether a batch gives
 * a slot a gradient follows from its graph.
 */
import type { ArenaLayout } from './layout';
import type { Given } from './trainable';

export interface Attendance {
  /** Books what a micro-batch has given. @param kept false where it is left out, because it is not finite. */
  note(given: Given, kept?: boolean): void;
  /** Micro-batches of this step that gave slot `i` something, without those that were left out. */
  times(i: number): number;
  /** Whether slot `i` is absent once those that were left out are gone. */
  isLeftAlone(i: number): boolean;
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
  const keptTimes = new Uint32Array(slots.length);
  const missed = new Uint32Array(slots.length);
  const waits = (i: number) => slots[i]!.running || !slots[i]!.frozen;
  const isAbsent = (i: number) => times[i] === 0 && waits(i);
  function begin(): void {
    times.fill(0);
    keptTimes.fill(0);
  }
  return {
    note(given, kept = true) {
      for (const i of given) {
        times[i]!++;
        if (kept) keptTimes[i]!++;
      }
    },
    times: (i) => keptTimes[i]!,
    isLeftAlone: (i) => keptTimes[i] === 0 && waits(i),
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
      begin();
    },
    discard: begin,
    missed: () => Object.fromEntries(slots.flatMap(({ name }, i) => (missed[i] ? [[name, missed[i]]] : []))),
    setMissed(names) {
      slots.forEach(({ name }, i) => {
        missed[i] = names[name] ?? 0;
      });
    },
  };
}
