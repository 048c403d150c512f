/** What molecules show while a run trains besides its curves: the worst, the best and two others of the validation. */
import { useState } from 'react';
import { Panel } from '../../../../ui/controls/Panel';
import { Segments } from '../../../../ui/controls/Segments';
import type { TrainingPanelsProps } from '../../../page';
import type { Examples } from '../../examples';
import { ExamplePicker, roleOf } from './ExamplePicker';
import { ExampleView, type Surface, surfaces } from './ExampleView';
import styles from './MoleculePanels.module.css';

export function MoleculePanels({ run, examples, training }: TrainingPanelsProps<Examples>) {
  const [role, setRole] = useState('worst');
  const [surface, setSurface] = useState<Surface>('error');
  const value = examples?.value;
  const shown = value && roleOf(value, role);
  const hasReference = shown !== undefined && shown.molecule.reference.length > 0;
  return (
    <Panel
      title={examples ? `Validation molecules, epoch ${examples.epoch}` : 'Validation molecules'}
      aside={
        hasReference && (
          <Segments
            label="What colours the points"
            value={surface}
            segments={surfaces.map((name) => ({ value: name, label: labels[name] }))}
            onValue={setSurface}
          />
        )
      }
    >
      {value && shown ? (
        <div className={styles.both}>
          <ExamplePicker examples={value} chosen={role} onChoose={setRole} />
          <ExampleView
            key={shown.molecule.row}
            molecule={shown.molecule}
            surface={hasReference ? surface : 'predicted'}
            fileName={`${run.name} ${shown.molecule.formula} epoch ${examples.epoch}`}
          />
        </div>
      ) : (
        <p className={styles.empty} data-waiting={training || undefined}>
          {emptyText(training, run.config.dataset)}
        </p>
      )}
    </Panel>
  );
}

const labels: Record<Surface, string> = {
  error: 'Error',
  predicted: 'Predicted',
  reference: 'Reference',
};

function emptyText(training: boolean, dataset: unknown): string {
  const fraction =
    typeof dataset === 'object' && dataset !== null && 'validationFraction' in dataset
      ? dataset.validationFraction
      : null;
  if (fraction === 0) return 'The run has no validation molecules, of which some would appear here.';
  return training
    ? 'The worst, the best and two that stay the same appear after the next validation, with their charges.'
    : 'Nothing is kept of its last validation. Resume shows the next one; Analyse shows every molecule.';
}
