/** Who trains in this tab and who waits for a place: runs enter, are let in as `engine/training/pool.ts` decides, and leave. */
import { threadsOf } from '../engine/tfjs/threadCount';
import { decide, type Machine, type PoolRun, type Shortage } from '../engine/training/pool';
import type { AnnealError } from '../protocol/errors';
import { studio } from './studio';

/** What a run will take, as far as it can be known before it trains. */
export type Needs = Pick<PoolRun, 'device' | 'bytes'>;

export interface Entry {
  id: string;
  /** Asked only where there are others, and once; must not reject. */
  measure(): Promise<Needs>;
  /** What the run waits for, each time that changes. */
  onWait(lacks: Shortage): void;
}

export interface Place {
  /** It computes on one thread, since others are on the cores. */
  beside: boolean;
  /** Lets others in; whoever has a place calls it in the end. */
  leave(): void;
}

export interface TrainingPool {
  /** @returns a place, or null when the run was withdrawn. Rejects when the pool is closed. */
  enter(entry: Entry): Promise<Place | null>;
  /** Takes a run out of the queue. @returns whether it was waiting. */
  withdraw(id: string): boolean;
  /** Rejects every run that waits; those that train are left alone. */
  close(reason: AnnealError): void;
  /** Decides anew: the machine's settings have changed. */
  review(): void;
}

interface Member extends Entry {
  needs: Needs | null;
  measuring: Promise<Needs> | null;
  lacks: Shortage | null;
  /** 0 while it waits. */
  threads: number;
  settle(place: Place | null): void;
  reject(reason: AnnealError): void;
}

/** @param onQueue hears who waits for what others have, in the order of their turns, each time that changes. */
export function createTrainingPool(
  machine: () => Machine,
  onQueue: (ids: string[]) => void = () => {},
): TrainingPool {
  let running: Member[] = [];
  let waiting: Member[] = [];
  let told: string[] = [];

  function tellQueue(): void {
    const queue = waiting.filter(({ lacks }) => lacks !== null).map(({ id }) => id);
    if (queue.join() === told.join()) return;
    told = queue;
    onQueue(queue);
  }

  function start(member: Member, threads: number): void {
    member.threads = threads;
    waiting = waiting.filter((other) => other !== member);
    running = [...running, member];
    tellQueue();
    const leave = () => {
      running = running.filter((other) => other !== member);
      void review();
    };
    member.settle({ beside: threads < machine().threadsAlone, leave });
  }

  /** The first of all waits for nothing, not even for being measured. */
  function startAlone(): void {
    const [first] = waiting;
    if (first && running.length === 0) start(first, machine().threadsAlone);
  }

  async function review(): Promise<void> {
    startAlone();
    for (;;) {
      if (waiting.length === 0) return;
      const unknown = [...running, ...waiting].filter(({ needs }) => needs === null);
      if (unknown.length === 0) break;
      await Promise.all(
        unknown.map(async (member) => {
          member.measuring ??= member.measure();
          member.needs = await member.measuring;
        }),
      );
      startAlone();
    }
    for (const decision of decide(machine(), running.flatMap(known), waiting.flatMap(known))) {
      const member = waiting.find(({ id }) => id === decision.id)!;
      if (decision.start) start(member, decision.threads);
      else if (member.lacks !== decision.lacks) {
        member.lacks = decision.lacks;
        member.onWait(decision.lacks);
      }
    }
    tellQueue();
  }

  return {
    enter: (entry) =>
      new Promise((settle, reject) => {
        waiting = [
          ...waiting,
          { ...entry, needs: null, measuring: null, lacks: null, threads: 0, settle, reject },
        ];
        void review();
      }),
    withdraw(id) {
      const member = waiting.find((one) => one.id === id);
      if (!member) return false;
      waiting = waiting.filter((one) => one !== member);
      member.settle(null);
      tellQueue();
      void review();
      return true;
    },
    close(reason) {
      const left = waiting;
      waiting = [];
      tellQueue();
      for (const { reject } of left) reject(reason);
    },
    review: () => void review(),
  };
}

const GIBIBYTE = 2 ** 30;
/** Assumed where the browser does not tell. */
const USUAL_MEMORY = 4 * GIBIBYTE;

/** Trainings may take half of the memory; the rest is for the page, what it shows, and everything else on the machine. */
function thisMachine(): Machine {
  const { navigator, crossOriginIsolated } = globalThis;
  const cores = navigator?.hardwareConcurrency ?? 1;
  const known = navigator && 'deviceMemory' in navigator ? Number(navigator.deviceMemory) : Number.NaN;
  const memory = known > 0 ? known * GIBIBYTE : USUAL_MEMORY;
  const { workers } = studio.getState();
  return { cores, threadsAlone: crossOriginIsolated ? threadsOf(cores) : 1, bytes: memory / 2, workers };
}

/** The pool of this tab. */
export const trainingPool = createTrainingPool(thisMachine, (queue) => studio.setState({ queue }));

function known({ id, needs, threads }: Member): PoolRun[] {
  return needs === null ? [] : [{ id, threads, ...needs }];
}
