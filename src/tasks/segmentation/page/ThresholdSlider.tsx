/** The probability from which a pixel counts as foreground. */
import { Slider } from '../../../ui/controls/Slider';

export interface ThresholdSliderProps {
  value: number;
  onValue: (threshold: number) => void;
}

export function ThresholdSlider({ value, onValue }: ThresholdSliderProps) {
  return <Slider label="threshold" min={0.01} max={0.99} step={0.01} value={value} onValue={onValue} />;
}
