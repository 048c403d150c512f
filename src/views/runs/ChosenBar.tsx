/** What can be done with all chosen runs at once. */
import { Archive, ArchiveRestore, Tag, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunRecord } from '../../protocol/records';
import { isUnderWay } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { archiveRuns, removeRuns } from '../../store/runs';
import { Button } from '../../ui/controls/Button';
import { count } from '../../ui/format/quantities';
import styles from './RunsPlace.module.css';
import { TagsDialog } from './TagsDialog';

export interface ChosenBarProps {
  runs: readonly RunRecord[];
  /** Of them, how many the filter hides. */
  hidden: number;
  onClear: () => void;
}

export function ChosenBar({ runs, hidden, onClear }: ChosenBarProps) {
  const [tagging, setTagging] = useState(false);
  const tags = useStudio(useShallow((state) => [...new Set(state.runs.flatMap((run) => run.tags))].sort()));
  const busy = useStudio(
    useShallow(({ live, elsewhere }) =>
      runs.map(({ id }) => id).filter((id) => isUnderWay(live[id]) || elsewhere.includes(id)),
    ),
  );
  const free = runs.filter(({ id }) => !busy.includes(id));
  const allArchived = runs.every(({ archived }) => archived);
  return (
    <section className={styles.bar} aria-label="Chosen runs">
      <p>
        <strong>{count(runs.length)} chosen</strong>
        {hidden > 0 && <span className={styles.hint}> {count(hidden)} of them not shown</span>}
      </p>
      <Button kind="quiet" icon={<Tag />} onClick={() => setTagging(true)}>
        Tags
      </Button>
      <Button
        kind="quiet"
        icon={allArchived ? <ArchiveRestore /> : <Archive />}
        onClick={() => void archiveRuns(runs, !allArchived)}
      >
        {allArchived ? 'Take out of the archive' : 'Archive'}
      </Button>
      {free.length > 0 && (
        <Button kind="quiet" icon={<Trash2 />} onClick={() => void removeRuns(free)}>
          Delete {count(free.length)}
        </Button>
      )}
      {busy.length > 0 && (
        <span className={styles.hint}>
          {busy.length === 1 ? 'One trains and cannot' : `${count(busy.length)} train and cannot`} be deleted.
        </span>
      )}
      <Button kind="quiet" onClick={onClear}>
        Choose none
      </Button>
      {tagging && <TagsDialog runs={runs} known={tags} onClose={() => setTagging(false)} />}
    </section>
  );
}
