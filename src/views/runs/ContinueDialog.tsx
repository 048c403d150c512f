/** Asks before a run that has ended is continued, and before one goes back to an earlier checkpoint. */
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { resumeRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { MoreEpochs } from './MoreEpochs';

export interface ContinueDialogProps {
  run: RunRecord;
  /** Where to go on; null for the run's end. */
  checkpoint: ListedCheckpoint | null;
  /** Checkpoints that are dropped with what came after. */
  later: number;
  onClose: () => void;
}

export function ContinueDialog({ run, checkpoint, later, onClose }: ContinueDialogProps) {
  const goesBack = checkpoint !== null && checkpoint.step < run.step;
  const ended = run.status === 'finished';
  return (
    <Dialog
      open
      onClose={onClose}
      title={goesBack ? `Go back to epoch ${checkpoint.epoch}` : `Continue “${run.name}”`}
      description={[
        ended ? `“${run.name}” is finished, at epoch ${run.epoch}.` : '',
        goesBack ? droppedWords(run, checkpoint, later) : '',
      ]
        .filter(Boolean)
        .join(' ')}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {!ended && checkpoint && (
            <Button
              kind="primary"
              onClick={() => {
                void resumeRun(run.id, { resumeFrom: checkpoint.id });
                onClose();
              }}
            >
              Go back and resume
            </Button>
          )}
        </>
      }
    >
      {(ended || !checkpoint) && (
        <MoreEpochs run={run} {...(checkpoint && { from: checkpoint })} onContinue={onClose} />
      )}
    </Dialog>
  );
}

/** What is lost: told beforehand, since it cannot be brought back. */
function droppedWords({ epoch, step }: RunRecord, from: ListedCheckpoint, later: number): string {
  const what = epoch > from.epoch ? spanWords(from.epoch + 1, epoch) : `steps ${from.step + 1} to ${step}`;
  const checkpoints =
    later === 1 ? ' and 1 later checkpoint' : later > 1 ? ` and ${later} later checkpoints` : '';
  return `The run goes back to epoch ${from.epoch}, step ${from.step}: ${what} of its history${checkpoints} are dropped as soon as the next checkpoint is saved. Train again makes a new run and keeps this one.`;
}

const spanWords = (first: number, last: number) =>
  first === last ? `epoch ${first}` : `epochs ${first} to ${last}`;
