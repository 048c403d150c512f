/** The loss picture of a run. */

import { Download } from 'lucide-react';
import { memo, useMemo } from 'react';
import { metricNamed, titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { lossAnalysis } from '../../runs/lossAnalysis';
import { downloadHistory } from '../../store/downloads/runFiles';
import { useRunSeries } from '../../store/react/useRunSeries';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { Button } from '../../ui/controls/Button';
import { Panel } from '../../ui/controls/Panel';
import { LossPicture } from '../runCharts/LossPicture';

export const LossPanel = memo(function LossPanel({ run }: { run: RunRecord }) {
  const { series } = useRunSeries(run.id);
  const epochs = series.epochs();
  const analysis = useMemo(() => lossAnalysis(epochs), [epochs]);
  return (
    <Panel
      title={
        analysis.droppedEpochs > 0
          ? `Loss, without the first ${analysis.droppedEpochs} epochs`
          : 'Loss over epochs'
      }
      aside={
        <Button kind="quiet" icon={<Download />} onClick={() => void downloadHistory(run)}>
          History as CSV
        </Button>
      }
    >
      <LossPicture
        analysis={analysis}
        lossName={titleWithUnit(metricNamed(metricsNamed(run, ['loss']), 'loss'))}
        colour={`var(--series-${run.colour % 8})`}
      />
    </Panel>
  );
});
