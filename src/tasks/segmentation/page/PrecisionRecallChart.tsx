/** Precision over recall of each class against the rest, all pixels together. */

import { unitAxis } from '../../../ui/charts/axis';
import { LineChart } from '../../../ui/charts/LineChart';
import { significant } from '../../../ui/format/quantities';
import type { SegmentedClass } from '../analysis/imageAnalysis';

export interface PrecisionRecallChartProps {
  classes: readonly SegmentedClass[];
  height: number;
}

export function PrecisionRecallChart({ classes, height }: PrecisionRecallChartProps) {
  return (
    <LineChart
      label="Precision over recall"
      curves={classes.map(({ name, curve }, index) => ({
        id: name,
        label: name,
        colour: `var(--series-${index % 8})`,
        dashed: index >= 8,
        points: curve.map(({ recall, precision }) => ({ x: recall, y: precision })),
      }))}
      x={unitAxis}
      y={unitAxis}
      xName="recall"
      yName="precision"
      height={height}
      endLabels={false}
      formatX={(recall) => `recall ${significant(recall, 3)}`}
      formatY={(precision) => significant(precision, 3)}
      empty="The classes occur in none of these images."
    />
  );
}
