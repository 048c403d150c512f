/** Which dataset is predicted: a stored one, or a file that is opened for it. */
import { FileUp } from 'lucide-react';
import { useLocation, useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { openFiles } from '../../store/openFiles';
import { useStudio } from '../../store/react/useStudio';
import { Field } from '../../ui/controls/Field';
import { Select } from '../../ui/controls/Select';
import type { DroppedFiles } from '../../worker/dataCommands';
import { ChooseFiles } from '../data/ChooseFiles';
import { openedAddress } from '../data/openedAddress';

export interface DatasetFieldProps {
  run: RunRecord;
  /** Those that the model may be able to read. */
  datasets: readonly DatasetRecord[];
  /** Fingerprint. */
  value: string;
  onValue: (fingerprint: string) => void;
  /** What they are called: "rows". */
  examples: string;
}

export function DatasetField({ run, datasets, value, onValue, examples }: DatasetFieldProps) {
  const busy = useStudio((state) => state.imports !== null);
  const navigate = useNavigate();
  const location = useLocation();
  const open = (chosen: DroppedFiles) => {
    void openFiles(chosen).then(
      (opened) => opened && navigate(openedAddress(opened, location), { preventScrollReset: true }),
    );
  };
  const known = datasets.some(({ fingerprint }) => fingerprint === value);
  const options = datasets.map(({ fingerprint, name }) => ({
    value: fingerprint,
    label: fingerprint === run.dataset.fingerprint ? `${name} (trained on)` : name,
  }));
  return (
    <Field
      label="Dataset"
      hint={`New ${examples} need no truth: drop them anywhere on this page`}
      aside={
        <ChooseFiles kind="quiet" icon={<FileUp />} disabled={busy} label={`New ${examples}`} onChosen={open}>
          Choose a file
        </ChooseFiles>
      }
    >
      {(ids) => (
        <Select
          {...ids}
          value={known ? value : ''}
          options={known ? options : [{ value: '', label: 'choose one' }, ...options]}
          onValue={onValue}
        />
      )}
    </Field>
  );
}
