/** What the history of a run says: over-fitting, a stalled loss, the learning rate, gradients. */
import type { RunRecord } from '../../protocol/records';
import { isUnderWay } from '../../store/liveRun';
import { useRunSeries } from '../../store/react/useRunSeries';
import { useStudio } from '../../store/react/useStudio';
import { FindingList } from '../../ui/analysis/FindingList';
import { Panel } from '../../ui/controls/Panel';
import { useRunHealth } from '../runCharts/useRunHealth';

export function HealthPanel({ run }: { run: RunRecord }) {
  const training = useStudio((state) => isUnderWay(state.live[run.id]));
  const findings = useRunHealth(run, training);
  const { series } = useRunSeries(run.id);
  // Of a checkpoint that came alone there is no history.
  if (series.epochs().length === 0) return null;
  const faults = findings.filter(({ tone }) => tone === 'warn' || tone === 'bad').length;
  const title = faults === 0 ? 'Health of the run' : `Health of the run, ${faults} to look at`;
  return (
    <Panel title={title}>
      <FindingList findings={findings} label="Health of the run" />
    </Panel>
  );
}
