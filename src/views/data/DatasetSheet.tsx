/** Everything known of one dataset, with the choice of inputs and targets, and the way on to training. */
import type { DatasetRecord } from '../../protocol/datasets';
import { chooseRoles } from '../../store/drafting';
import { offersTranspose, suggestedRoles } from '../../store/roles';
import { Button } from '../controls/Button';
import { Notice } from '../controls/Notice';
import { Panel } from '../controls/Panel';
import { ColumnsPanel } from './ColumnsPanel';
import styles from './DatasetSheet.module.css';
import { FirstRows } from './FirstRows';
import { SheetHeader } from './SheetHeader';
import { useRoles } from './useRoles';
import { WarningList } from './WarningList';

export function DatasetSheet({ dataset }: { dataset: DatasetRecord }) {
  const roles = useRoles(dataset);
  const turn = (transpose: boolean) => chooseRoles(dataset, suggestedRoles(dataset, transpose));
  return (
    <article className={styles.sheet} aria-label={dataset.name}>
      <SheetHeader dataset={dataset} />
      {roles.transpose ? (
        <Notice
          title="Samples are read from columns"
          action={{ label: 'Read rows again', run: () => turn(false) }}
        >
          <p>Every array is transposed before training.</p>
        </Notice>
      ) : (
        offersTranspose(dataset) && (
          <Notice tone="warn" title="The arrays differ in rows but agree in columns">
            <p>
              {dataset.arrays.map(({ name, shape }) => `${name} is ${shape.join(' × ')}`).join(', ')}. Samples
              seem to lie in columns.
            </p>
            <Button onClick={() => turn(true)}>Transpose all arrays</Button>
          </Notice>
        )
      )}
      <WarningList warnings={dataset.warnings} />
      <ColumnsPanel dataset={dataset} roles={roles} />
      <Panel title="First rows">
        <FirstRows dataset={dataset} />
      </Panel>
    </article>
  );
}
