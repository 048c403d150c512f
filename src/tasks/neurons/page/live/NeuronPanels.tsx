/** What recordings show while a run trains besides its curves: rates of three units of a session, and all units in a table. */
import { useState } from 'react';
import { Panel } from '../../../../ui/controls/Panel';
import { Select } from '../../../../ui/controls/Select';
import { count, evenDigits } from '../../../../ui/format/quantities';
import type { TrainingPanelsProps } from '../../../page';
import type { Examples, Role, UnitStretch } from '../../examples';
import { RateChart } from '../units/RateChart';
import { UnitTable } from '../units/UnitTable';
import { CurriculumPanel } from './CurriculumPanel';
import styles from './NeuronPanels.module.css';

export function NeuronPanels({ run, examples, training }: TrainingPanelsProps<Examples>) {
  const value = examples?.value;
  if (!examples || !value || value.units.length === 0) {
    return (
      <>
        <CurriculumPanel run={run} />
        <Panel title="Validation units">
          <p className={styles.empty}>
            {training
              ? 'Rates of some units and the figures of all appear after the next validation.'
              : 'Nothing is kept of its last validation. Resume shows the next one; Analyse shows every unit.'}
          </p>
        </Panel>
      </>
    );
  }
  return (
    <>
      <CurriculumPanel run={run} />
      <RatePanel
        stretches={value.stretches}
        epoch={examples.epoch}
        colour={`var(--series-${run.colour % 8})`}
      />
      <Panel title={`${count(value.units.length)} validation units, epoch ${examples.epoch}`}>
        <UnitTable rows={value.units} pageSize={10} />
      </Panel>
    </>
  );
}

const titles: Record<Role, string> = { best: 'Best', median: 'Median', worst: 'Worst' };

interface RatePanelProps {
  stretches: readonly UnitStretch[];
  epoch: number;
  colour: string;
}

function RatePanel({ stretches, epoch, colour }: RatePanelProps) {
  const names = [...new Set(stretches.map(({ session }) => session))];
  const [chosen, setChosen] = useState('');
  const session = names.includes(chosen) ? chosen : names[0];
  return (
    <Panel
      title={`Validation rates, epoch ${epoch}`}
      aside={
        names.length > 1 && (
          <div className={styles.choice}>
            <Select
              aria-label="Session of the rates"
              value={session ?? ''}
              options={names.map((name) => ({ value: name, label: name }))}
              onValue={setChosen}
            />
          </div>
        )
      }
    >
      <div className={styles.rates}>
        {stretches
          .filter((stretch) => stretch.session === session)
          .map(({ role, unit, cid, bitsPerSpike, start, counts, rates }) => (
            <div key={role}>
              <h3 className={styles.title}>
                {titles[role]}: unit {cid}, <span className="number">{evenDigits(bitsPerSpike, 3)}</span> bits
                per spike
              </h3>
              <RateChart
                key={unit}
                label={`Recorded counts and predicted rates of unit ${cid} of ${session}`}
                start={start}
                counts={counts}
                rates={rates}
                colour={colour}
                height={120}
              />
            </div>
          ))}
      </div>
      <p className={styles.note}>Spikes a bin, over the bins of the session.</p>
    </Panel>
  );
}
