/** Holds the size of a run's checkpoints against the room that is left, before anything is trained. */
import { checkpointBytes, checkpointCount } from '../engine/checkpoints/predictBytes';
import type { RunConfig } from '../protocol/config';
import type { RunWarning } from '../protocol/events';
import { listCheckpoints } from '../storage/checkpoints';
import { freeFor, requireRoom, size } from '../storage/room';

/**
 * @returns a warning where not all that the run may keep will find room; null where it will, or the browser does not tell.
 * @throws AnnealError `storage-failed` where not even the few do that every run needs.
 */
export async function checkpointRoom(
  runId: string,
  parameterCount: number,
  config: RunConfig,
): Promise<RunWarning | null> {
  const bytes = checkpointBytes(parameterCount, config);
  const { fewest, most } = checkpointCount(config);
  // Those that are here make way as new ones come; one must find room beside them.
  const present = (await listCheckpoints(runId)).records.length;
  const needed = (count: number) => bytes * Math.max(1, count - present);
  await requireRoom(needed(fewest), 'checkpoints of the run');
  const free = await freeFor(needed(most));
  if (needed(most) <= free) return null;
  return {
    code: 'little-room',
    message: `The run may keep ${most} checkpoints of ${size(bytes)}, and ${size(free)} are left: free some in Storage, or keep fewer of them.`,
  };
}
