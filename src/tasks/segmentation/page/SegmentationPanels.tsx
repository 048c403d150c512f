/** What a segmentation shows while it trains besides its curves: validation images, and the parts of its loss. */
import { useMemo, useState } from 'react';
import { lossParts, weightsMove } from '../../../views/train/lossParts';
import { PartsPanel } from '../../../views/train/PartsPanel';
import styles from '../../../views/train/TrainPlace.module.css';
import type { TrainingPanelsProps } from '../../page';
import { classesOfMetrics } from '../metrics/classDice';
import type { Picture } from '../pictures';
import { PictureGallery } from './PictureGallery';
import { configuredThreshold } from './threshold';

export function SegmentationPanels({ run, examples, metricNames, training }: TrainingPanelsProps<Picture[]>) {
  const [threshold, setThreshold] = useState(() => configuredThreshold(run.config));
  const classes = useMemo(() => classesOfMetrics(metricNames), [metricNames]);
  const parts = useMemo(() => lossParts(metricNames), [metricNames]);
  const values = useMemo(() => parts.map(({ name, value }) => ({ metric: value, label: name })), [parts]);
  const weights = useMemo(() => parts.map(({ name, weight }) => ({ metric: weight, label: name })), [parts]);
  const moving = weightsMove(run.config);
  return (
    <>
      {(examples || training) && (
        <PictureGallery
          title={examples ? `Validation images, epoch ${examples.epoch}` : 'Validation images'}
          pictures={examples?.value ?? []}
          classes={classes}
          threshold={threshold}
          onThreshold={setThreshold}
          empty="The worst and the best appear after the first epoch."
        />
      )}
      {(parts.length > 1 || moving) && (
        <div className={styles.pair}>
          <PartsPanel run={run} title="Loss components" parts={values} validated training={training} />
          {moving && (
            <PartsPanel
              run={run}
              title="Loss weights"
              parts={weights}
              validated={false}
              training={training}
            />
          )}
        </div>
      )}
    </>
  );
}
