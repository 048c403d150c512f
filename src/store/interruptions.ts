/** What is told of runs that a closed page has left: one notice for all of them. */
import { hasBegun, type RunRecord } from '../protocol/records';
import { dismissAll, notify } from './notices';
import { studio } from './studio';

/** The notice of interrupted runs, and which it speaks of: those that are found later join them. */
let interruption: { notice: number; runs: readonly RunRecord[] } = { notice: 0, runs: [] };

/** Says in one notice that runs were interrupted, or had not begun, and leads to them. */
export function tellInterrupted(found: readonly RunRecord[]): void {
  if (found.length === 0) return;
  const isShown = studio.getState().notices.some(({ id }) => id === interruption.notice);
  const runs = [...(isShown ? interruption.runs : []), ...found];
  dismissAll([interruption.notice]);
  // What has trained stands before what was still to begin.
  const first = runs.find(hasBegun) ?? runs[0]!;
  const isOne = runs.length === 1;
  const names = isOne ? `${first.name} was` : `${first.name} and ${runs.length - 1} more were`;
  const began = hasBegun(first) ? 'interrupted' : `closed before ${isOne ? 'it' : 'they'} began`;
  const notice = notify({
    tone: 'warn',
    title: `${names} ${began}`,
    action: isOne ? { label: 'Show it', to: `/train/${first.id}` } : { label: 'Show them', to: '/runs' },
    runId: first.id,
    lasts: null,
  });
  interruption = { notice, runs };
  studio.setState(({ activeRunId }) => ({
    activeRunId: activeRunId === null || runs.some(({ id }) => id === activeRunId) ? first.id : activeRunId,
  }));
}
