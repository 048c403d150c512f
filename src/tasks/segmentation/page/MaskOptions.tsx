/** The threshold of masks of two classes; of several classes the most probable is taken. */
import type { OptionsProps } from '../../page';
import { foregroundClasses } from '../metrics/metricInfos';
import { ThresholdSlider } from './ThresholdSlider';
import { chosenThreshold } from './threshold';

export function MaskOptions({ run, options, onOptions }: OptionsProps) {
  const binary = foregroundClasses(run.metrics).length === 0;
  if (!binary) return null;
  const threshold = chosenThreshold(options, run.config);
  return (
    <ThresholdSlider value={threshold} onValue={(value) => onOptions({ ...options, threshold: value })} />
  );
}
