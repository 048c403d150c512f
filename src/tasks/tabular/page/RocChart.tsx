/** The receiver operating characteristic of each class against the rest, with the diagonal of pure chance. */

import { unitAxis } from '../../../ui/charts/axis';
import { LineChart } from '../../../ui/charts/LineChart';
import { IdentityLine } from '../../../ui/charts/PointLayer';
import { significant } from '../../../ui/format/quantities';
import type { ClassAnalysis } from '../analysis/tableAnalysis';

export function RocChart({ classes, height }: { classes: readonly ClassAnalysis[]; height: number }) {
  return (
    <LineChart
      label="ROC curves, true positive rate over false positive rate"
      curves={classes.map(({ name, roc }, index) => ({
        id: name,
        label: name,
        colour: `var(--series-${index % 8})`,
        dashed: index >= 8,
        points: roc.map(({ falsePositiveRate, truePositiveRate }) => ({
          x: falsePositiveRate,
          y: truePositiveRate,
        })),
      }))}
      x={unitAxis}
      y={unitAxis}
      xName="false positive rate"
      yName="true positive rate"
      height={height}
      endLabels={false}
      formatX={(rate) => `false positives ${significant(rate, 3)}`}
      formatY={(rate) => significant(rate, 3)}
      empty="A ROC curve needs rows of the class and rows of another one."
    >
      <IdentityLine from={0} to={1} />
    </LineChart>
  );
}
