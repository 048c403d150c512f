/** The learning rate over the whole run, before it starts. */
import { previewSchedule } from '../../engine/schedules/preview';
import { trainingSchema } from '../../protocol/config';
import type { Draft } from '../../store/draft';
import { epochAxis, linearAxis } from '../../ui/charts/axis';
import type { Curve } from '../../ui/charts/curve';
import { LineChart } from '../../ui/charts/LineChart';
import { Panel } from '../../ui/controls/Panel';
import { significant } from '../../ui/format/quantities';

export interface SchedulePreviewProps {
  draft: Draft;
  /** Optimizer steps; null while it is being counted, when the curve is drawn as if it were a hundred. */
  stepsPerEpoch: number | null;
}

export function SchedulePreview({ draft, stepsPerEpoch }: SchedulePreviewProps) {
  const training = trainingSchema.safeParse(draft.config.training);
  const preview = training.success ? previewSchedule(training.data, stepsPerEpoch ?? 100) : [];
  const rates = preview.map(({ x, rate }) => ({ x, y: rate }));
  const curve: Curve = { id: 'rate', label: 'rate', colour: 'var(--series-0)', points: rates };
  const top = Math.max(0, ...rates.map(({ y }) => y));
  return (
    <Panel title="Learning rate">
      <LineChart
        label="Learning rate over the run"
        curves={rates.length > 0 ? [curve] : []}
        x={epochAxis(rates.at(-1)?.x ?? 1, null, false)}
        y={linearAxis(0, top || 1)}
        xName="epoch"
        yName="learning rate"
        height={180}
        endLabels={false}
        formatY={(rate) => significant(rate, 3)}
        empty="The curve appears once the training settings are right."
      />
    </Panel>
  );
}
