/** What the colours and sizes of charges mean. */
import { cssColour, signColour } from './colours';
import styles from './StructureView.module.css';

export function SignLegend({ words, dark }: { words: string; dark: boolean }) {
  return (
    <p className={styles.signs}>
      <Sign value={1} dark={dark} /> positive
      <Sign value={-1} dark={dark} /> negative
      <span>{words}</span>
    </p>
  );
}

function Sign({ value, dark }: { value: 1 | -1; dark: boolean }) {
  const ink = dark ? '#0d1217' : '#fff';
  return (
    <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
      <circle r="6.5" fill={cssColour(signColour(value, dark))} />
      <path d={value > 0 ? 'M-3.5 0h7M0-3.5v7' : 'M-3.5 0h7'} stroke={ink} strokeWidth="1.6" />
    </svg>
  );
}
