/** The loss picture of a run. */

import { Download } from 'lucide-react';
import { memo, useMemo } from 'react';
import { lossAnalysis } from '../../engine/analysis/lossAnalysis';
import type { RunRecord } from '../../protocol/records';
import { LossPicture } from '../charts/LossPicture';
import { useRunSeries } from '../charts/useRunSeries';
import { Button } from '../controls/Button';
import { Panel } from '../controls/Panel';
import { downloadHistory } from '../downloads/runFiles';

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
      <LossPicture analysis={analysis} colour={`var(--series-${run.colour % 8})`} />
    </Panel>
  );
});
