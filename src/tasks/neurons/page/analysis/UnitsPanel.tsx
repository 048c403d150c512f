/** All units of the analysis, the worst first; the one that is chosen is shown below. */
import { Download } from 'lucide-react';
import { memo, useState } from 'react';
import { saveFile } from '../../../../store/downloads/saveFile';
import { Button } from '../../../../ui/controls/Button';
import { Panel } from '../../../../ui/controls/Panel';
import type { AnalysedSession } from '../../analysis/neuronsAnalysis';
import type { UnitRow } from '../../metrics/unitRows';
import { UnitTable } from '../units/UnitTable';
import { unitKey, unitsCsv } from '../units/unitColumns';
import { UnitView } from './UnitView';

export interface UnitsPanelProps {
  units: readonly UnitRow[];
  sessions: readonly AnalysedSession[];
  checkpointId: string;
  /** Of the run. */
  name: string;
  colour: string;
}

export const UnitsPanel = memo(function UnitsPanel(props: UnitsPanelProps) {
  const { units, sessions, checkpointId, name, colour } = props;
  const [chosen, setChosen] = useState<UnitRow | null>(units[0] ?? null);
  const session = sessions.find((one) => one.name === chosen?.session);
  return (
    <Panel
      title="Units"
      aside={
        <Button
          kind="quiet"
          icon={<Download />}
          onClick={() => saveFile(`${name} units.csv`, unitsCsv(units), 'text/csv')}
        >
          Units as CSV
        </Button>
      }
    >
      <UnitTable rows={units} pageSize={12} chosen={chosen && unitKey(chosen)} onChoose={setChosen} />
      {chosen && session && (
        <UnitView
          key={chosen.session}
          unit={chosen}
          session={session}
          checkpointId={checkpointId}
          name={name}
          colour={colour}
        />
      )}
    </Panel>
  );
});
