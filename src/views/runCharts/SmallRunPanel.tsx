/** A small chart of one run in a panel, with its menu. */
import { type ReactNode, useRef } from 'react';
import type { RunRecord } from '../../protocol/records';
import { chartSaver } from '../../store/downloads/chartSaver';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import { Panel } from '../../ui/controls/Panel';
import { RunChart, type RunChartProps } from './RunChart';

export interface SmallRunPanelProps
  extends Pick<RunChartProps, 'curves' | 'training' | 'allowLog' | 'perEpoch' | 'empty'> {
  run: RunRecord;
  title: string;
  /** The file with every value. */
  csv: () => string;
  /** Below the chart. */
  legend?: ReactNode;
}

export function SmallRunPanel({ run, title, csv, legend, ...chart }: SmallRunPanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const menu = <ChartMenu saver={chartSaver} name={`${run.name} ${title}`} chart={frame} csv={csv} />;
  return (
    <Panel title={title} aside={menu}>
      <div ref={frame}>
        <RunChart
          {...chart}
          runId={run.id}
          label={`${title} of ${run.name}`}
          yName={title.toLowerCase()}
          totalEpochs={run.totalEpochs}
          height={168}
          endLabels={false}
        />
      </div>
      {legend}
    </Panel>
  );
}
