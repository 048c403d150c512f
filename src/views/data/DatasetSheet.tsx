/** Everything known of one dataset, as the chosen task reads it, and the way on to training. */
import type { DatasetRecord } from '../../protocol/datasets';
import { changeTask } from '../../store/drafting';
import { useStudio } from '../../store/react/useStudio';
import { pages } from '../../tasks/pages';
import { describedTask, taskKind } from '../../tasks/runConfig';
import { offeredTasks, warningsFor } from '../../tasks/suitable';
import { Segments } from '../../ui/controls/Segments';
import styles from './DatasetSheet.module.css';
import { ReferenceNotice } from './ReferenceNotice';
import { SheetHeader } from './SheetHeader';
import { WarningList } from './WarningList';

export function DatasetSheet({ dataset }: { dataset: DatasetRecord }) {
  const chosen = useStudio((state) => state.drafts[dataset.fingerprint]?.task);
  const tasks = offeredTasks(dataset, chosen);
  const task = chosen === undefined ? tasks[0] : taskKind(chosen);
  const Sheet = task && pages[task].DatasetSheet;
  const grows = task !== undefined && describedTask(task).grows === true;
  return (
    <article
      className={styles.sheet}
      aria-label={dataset.name}
      // What is dropped here joins the dataset (`WindowDrop.tsx`).
      data-grows={grows ? dataset.fingerprint : undefined}
    >
      <SheetHeader dataset={dataset} trainable={task !== undefined} grows={grows} />
      {task && tasks.length > 1 && (
        <div className={styles.reading}>
          Read as
          <Segments
            label="Read as"
            value={task}
            segments={tasks.map((kind) => ({ value: kind, label: describedTask(kind).reading }))}
            onValue={(kind) => changeTask(dataset, kind)}
          />
        </div>
      )}
      <ReferenceNotice dataset={dataset} />
      <WarningList warnings={warningsFor(task, dataset)} />
      {Sheet && <Sheet dataset={dataset} />}
    </article>
  );
}
