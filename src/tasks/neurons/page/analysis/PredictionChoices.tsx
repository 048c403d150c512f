/** Which samples predictions are written of. */
import { Field } from '../../../../ui/controls/Field';
import { Select } from '../../../../ui/controls/Select';
import type { OptionsProps } from '../../../page';
import { neuronOptionsSchema } from '../../predictions/options';

const splits = [
  { value: 'all', label: 'All' },
  { value: 'train', label: 'Train' },
  { value: 'validation', label: 'Validation' },
];

export function PredictionChoices({ options, onOptions }: OptionsProps) {
  const parsed = neuronOptionsSchema.safeParse(options);
  return (
    <Field label="Samples" hint="a part only of the run's own data">
      {(ids) => (
        <Select
          {...ids}
          value={parsed.success ? parsed.data.split : 'all'}
          options={splits}
          onValue={(split) => onOptions({ ...options, split })}
        />
      )}
    </Field>
  );
}
