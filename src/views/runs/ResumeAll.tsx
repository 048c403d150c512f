/** Runs that a closed page has left, all of them started again at once: one trains, the others queue. */
import { Play } from 'lucide-react';
import { hasBegun, type RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { useStudio } from '../../store/react/useStudio';
import { resumeRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import styles from './Queue.module.css';

export function ResumeAll() {
  const runs = useStudio((state) => state.runs);
  const live = useStudio((state) => state.live);
  const elsewhere = useStudio((state) => state.elsewhere);
  const datasets = useStudio((state) => state.datasets);
  const left = runs.filter(
    (run) =>
      (live[run.id]?.status ?? run.status) === 'interrupted' &&
      !elsewhere.includes(run.id) &&
      !lacksData(run, datasets),
  );
  // One has its own button.
  if (left.length < 2) return null;
  return (
    <section className={styles.left} aria-label="Interrupted runs">
      <p className={styles.words}>{left.length} runs were left when their page was closed.</p>
      <Button icon={<Play />} onClick={() => inTurn(left).forEach((run) => void resumeRun(run.id))}>
        Resume all {left.length}
      </Button>
    </section>
  );
}

/** Those that have trained first, then the oldest: as they stood in the queue. */
function inTurn(runs: readonly RunRecord[]): RunRecord[] {
  return runs.toSorted(
    (a, b) => Number(hasBegun(b)) - Number(hasBegun(a)) || a.createdAt.localeCompare(b.createdAt),
  );
}
