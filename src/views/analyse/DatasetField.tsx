/** Which stored dataset is predicted. */
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { Field } from '../../ui/controls/Field';
import { Select } from '../../ui/controls/Select';

export interface DatasetFieldProps {
  run: RunRecord;
  /** Those that the model may be able to read. */
  datasets: readonly DatasetRecord[];
  /** Fingerprint. */
  value: string;
  onValue: (fingerprint: string) => void;
  hint: string;
}

export function DatasetField({ run, datasets, value, onValue, hint }: DatasetFieldProps) {
  const known = datasets.some(({ fingerprint }) => fingerprint === value);
  const options = datasets.map(({ fingerprint, name }) => ({
    value: fingerprint,
    label: fingerprint === run.dataset.fingerprint ? `${name} (trained on)` : name,
  }));
  return (
    <Field label="Dataset" hint={hint}>
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
