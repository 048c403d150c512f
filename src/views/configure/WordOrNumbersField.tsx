/** One of a few words, or a list of numbers of one's own. */
import type { Json } from '../../protocol/json';
import type { ControlIds } from '../../ui/controls/Field';
import { Select } from '../../ui/controls/Select';
import { NumbersField } from './NumbersField';
import { optionName } from './optionNames';

export interface WordOrNumbersFieldProps {
  ids: ControlIds;
  options: readonly string[];
  value: Json | undefined;
  onValue: (value: Json) => void;
}

const own = 'own values';

export function WordOrNumbersField({ ids, options, value, onValue }: WordOrNumbersFieldProps) {
  const isOwn = Array.isArray(value);
  return (
    <>
      <Select
        {...ids}
        value={isOwn ? own : String(value ?? '')}
        options={[
          ...options.map((option) => ({ value: option, label: optionName(option) })),
          { value: own, label: 'Own values' },
        ]}
        onValue={(next) => onValue(next === own ? [] : next)}
      />
      {isOwn && <NumbersField ids={{ ...ids, id: `${ids.id}-own` }} value={value} onValue={onValue} />}
    </>
  );
}
