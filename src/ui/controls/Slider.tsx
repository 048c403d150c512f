/** A number between two others, with its name before it and its value behind. */
import styles from './Slider.module.css';

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onValue: (value: number) => void;
  disabled?: boolean;
  /** What a screen reader says instead of the number. */
  valueText?: string;
}

export function Slider({ label, value, min, max, step, onValue, disabled, valueText }: SliderProps) {
  return (
    <label className={styles.slider}>
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={valueText}
        onChange={(event) => onValue(Number(event.target.value))}
      />
      <span className={styles.value}>{value.toFixed(2)}</span>
    </label>
  );
}
