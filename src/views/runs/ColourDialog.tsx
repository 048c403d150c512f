/** The colour that a run has in the table and in every chart. */
import { useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { colourRun } from '../../store/runs';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import styles from './ColourDialog.module.css';

/** `--series-0` and on, as people call them. */
const colours = ['blue', 'vermilion', 'purple', 'grey', 'orange', 'sky blue', 'green', 'yellow'] as const;

export function ColourDialog({ run, onClose }: { run: RunRecord; onClose: () => void }) {
  const [chosen, setChosen] = useState(run.colour % colours.length);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Colour of ${run.name}`}
      description="It keeps the colour in every table and chart."
      actions={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <fieldset className={styles.colours}>
        <legend className="only-read">Colour</legend>
        {colours.map((name, colour) => (
          <label key={name} className={styles.colour}>
            <input
              type="radio"
              name="colour"
              checked={chosen === colour}
              onChange={() => {
                setChosen(colour);
                void colourRun(run.id, colour);
              }}
            />
            <span className={styles.swatch} style={{ background: `var(--series-${colour})` }} />
            {name}
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
