/** The colour that a run has in the table and in every chart. */
import type { RunRecord } from '../../protocol/records';
import { colourRun } from '../../store/runs';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import styles from './ColourDialog.module.css';

/** `--series-0` and on, as people call them. */
const colours = ['blue', 'vermilion', 'purple', 'grey', 'orange', 'sky blue', 'green', 'yellow'] as const;

export function ColourDialog({ run, onClose }: { run: RunRecord; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Colour of ${run.name}`}
      description="It keeps the colour in every table and chart."
      actions={<Button onClick={onClose}>Done</Button>}
    >
      <fieldset className={styles.colours}>
        <legend className="only-read">Colour</legend>
        {colours.map((name, colour) => (
          <label key={name} className={styles.colour}>
            <input
              type="radio"
              name="colour"
              checked={run.colour % colours.length === colour}
              onChange={() => {
                void colourRun(run.id, colour);
                onClose();
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
