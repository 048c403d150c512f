/** Trains an earlier run's configuration once more, as a new run from the start. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { RunRecord } from '../../protocol/records';
import { openDraftOfRun } from '../../store/drafting';
import { trainAgain } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Field } from '../../ui/controls/Field';
import { NumberField } from '../../ui/controls/NumberField';

const mostSeed = 0xffffffff;

export function TrainAgainDialog({ run, onClose }: { run: RunRecord; onClose: () => void }) {
  const navigate = useNavigate();
  const before = run.config.training.seed;
  const [seed, setSeed] = useState<number | string | null>(before);
  const chosen = Number(seed);
  const fits = seed !== null && Number.isSafeInteger(chosen) && chosen >= 0 && chosen <= mostSeed;
  const start = async () => {
    const id = await trainAgain(run, chosen);
    onClose();
    if (id) void navigate(`/train/${id}`);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Train “${run.name}” again`}
      description={`A new run with a name of its own starts anew, from the first epoch; “${run.name}” stays as it is.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            onClick={() => {
              openDraftOfRun(run.dataset.fingerprint, run.config);
              void navigate('/configure');
            }}
          >
            Change more in Configure
          </Button>
          <Button kind="primary" disabled={!fits} onClick={() => void start()}>
            Train again
          </Button>
        </>
      }
    >
      <Field
        label="Seed"
        hint={
          chosen === before
            ? 'The same seed starts from the same weights, split and order, and comes to the same result on the same backend.'
            : 'Another seed starts from other weights, another split and order: how far results differ is chance.'
        }
        error={fits ? null : `A whole number from 0 to ${mostSeed}.`}
      >
        {(ids) => <NumberField {...ids} value={seed} onValue={setSeed} />}
      </Field>
    </Dialog>
  );
}
