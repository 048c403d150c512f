/** Says which runs need a dataset before it is deleted, and what becomes of them. */
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';

export interface DeleteDatasetProps {
  dataset: DatasetRecord;
  /** Those that were trained on it, at least one. */
  runs: readonly RunRecord[];
  onDelete: () => void;
  onClose: () => void;
}

/** So many runs are named one by one. */
const MAX_NAMED = 5;

export function DeleteDataset({ dataset, runs, onDelete, onClose }: DeleteDatasetProps) {
  const named = runs.slice(0, MAX_NAMED).map(({ name }) => name);
  if (runs.length > MAX_NAMED) named.push(`${runs.length - MAX_NAMED} more`);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${dataset.name}?`}
      description={`${runs.length === 1 ? 'A run needs' : `${runs.length} runs need`} it: ${named.join(', ')}.`}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose();
              onDelete();
            }}
          >
            Delete the data
          </Button>
        </>
      }
    >
      <p>
        Curves, results and checkpoints stay, and other data can be predicted. To go on training or to
        analyse, the file has to be brought again: {dataset.files.join(', ')}.
      </p>
    </Dialog>
  );
}
