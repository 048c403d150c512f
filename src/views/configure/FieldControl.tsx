/** The control for a plain field. A value that does not fit is shown as text, so that it can be mended. */
import type { Json } from '../../protocol/json';
import type { ControlIds } from '../../ui/controls/Field';
import fieldStyles from '../../ui/controls/Field.module.css';
import { NumberField } from '../../ui/controls/NumberField';
import { Select } from '../../ui/controls/Select';
import { TextField } from '../../ui/controls/TextField';
import { Toggle } from '../../ui/controls/Toggle';
import type { FormField } from './formFields';
import { NamesField } from './NamesField';
import { NumbersField } from './NumbersField';
import { optionName } from './optionNames';
import { WordOrNumbersField } from './WordOrNumbersField';

export type PlainField = Exclude<FormField, { kind: 'section' | 'variant' | 'list' }>;

export interface FieldControlProps {
  ids: ControlIds;
  field: PlainField;
  value: Json | undefined;
  /** Of arrays, for a text that names one; empty leaves the choice to the task. */
  names: readonly string[] | undefined;
  onValue: (value: Json) => void;
}

export function FieldControl({ ids, field, value, names, onValue }: FieldControlProps) {
  switch (field.kind) {
    case 'number':
      return (
        <NumberField
          {...ids}
          value={typeof value === 'number' ? value : value == null ? null : text(value)}
          placeholder={field.nullable ? 'none' : undefined}
          onValue={onValue}
        />
      );
    case 'toggle':
      return <Toggle {...ids} checked={value === true} onValue={onValue} />;
    case 'choice':
      return (
        <Select {...ids} value={text(value)} options={choices(field.options, value)} onValue={onValue} />
      );
    case 'text':
      if (names)
        return <Select {...ids} value={text(value)} options={namedArrays(names, value)} onValue={onValue} />;
      return field.long ? (
        <textarea
          {...ids}
          rows={3}
          className={fieldStyles.input}
          value={text(value)}
          onChange={(event) => onValue(event.target.value)}
        />
      ) : (
        <TextField {...ids} value={text(value)} onValue={onValue} />
      );
    case 'texts':
      return <NamesField ids={ids} value={value} onValue={onValue} />;
    case 'numbers':
      return <NumbersField ids={ids} value={value} onValue={onValue} />;
    case 'wordOrNumbers':
      return <WordOrNumbersField ids={ids} options={field.options} value={value} onValue={onValue} />;
  }
}

/** The options, and the present value even if it is none of them. */
export function choices(options: readonly string[], value: Json | undefined) {
  const known = options.map((option) => ({ value: option, label: optionName(option) }));
  const present = text(value);
  return options.includes(present) ? known : [{ value: present, label: present }, ...known];
}

function namedArrays(names: readonly string[], value: Json | undefined) {
  const present = text(value);
  const listed = names.includes(present) || present === '' ? names : [present, ...names];
  return [{ value: '', label: optionName('auto') }, ...listed.map((name) => ({ value: name, label: name }))];
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
