/** What is inside a dataset of columns, with the choice of inputs and targets. */
import type { DatasetRecord } from '../../../protocol/datasets';
import { Button } from '../../../ui/controls/Button';
import { Notice } from '../../../ui/controls/Notice';
import { Panel } from '../../../ui/controls/Panel';
import { offersTranspose, suggestedRoles } from '../roles';
import { ColumnsPanel } from './ColumnsPanel';
import { FirstRows } from './FirstRows';
import { chooseRoles, useRoles } from './useRoles';

export function TableSheet({ dataset }: { dataset: DatasetRecord }) {
  const roles = useRoles(dataset);
  const turn = (transpose: boolean) => chooseRoles(dataset, suggestedRoles(dataset, transpose));
  return (
    <>
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
      <ColumnsPanel dataset={dataset} roles={roles} />
      <Panel title="First rows">
        <FirstRows dataset={dataset} />
      </Panel>
    </>
  );
}
