/** The network beside what it has to beat on the same images, and what that says. */
import type { Comparison } from '../../../protocol/comparison';
import { ComparisonTable } from '../../../ui/controls/ComparisonTable';
import { Panel } from '../../../ui/controls/Panel';
import { tableNumber } from '../../../ui/format/quantities';

export function BaselinePanel({ comparison: { measures, models, words } }: { comparison: Comparison }) {
  return (
    <Panel title="Is it any good?">
      <ComparisonTable
        words={words}
        measures={measures}
        rows={models.map((model) => ({ ...model, cells: model.values.map(tableNumber) }))}
      />
    </Panel>
  );
}
