/** Everything known of one dataset, as images or as columns, and the way on to training. */
import type { DatasetRecord } from '../../protocol/datasets';
import { changeTask } from '../../store/drafting';
import { useStudio } from '../../store/react/useStudio';
import { tasksFor } from '../../tasks/segmentation/imageData';
import { ImageSheet } from '../../tasks/segmentation/page/ImageSheet';
import { TableSheet } from '../../tasks/tabular/page/TableSheet';
import { Segments } from '../../ui/controls/Segments';
import styles from './DatasetSheet.module.css';
import { SheetHeader } from './SheetHeader';
import { WarningList } from './WarningList';

export function DatasetSheet({ dataset }: { dataset: DatasetRecord }) {
  const tasks = tasksFor(dataset);
  const task = useStudio((state) => state.drafts[dataset.fingerprint]?.task) ?? tasks[0]!;
  return (
    <article className={styles.sheet} aria-label={dataset.name}>
      <SheetHeader dataset={dataset} />
      {tasks.length > 1 && (
        <div className={styles.reading}>
          Read as
          <Segments
            label="Read as"
            value={task}
            segments={tasks.map((kind) => ({
              value: kind,
              label: kind === 'segmentation' ? 'Images and masks' : 'Columns',
            }))}
            onValue={(kind) => changeTask(dataset, kind)}
          />
        </div>
      )}
      <WarningList warnings={dataset.warnings} />
      {task === 'segmentation' ? <ImageSheet dataset={dataset} /> : <TableSheet dataset={dataset} />}
    </article>
  );
}
