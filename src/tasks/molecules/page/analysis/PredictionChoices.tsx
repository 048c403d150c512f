/** What is written of the predictions: which molecules, and which potentials. */
import { Field } from '../../../../ui/controls/Field';
import { NumberField } from '../../../../ui/controls/NumberField';
import { Select } from '../../../../ui/controls/Select';
import { TextField } from '../../../../ui/controls/TextField';
import type { OptionsProps } from '../../../page';
import { moleculeOptionsSchema, rowRanges } from '../../predictions/options';

const potentials = [
  { value: 'points', label: 'At the points of the data' },
  { value: 'box', label: 'On a box around each molecule' },
  { value: 'both', label: 'At both' },
  { value: 'none', label: 'None' },
];

export function PredictionChoices({ options, onOptions }: OptionsProps) {
  const parsed = moleculeOptionsSchema.safeParse(options);
  const problems = parsed.success ? [] : parsed.error.issues;
  const errorOf = (name: string) => problems.find(({ path }) => path[0] === name)?.message ?? null;
  const change = (name: string, value: string | number | null) => {
    const { [name]: _, ...rest } = options;
    onOptions(value === null || value === '' ? rest : { ...rest, [name]: value });
  };
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : '');
  const number = (name: string) => {
    const value = options[name];
    return typeof value === 'number' || typeof value === 'string' ? value : null;
  };
  return (
    <>
      <Field
        label="Rows"
        hint="0-9,12; all when empty"
        error={rowRanges(text('rows')) ? null : 'Must be rows such as 0-9,12'}
      >
        {(ids) => <TextField {...ids} value={text('rows')} onValue={(value) => change('rows', value)} />}
      </Field>
      <Field label="Potentials in NPZ">
        {(ids) => (
          <Select
            {...ids}
            value={text('potentials') || 'points'}
            options={potentials}
            onValue={(value) => change('potentials', value)}
          />
        )}
      </Field>
      <Field label="Spacing of a box (Å)" hint="0.3 when empty" error={errorOf('spacing')}>
        {(ids) => (
          <NumberField {...ids} value={number('spacing')} onValue={(value) => change('spacing', value)} />
        )}
      </Field>
      <Field label="Margin of a box (Å)" hint="3 when empty" error={errorOf('margin')}>
        {(ids) => (
          <NumberField {...ids} value={number('margin')} onValue={(value) => change('margin', value)} />
        )}
      </Field>
    </>
  );
}
