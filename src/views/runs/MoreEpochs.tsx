/** How many epochs a run is to be continued for, and in words what happens to it then. */
import { Play } from 'lucide-react';
import { useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { continuationWords } from '../../runs/moreEpochs';
import { resumeRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import { NumberField } from '../../ui/controls/NumberField';
import styles from './MoreEpochs.module.css';

export interface MoreEpochsProps {
  run: RunRecord;
  /** The checkpoint to go on from: completed epochs and steps; the run's end where it is not given. */
  from?: { id: string; epoch: number; step: number };
  /** Told after it was asked for. */
  onContinue?: () => void;
}

/** So that nobody asks for a million by a slip. */
const most = 100_000;

export function MoreEpochs({ run, from, onContinue }: MoreEpochsProps) {
  const { epoch, step } = from ?? run;
  const [typed, setTyped] = useState<number | string | null>(usual(run, epoch));
  const asked = Number(typed);
  const fits = typed !== null && Number.isSafeInteger(asked) && asked >= 1 && asked <= most;
  const start = { epoch, step, stepsPerEpoch: stepsPerEpochOf(run), totalEpochs: run.totalEpochs };
  const how = { moreEpochs: asked, ...(from && { resumeFrom: from.id }) };
  return (
    <form
      className={styles.more}
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits) return;
        void resumeRun(run.id, how);
        onContinue?.();
      }}
    >
      <div className={styles.line}>
        <NumberField
          aria-label="More epochs"
          aria-invalid={fits ? undefined : true}
          className={styles.number}
          value={typed}
          onValue={setTyped}
        />
        <Button type="submit" icon={<Play />} disabled={!fits}>
          {fits
            ? `Continue for ${asked} more ${asked === 1 ? 'epoch' : 'epochs'}`
            : 'Continue for more epochs'}
        </Button>
      </div>
      <p className={styles.words}>
        {fits
          ? [
              `The same run goes on from epoch ${epoch} to epoch ${epoch + asked}, with its weights and optimizer as they are.`,
              ...continuationWords(run.config, start, asked),
            ].join(' ')
          : `Give a whole number of epochs, from 1 to ${most.toLocaleString('en')}.`}
      </p>
    </form>
  );
}

/** What is left of the plan where the run goes back; else half as much again as it has trained. */
function usual(run: RunRecord, epoch: number): number {
  if (epoch < run.epoch) return Math.max(1, run.epoch - epoch);
  return Math.max(1, Math.round(epoch / 2));
}

/** Where a limit of steps may have cut the last epoch short, the record does not tell. */
function stepsPerEpochOf({ config, totalEpochs, totalSteps }: RunRecord): number | null {
  const { maxSteps } = config.training;
  if (totalSteps === 0 || (maxSteps !== null && totalSteps >= maxSteps)) return null;
  return totalSteps / totalEpochs;
}
