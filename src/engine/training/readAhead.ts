/** Batches of coming steps, whose rows are read while the device still works on earlier ones. */
import type { Batch, EpochPlan } from '../data/epochPlan';
import type { StepGraph } from '../workload';

/** Steps that are read ahead of the running one. */
const STEPS_AHEAD = 2;

export interface ReadAhead {
  /** The batches of the next step, read; at once where nothing has to be waited for. */
  next(): readonly Batch[] | Promise<readonly Batch[]>;
  /** Starts reading what comes; to be called when the device has something to do. */
  advance(): void;
}

/** @param first number of the first step, in the epoch. */
export function createReadAhead(graph: Pick<StepGraph, 'fetch'>, plan: EpochPlan, first: number): ReadAhead {
  const coming: { batches: readonly Batch[]; read: Promise<unknown> | null }[] = [];
  let step = first;

  function fetchNext(): void {
    const batches = plan.step(step++);
    const reads = graph.fetch
      ? batches.map((batch) => graph.fetch!(batch)).filter((read) => read !== undefined)
      : [];
    const read = reads.length > 0 ? Promise.all(reads) : null;
    // A failure is met by whoever takes the step.
    read?.catch(() => {});
    coming.push({ batches, read });
  }

  return {
    next() {
      if (coming.length === 0) fetchNext();
      const { batches, read } = coming.shift()!;
      return read ? read.then(() => batches) : batches;
    },
    advance() {
      if (!graph.fetch) return;
      while (coming.length < STEPS_AHEAD && step < plan.steps) fetchNext();
    },
  };
}
