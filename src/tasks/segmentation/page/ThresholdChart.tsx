/** Dice of each class over the threshold from which a pixel counts as found, with the best threshold marked. */

import { unitAxis } from '../../../ui/charts/axis';
import { LineChart } from '../../../ui/charts/LineChart';
import { VerticalMark } from '../../../ui/charts/VerticalMark';
import { significant } from '../../../ui/format/quantities';
import type { SegmentedClass } from '../analysis/imageAnalysis';

export interface ThresholdChartProps {
  classes: readonly SegmentedClass[];
  /** The threshold in use; null where classes compete and none is used. */
  threshold: number | null;
  height: number;
}

export function ThresholdChart({ classes, threshold, height }: ThresholdChartProps) {
  const best = classes.length === 1 ? classes[0]!.bestThreshold : null;
  return (
    <LineChart
      label="Dice over the threshold"
      curves={classes.map(({ name, thresholds }, index) => ({
        id: name,
        label: classes.length === 1 ? 'Dice' : name,
        colour: `var(--series-${index % 8})`,
        dashed: index >= 8,
        points: thresholds.map((point) => ({ x: point.threshold, y: point.dice })),
      }))}
      x={unitAxis}
      y={unitAxis}
      xName="threshold of the probability"
      yName="Dice"
      height={height}
      endLabels={false}
      formatX={(at) => `threshold ${significant(at, 2)}`}
      formatY={(dice) => dice.toFixed(4)}
      empty="There are no images to show."
    >
      {best && <VerticalMark x={best.threshold} label={`best ${best.threshold.toFixed(2)}`} />}
      {threshold !== null && threshold !== best?.threshold && (
        <VerticalMark x={threshold} label={threshold.toFixed(2)} line={1} colour="var(--accent)" />
      )}
    </LineChart>
  );
}
