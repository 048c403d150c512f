/** The threshold of masks of two classes (of several the most probable is taken), and what counts as an object. */
import { useRunSeries } from '../../../store/react/useRunSeries';
import { Field } from '../../../ui/controls/Field';
import { NumberField } from '../../../ui/controls/NumberField';
import { Segments } from '../../../ui/controls/Segments';
import type { OptionsProps } from '../../page';
import { metricsOfRun } from '../../recordedMetrics';
import { maskOptionsSchema } from '../maskOptions';
import { foregroundClasses } from '../metrics/metricInfos';
import { ThresholdSlider } from './ThresholdSlider';
import { chosenThreshold } from './threshold';

export function MaskOptions({ run, options, onOptions, ending }: OptionsProps) {
  const { series } = useRunSeries(run.id);
  const binary = foregroundClasses(metricsOfRun(run, series.epochs().slice(-1))).length === 0;
  const threshold = chosenThreshold(options, run.config);
  const size = options['min-size'];
  const isSize = maskOptionsSchema.shape['min-size'].safeParse(size).success;
  const { 'min-size': _, ...others } = options;
  return (
    <>
      {binary && (
        <ThresholdSlider value={threshold} onValue={(value) => onOptions({ ...options, threshold: value })} />
      )}
      <Field
        label="Smallest object (px)"
        hint="1 when empty"
        error={isSize ? null : 'Must be a whole number from 1'}
      >
        {(ids) => (
          <NumberField
            {...ids}
            value={typeof size === 'number' || typeof size === 'string' ? size : null}
            onValue={(value) => onOptions(value === null ? others : { ...options, 'min-size': value })}
          />
        )}
      </Field>
      {ending === 'csv' && (
        <Segments
          label="Lines of the table of objects"
          value={options.lines === 'objects' ? 'objects' : 'images'}
          segments={[
            { value: 'images', label: 'Count per image' },
            { value: 'objects', label: 'Each object' },
          ]}
          onValue={(lines) => onOptions({ ...options, lines })}
        />
      )}
    </>
  );
}
