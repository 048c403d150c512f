/** Why a run waits and when its turn comes, in words. */
import type { Shortage } from '../../engine/training/pool';

const words: Record<Shortage, string> = { gpu: 'the GPU', worker: 'a free worker', memory: 'memory' };

/** To be read after "waits for"; undefined for a run that waits for nothing. */
export const waitWords = (lacks: Shortage | null | undefined) => (lacks ? words[lacks] : undefined);

/** "next in the queue", "2 of 3 in the queue"; null for a run that is not in it. */
export function turnWords(queue: readonly string[], id: string): string | null {
  const index = queue.indexOf(id);
  if (index < 0) return null;
  const turn = index === 0 ? 'next' : `${index + 1} of ${queue.length}`;
  return `${turn} in the queue`;
}
