/** The threshold of masks of two classes; of several classes the most probable is taken. */
import { useRunSeries } from '../../../store/react/useRunSeries';
import type { OptionsProps } from '../../page';
import { metricsOfRun } from '../../recordedMetrics';
import { foregroundClasses } from '../metrics/metricInfos';
import { ThresholdSlider } from './ThresholdSlider';
import { chosenThreshold } from './threshold';

export function MaskOptions({ run, options, onOptions }: OptionsProps) {
  const { series } = useRunSeries(run.id);
  const binary = foregroundClasses(metricsOfRun(run, series.epochs().slice(-1))).length === 0;
  if (!binary) return null;
  const threshold = chosenThreshold(options, run.config);
  return (
    <ThresholdSlider value={threshold} onValue={(value) => onOptions({ ...options, threshold: value })} />
  );
}
