/** Segmentations at work: training, what the page asks of images, the analysis, and masks as files. */
import type { z } from 'zod';
import type { LoadedModel } from '../../engine/training/evaluate';
import type { JsonObject } from '../../protocol/json';
import {
  analysisOf,
  type PredictionOrigin,
  type TaskEngine,
  type Watch,
  watched,
  withoutTruth,
} from '../engine';
import { scoresOf } from '../exampleScores';
import { segmentationAnalysis } from './analysis/analysis';
import type { SegmentationAnalysis } from './analysis/imageAnalysis';
import { maskScores } from './analysis/maskScores';
import { channelImportance } from './channelImportance';
import { compareMasks } from './compareMasks';
import { segmentationConfigSchema } from './config';
import { maskOptionsSchema } from './maskOptions';
import { writeMasks } from './masks';
import { objectsCsv } from './objects/objectsCsv';
import { previewAugmentation } from './previews/previewAugmentation';
import { previewImages } from './previews/previewImages';
import { previewMasks } from './previews/previewMasks';
import { createImageShelf } from './previews/storedImages';
import { cropsArgument, masksArgument, picturesArgument } from './questions';
import { outlineImages, prepareImages, type SegmentationWorkload } from './workload';

type SegmentationModel = LoadedModel<SegmentationWorkload>;

/** The images that were looked at last: pages of one dataset are asked for one after the other. */
const shelf = createImageShelf();

export const segmentation: TaskEngine<SegmentationWorkload> = {
  outline: outlineImages,
  prepare: prepareImages,
  questions: {
    pictures: {
      argument: picturesArgument,
      async answer({ rows, maxSide, ...choice }: z.infer<typeof picturesArgument>, { dataset, transfer }) {
        return previewImages(await shelf(await dataset(), choice), rows, maxSide, transfer);
      },
    },
    crops: {
      argument: cropsArgument,
      async answer({ rows, seed }: z.infer<typeof cropsArgument>, { dataset, config, backend, transfer }) {
        const parsed = segmentationConfigSchema.parse(config());
        const stored = await shelf(await dataset(), parsed.dataset);
        await backend();
        return previewAugmentation(parsed, stored, rows, seed, transfer);
      },
    },
    masks: {
      argument: masksArgument,
      async answer(asked: z.infer<typeof masksArgument>, context) {
        return previewMasks(await context.model(), asked, context);
      },
    },
    analysis: analysisOf(analyse),
    importance: analysisOf(channelImportance),
    scores: scoresOf(scores),
  },
  predictions: {
    zip: { write: masksOf },
    csv: {
      async write({ workload, executable, parameters }, options, _own, watch) {
        const { rows, images, classes, hasTruth } = workload;
        const { threshold, 'min-size': minSize, lines } = maskOptionsSchema.parse(options);
        const stream = watched(executable.segment(parameters, rows), rows.length, watch);
        const counting = { classes, threshold: threshold ?? workload.threshold, minSize, lines };
        return new TextEncoder().encode(await objectsCsv(stream, images, hasTruth, counting));
      },
    },
  },
};

const splitNames = ['train', 'validation', 'test'] as const;

async function analyse(
  { workload, executable, parameters }: SegmentationModel,
  rows: Uint32Array,
  watch: Watch,
): Promise<SegmentationAnalysis> {
  const { images, classes, threshold } = workload;
  if (!workload.hasTruth) throw withoutTruth('masks', 'true masks');
  const stream = watched(executable.segment(parameters, rows), rows.length, watch);
  const { channels } = workload;
  const analysis = { ...(await segmentationAnalysis(stream, images, classes, threshold)), channels };
  if (!workload.baseline) return analysis;
  const network = new Map(
    analysis.images.map(({ row, dice, iou }) => [row, { dice: dice ?? Number.NaN, iou: iou ?? Number.NaN }]),
  );
  const { title, measure } = workload.baseline;
  const part = splitNames.find((name) => workload.splits[name] === rows) ?? 'all';
  return { ...analysis, comparison: compareMasks({ network, rule: await measure(rows), title, part }) };
}

async function scores(
  { workload, executable, parameters }: SegmentationModel,
  rows: Uint32Array,
  watch: Watch,
) {
  if (!workload.hasTruth) throw withoutTruth('masks', 'true masks');
  const stream = watched(executable.segment(parameters, rows), rows.length, watch);
  return maskScores(stream, rows, workload.images, workload);
}

async function masksOf(
  { workload, executable, parameters }: SegmentationModel,
  options: JsonObject,
  _origin: PredictionOrigin,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const { rows, images, classes, values } = workload;
  const threshold = maskOptionsSchema.parse(options).threshold ?? workload.threshold;
  const stream = watched(executable.segment(parameters, rows), rows.length, watch);
  return writeMasks(stream, images, { classes, values, threshold });
}
