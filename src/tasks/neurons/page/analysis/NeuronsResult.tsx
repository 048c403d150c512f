/** The analysis of a model of neurons: figures of each session, how its units are spread, every unit, and what was learned. */
import { Panel } from '../../../../ui/controls/Panel';
import { count, significant } from '../../../../ui/format/quantities';
import type { AnalysisProps } from '../../../page';
import type { NeuronsAnalysis } from '../../analysis/neuronsAnalysis';
import { BitsPanel, ScatterPanel } from './BitsPanels';
import { FiltersPanels } from './FiltersPanels';
import { FitPanels, InputImportance } from './FitPanels';
import styles from './NeuronsResult.module.css';
import { SessionTable } from './SessionTable';
import { UnitsPanel } from './UnitsPanel';

export function NeuronsResult({ analysis, checkpoint, run, split, colour }: AnalysisProps<NeuronsAnalysis>) {
  const { units, sessions, inputs } = analysis;
  const of = { name: run.name, colour };
  return (
    <>
      <Panel title={headline(analysis)}>
        <SessionTable analysis={analysis} />
      </Panel>
      <div className={styles.grid}>
        <BitsPanel {...of} units={units} />
        <ScatterPanel {...of} units={units} />
      </div>
      <UnitsPanel {...of} units={units} sessions={sessions} checkpointId={checkpoint.id} />
      <FitPanels {...of} checkpointId={checkpoint.id} split={split} />
      {inputs > 0 && <InputImportance checkpointId={checkpoint.id} split={split} colour={colour} />}
      <FiltersPanels {...of} checkpointId={checkpoint.id} />
    </>
  );
}

/** "0.9642 bits per spike, 48 units of 3 sessions". */
function headline({ bps, units, sessions }: NeuronsAnalysis): string {
  const of = sessions.length > 1 ? ` of ${count(sessions.length)} sessions` : '';
  return `${significant(bps)} bits per spike, ${count(units.length)} units${of}`;
}
