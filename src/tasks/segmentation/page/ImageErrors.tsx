/** Errors of whole images: how well their foreground's share is met, over what, how sure pixels are, and which channels count. */
import { memo, useMemo } from 'react';
import { binnedMeans } from '../../../engine/metrics/errorSummary';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { useMeasured } from '../../../store/react/useMeasured';
import { ErrorPanel } from '../../../ui/analysis/ErrorPanel';
import { ImportancePanel } from '../../../ui/analysis/ImportancePanel';
import { ReliabilityPanel } from '../../../ui/analysis/ReliabilityPanel';
import { ResidualsPanel } from '../../../ui/analysis/ResidualsPanel';
import { significant } from '../../../ui/format/quantities';
import type { AnalysisArgument } from '../../engine';
import type { SegmentationAnalysis } from '../analysis/imageAnalysis';
import type { SegmentationQuestions } from '../questions';

export interface ImageErrorsProps {
  analysis: SegmentationAnalysis;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export const ImageErrors = memo(function ImageErrors({ analysis, name, colour }: ImageErrorsProps) {
  const { images, foreground, reliability } = analysis;
  const residuals = useMemo(() => {
    const values = (of: (image: (typeof images)[number]) => number | null) =>
      images.map((image) => of(image) ?? Number.NaN);
    const over = [
      { name: 'true foreground share', values: values((image) => image.foreground) },
      { name: 'Dice', values: values((image) => image.dice) },
      { name: 'row', values: values((image) => image.row) },
    ];
    const difference = values((image) => image.predictedForeground - image.foreground);
    return [
      { name: 'foreground share', residuals: difference, over },
      { name: 'HD95 (px)', residuals: values((image) => image.hd95), over },
    ].filter((one) => one.residuals.some(Number.isFinite));
  }, [images]);
  const together = `Predicted and true shares: correlation ${significant(foreground.correlation, 3)}, Spearman ${significant(foreground.spearman, 3)}, concordance ${significant(foreground.concordance, 3)}.`;
  return (
    <>
      <ReliabilityPanel
        reliability={reliability}
        many="pixels"
        saver={chartSaver}
        name={name}
        colour={colour}
        height={240}
      />
      <ErrorPanel
        title="Errors of the foreground share"
        note={together}
        of="the foreground share of the images"
        many="images"
        histogram={foreground.errorHistogram}
        percentiles={foreground.errorPercentiles}
        largest={foreground.maxError}
        saver={chartSaver}
        name={`${name} errors of the foreground share`}
        colour={colour}
        height={240}
      />
      <ResidualsPanel
        targets={residuals}
        many="images"
        title="Errors of images"
        yName="error"
        binned={binnedMeans}
        saver={chartSaver}
        name={name}
        colour={colour}
      />
    </>
  );
});

interface ChannelImportanceProps {
  checkpointId: string;
  split: AnalysisArgument['split'];
  colour: string;
}

/** Of images with several channels. */
export function ChannelImportance({ checkpointId, split, colour }: ChannelImportanceProps) {
  const asked = { question: 'importance' as const, argument: { split }, about: { checkpointId } };
  const { measured, start, cancel } = useMeasured<SegmentationQuestions, 'importance'>('segmentation', asked);
  return (
    <ImportancePanel measured={measured} onStart={start} onCancel={cancel} many="images" colour={colour} />
  );
}
