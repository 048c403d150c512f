/** Which runs may train at once on one machine: one on the GPU, as many on its cores as there are workers, all within its memory. */

/** What a run takes. */
export interface PoolRun {
  id: string;
  device: 'gpu' | 'cores';
  /** Cores that it computes on; of no meaning on the GPU, and 0 while the run waits. */
  threads: number;
  /** An upper bound of its memory. */
  bytes: number;
}

export interface Machine {
  cores: number;
  /** Threads that a run computes on while no other is on the cores. */
  threadsAlone: number;
  /** Bytes that trainings may take together. */
  bytes: number;
  /** Runs on the cores at once; null for as many as leave one core free, threads counted. */
  workers: number | null;
}

/** What a run waits for: the GPU, a place among the workers, memory. */
export type Shortage = 'gpu' | 'worker' | 'memory';

export type Decision = { id: string } & (
  | { start: true; threads: number }
  | { start: false; lacks: Shortage }
);

/**
 * Decides about the waiting runs in their order. A run alone always starts, whatever it takes. Beside others a run on the
 * cores gets one thread. Who waits for the GPU or a worker holds up those behind it that want the same, who waits for
 * memory all of them: else small runs would pass by a large one for ever.
 */
export function decide(
  machine: Machine,
  running: readonly PoolRun[],
  waiting: readonly PoolRun[],
): Decision[] {
  const taken = [...running];
  let held: ReadonlySet<Shortage> = new Set();
  return waiting.map((run) => {
    const lacks = shortage(machine, taken, run, held);
    if (lacks !== null) {
      held = new Set([...held, lacks]);
      return { id: run.id, start: false, lacks };
    }
    const threads = run.device === 'cores' && onCores(taken).length > 0 ? 1 : machine.threadsAlone;
    taken.push({ ...run, threads });
    return { id: run.id, start: true, threads };
  });
}

function shortage(
  { cores, bytes, workers }: Machine,
  taken: readonly PoolRun[],
  run: PoolRun,
  held: ReadonlySet<Shortage>,
): Shortage | null {
  if (taken.length === 0) return null;
  if (held.has('memory')) return 'memory';
  if (run.device === 'gpu') {
    if (held.has('gpu') || taken.some(({ device }) => device === 'gpu')) return 'gpu';
  } else {
    const beside = onCores(taken);
    const threads = beside.reduce((sum, other) => sum + other.threads, 1);
    const hasPlace = workers === null ? threads <= cores - 1 : beside.length < workers;
    if (held.has('worker') || (beside.length > 0 && !hasPlace)) return 'worker';
  }
  const sum = taken.reduce((total, other) => total + other.bytes, run.bytes);
  return sum > bytes ? 'memory' : null;
}

const onCores = (runs: readonly PoolRun[]) => runs.filter(({ device }) => device === 'cores');
