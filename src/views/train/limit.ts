/** What limits the speed of a run, from what the page knows of it. Pure. */
import type { BackendInfo, EpochRow } from '../../protocol/events';

export interface SpeedFacts {
  backend: BackendInfo | null;
  stepMilliseconds: number | null;
  stepsPerEpoch: number | null;
  /** The last finished epoch. */
  row: EpochRow | null;
}

/** A short phrase for "limited by …"; null while too little is known. */
export function limitedBy({ backend, stepMilliseconds, stepsPerEpoch, row }: SpeedFacts): string | null {
  if (!backend || stepMilliseconds === null) return null;
  if (row && stepsPerEpoch && row.seconds > 0) {
    const inSteps = (stepsPerEpoch * stepMilliseconds) / 1000 / row.seconds;
    if (inSteps < 0.5) return 'validation and saving between epochs';
  }
  if (backend.software) return 'the software adapter';
  if (backend.name === 'cpu') return 'the plain JavaScript backend';
  if (backend.name === 'wasm') return 'the processor';
  // A step this short is mostly the time it takes to hand work to the GPU, not the work.
  if (stepMilliseconds < 4) return 'handing work to the GPU; larger batches use it better';
  return 'the GPU';
}
