/** What a segmentation shows while it trains besides its curves: validation images. */
import { useMemo, useState } from 'react';
import type { TrainingPanelsProps } from '../../page';
import { foregroundClasses } from '../metrics/metricInfos';
import type { Picture } from '../pictures';
import { PictureGallery } from './PictureGallery';
import { configuredThreshold } from './threshold';

export function SegmentationPanels({ run, examples, metrics, training }: TrainingPanelsProps<Picture[]>) {
  const [threshold, setThreshold] = useState(() => configuredThreshold(run.config));
  const classes = useMemo(() => foregroundClasses(metrics), [metrics]);
  if (!examples && !training) return null;
  return (
    <PictureGallery
      title={examples ? `Validation images, epoch ${examples.epoch}` : 'Validation images'}
      pictures={examples?.value ?? []}
      classes={classes}
      threshold={threshold}
      onThreshold={setThreshold}
      empty="The worst and the best appear after the first epoch."
    />
  );
}
