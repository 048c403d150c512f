/** A place in a recording, chosen by a slider as wide as there is room, or a step at a time. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '../../../../ui/controls/IconButton';
import { count } from '../../../../ui/format/quantities';
import styles from './BinSlider.module.css';

export interface BinSliderProps {
  /** What is chosen, read aloud: "Frame". */
  label: string;
  /** A bin, and the last one that can be chosen. */
  value: number;
  last: number;
  /** Bins of a step. */
  step: number;
  /** Behind the slider, and read aloud instead of the number. */
  text: string;
  onValue: (bin: number) => void;
}

export function BinSlider({ label, value, last, step, text, onValue }: BinSliderProps) {
  const go = (bin: number) => onValue(Math.max(0, Math.min(last, bin)));
  const steps = Math.ceil(last / step);
  return (
    <div className={styles.row}>
      <IconButton
        label={`${label}: ${step === 1 ? 'one bin' : `${count(step)} bins`} earlier`}
        icon={<ChevronLeft />}
        disabled={value <= 0}
        onClick={() => go(value - step)}
      />
      <input
        className={styles.range}
        type="range"
        aria-label={label}
        aria-valuetext={text}
        min={0}
        max={steps}
        // The last step is shorter, so that the end can be reached.
        value={value >= last ? steps : Math.min(steps, Math.round(value / step))}
        disabled={last <= 0}
        onChange={(event) => go(Number(event.target.value) * step)}
      />
      <IconButton
        label={`${label}: ${step === 1 ? 'one bin' : `${count(step)} bins`} later`}
        icon={<ChevronRight />}
        disabled={value >= last}
        onClick={() => go(value + step)}
      />
      <span className={styles.text}>{text}</span>
    </div>
  );
}
