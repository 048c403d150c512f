/** A segmentation: scores of each class and image, what the threshold decides, and the worst and best as pictures. */
import { Download } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useRef } from 'react';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { saveFile } from '../../../store/downloads/saveFile';
import { ChartMenu } from '../../../ui/charts/ChartMenu';
import { curvesCsv } from '../../../ui/charts/curvesCsv';
import { DistributionChart } from '../../../ui/charts/DistributionChart';
import { Button } from '../../../ui/controls/Button';
import { Panel } from '../../../ui/controls/Panel';
import { count, significant } from '../../../ui/format/quantities';
import type { AnalysisProps } from '../../page';
import type { SegmentationAnalysis, SegmentedClass } from '../analysis/imageAnalysis';
import { BaselinePanel } from './BaselinePanel';
import { ChannelImportance, ImageErrors } from './ImageErrors';
import { ImageTable } from './ImageTable';
import { imagesCsv } from './imageOrder';
import { PictureGallery } from './PictureGallery';
import { PrecisionRecallChart } from './PrecisionRecallChart';
import styles from './SegmentationResult.module.css';
import { SegmentedClasses } from './SegmentedClasses';
import { ThresholdChart } from './ThresholdChart';
import { chosenThreshold } from './threshold';

export function SegmentationResult(props: AnalysisProps<SegmentationAnalysis>) {
  const { analysis, run, checkpoint, split, colour, options, onOptions } = props;
  const { name } = run;
  const threshold = chosenThreshold(options, run.config);
  const onThreshold = (value: number) => onOptions({ ...options, threshold: value });
  const { classes, images, mean, rows, unlabelled } = analysis;
  const names = useMemo(() => (classes.length > 1 ? classes.map((one) => one.name) : []), [classes]);
  // Charts follow the slider when the pictures have.
  const marked = useDeferredValue(threshold);
  const left = unlabelled > 0 ? `, ${count(unlabelled)} without a mask left out` : '';
  return (
    <>
      <Panel title={`Dice ${significant(mean.dice)} on ${count(rows)} images${left}`}>
        <SegmentedClasses analysis={analysis} />
      </Panel>
      {analysis.comparison && <BaselinePanel comparison={analysis.comparison} />}
      <PictureGallery
        title="The worst and the best images"
        pictures={analysis.pictures}
        classes={names}
        threshold={threshold}
        onThreshold={onThreshold}
        empty="There are no images to show."
      />
      <div className={styles.grid}>
        <ThresholdPanel name={name} classes={classes} threshold={marked} onThreshold={onThreshold} />
        <PrecisionRecallPanel name={name} classes={classes} />
        <DistributionPanel name={name} counts={analysis.diceDistribution} colour={colour} />
        <ImageErrors analysis={analysis} name={name} colour={colour} />
      </div>
      {analysis.channels > 1 && (
        <ChannelImportance checkpointId={checkpoint.id} split={split} colour={colour} />
      )}
      <Panel
        title="Images"
        aside={
          <Button
            kind="quiet"
            icon={<Download />}
            onClick={() => saveFile(`${name} images.csv`, imagesCsv(images), 'text/csv')}
          >
            Images as CSV
          </Button>
        }
      >
        <ImageTable images={images} />
      </Panel>
    </>
  );
}

interface CurvesProps {
  name: string;
  classes: readonly SegmentedClass[];
}

const ThresholdPanel = memo(function ThresholdPanel({
  name,
  classes,
  threshold,
  onThreshold,
}: CurvesProps & { threshold: number; onThreshold: (threshold: number) => void }) {
  const chart = useRef<HTMLDivElement>(null);
  const best = classes.length === 1 ? (classes[0]!.bestThreshold ?? null) : null;
  const csv = () =>
    curvesCsv(
      'threshold',
      classes.map((one) => ({
        name: `${one.name} Dice`,
        points: one.thresholds.map((point) => ({ x: point.threshold, y: point.dice })),
      })),
    );
  return (
    <Panel
      title={best ? `Dice over threshold, best ${best.dice.toFixed(4)}` : 'Dice over threshold'}
      aside={<ChartMenu saver={chartSaver} name={`${name} thresholds`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <ThresholdChart classes={classes} threshold={best && threshold} height={240} />
      </div>
      {best ? (
        <div className={styles.hint}>
          <Button
            disabled={threshold === best.threshold}
            onClick={() => onThreshold(best.threshold)}
          >{`Use threshold ${best.threshold.toFixed(2)}`}</Button>
          <span>for the pictures above and the masks below. Choose it on validation images.</span>
        </div>
      ) : (
        <p className={styles.hint}>
          Of several classes the most probable is taken; each curve is a class against the rest.
        </p>
      )}
    </Panel>
  );
});

const PrecisionRecallPanel = memo(function PrecisionRecallPanel({ name, classes }: CurvesProps) {
  const chart = useRef<HTMLDivElement>(null);
  const csv = () =>
    curvesCsv(
      'recall',
      classes.map((one) => ({
        name: `${one.name} precision`,
        points: one.curve.map(({ recall, precision }) => ({ x: recall, y: precision })),
      })),
    );
  const area = classes.length === 1 ? classes[0]!.averagePrecision : null;
  return (
    <Panel
      title={`Precision over recall${area === null ? '' : `, average precision ${area.toFixed(4)}`}`}
      aside={<ChartMenu saver={chartSaver} name={`${name} precision and recall`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <PrecisionRecallChart classes={classes} height={240} />
      </div>
    </Panel>
  );
});

const DistributionPanel = memo(function DistributionPanel({
  name,
  counts,
  colour,
}: {
  name: string;
  counts: number[];
  colour: string;
}) {
  const chart = useRef<HTMLDivElement>(null);
  const csv = () =>
    curvesCsv('Dice from', [
      { name: 'images', points: counts.map((images, bin) => ({ x: bin / counts.length, y: images })) },
    ]);
  return (
    <Panel
      title="Images by Dice"
      aside={<ChartMenu saver={chartSaver} name={`${name} distribution of Dice`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <DistributionChart
          label="Images by their Dice"
          xName="Dice"
          yName="images"
          counts={counts}
          colour={colour}
          height={240}
        />
      </div>
    </Panel>
  );
});
