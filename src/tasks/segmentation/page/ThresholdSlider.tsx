/** The probability from which a pixel counts as foreground. */
import tools from '../../../ui/charts/ChartTools.module.css';

export interface ThresholdSliderProps {
  value: number;
  onValue: (threshold: number) => void;
}

export function ThresholdSlider({ value, onValue }: ThresholdSliderProps) {
  return (
    <label className={tools.slider}>
      <span>threshold</span>
      <input
        type="range"
        min={0.01}
        max={0.99}
        step={0.01}
        value={value}
        onChange={(event) => onValue(Number(event.target.value))}
      />
      <span className={tools.sliderValue}>{value.toFixed(2)}</span>
    </label>
  );
}
