/** One of two to five, all visible: radio buttons drawn as one strip. */
import { useId } from 'react';
import styles from './Segments.module.css';

export interface Segment<T extends string> {
  value: T;
  label: string;
  disabled?: boolean;
}

export interface SegmentsProps<T extends string> {
  /** Read aloud as the name of the group. */
  label: string;
  value: T;
  segments: readonly Segment<T>[];
  onValue: (value: T) => void;
}

export function Segments<T extends string>({ label, value, segments, onValue }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.strip}>
      <legend className="only-read">{label}</legend>
      {segments.map((segment) => (
        <label key={segment.value} className={styles.segment}>
          <input
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === value}
            disabled={segment.disabled}
            onChange={() => onValue(segment.value)}
            className="only-read"
          />
          <span>{segment.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
