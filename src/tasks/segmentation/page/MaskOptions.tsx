/** The threshold of masks of two classes; of several classes the most probable is taken. */
import { useRunSeries } from '../../../store/react/useRunSeries';
import type { OptionsProps } from '../../page';
import { classesOfMetrics } from '../metrics/classDice';
import { ThresholdSlider } from './ThresholdSlider';
import { chosenThreshold } from './threshold';

export function MaskOptions({ run, options, onOptions }: OptionsProps) {
  const { series } = useRunSeries(run.id);
  const binary = classesOfMetrics(Object.keys(series.epochs().at(-1)?.train ?? {})).length === 0;
  if (!binary) return null;
  const threshold = chosenThreshold(options, run.config);
  return (
    <ThresholdSlider value={threshold} onValue={(value) => onOptions({ ...options, threshold: value })} />
  );
}
