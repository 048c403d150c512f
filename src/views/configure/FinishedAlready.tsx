/** Says that this very configuration has been trained on this dataset, and offers its result. */
import { monitorTitle } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { significant } from '../../ui/format/quantities';

export interface FinishedAlreadyProps {
  /** null closes it. */
  run: RunRecord | null;
  onClose: () => void;
  onOpen: (run: RunRecord) => void;
  onTrain: () => void;
}

export function FinishedAlready({ run, onClose, onOpen, onTrain }: FinishedAlreadyProps) {
  if (!run) return null;
  const { best, metrics } = run;
  const result = best
    ? ` Its best ${monitorTitle(best.monitor, metrics)} is ${significant(best.value)}.`
    : '';
  return (
    <Dialog
      open
      onClose={onClose}
      title="This configuration is finished already"
      description={`“${run.name}” trained it on the same data with the same seed.${result} Training it again makes a new run that starts anew and comes to the same result; another seed gives another one.`}
      actions={
        <>
          <Button onClick={onTrain}>Train it again</Button>
          <Button kind="primary" onClick={() => onOpen(run)}>
            Open “{run.name}”
          </Button>
        </>
      }
    />
  );
}
