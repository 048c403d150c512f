/** A list of numbers in one line: `30, 60`. */
import { useState } from 'react';
import { sameJson } from '../../config/jsonPath';
import type { Json } from '../../protocol/json';
import type { ControlIds } from '../../ui/controls/Field';
import { TextField } from '../../ui/controls/TextField';

export interface NumbersFieldProps {
  ids: ControlIds;
  value: Json | undefined;
  onValue: (value: Json) => void;
}

export function NumbersField({ ids, value, onValue }: NumbersFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && sameJson(parse(typed), value) ? typed : print(value);
  return (
    <TextField
      {...ids}
      value={shown}
      placeholder="none"
      onValue={(next) => {
        setTyped(next);
        onValue(parse(next));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** What is not a number stays text, so that the schema refuses it by name. */
function parse(text: string): Json[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  return words.map((word) => (Number.isFinite(Number(word)) ? Number(word) : word));
}

function print(value: Json | undefined): string {
  return Array.isArray(value) ? value.join(', ') : '';
}
