/** What a run waits for, to be read after "waits for". */
import type { Shortage } from '../../engine/training/pool';

const words: Record<Shortage, string> = { gpu: 'the GPU', worker: 'a free worker', memory: 'memory' };

/** undefined for a run that waits for nothing. */
export const waitWords = (lacks: Shortage | null | undefined) => (lacks ? words[lacks] : undefined);
