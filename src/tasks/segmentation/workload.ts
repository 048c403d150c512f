/** The segmentation task: a U-Net over images, trained on random crops and evaluated on whole images. */
import * as tf from '@tensorflow/tfjs';
import type { DatasetReader } from '../../engine/data/datasetReader';
import type { Parameters } from '../../engine/nn/parameter';
import type { Executable, Outline, Residency, SplitName, Workload } from '../../engine/workload';
import type { Comparison } from '../../protocol/comparison';
import type { RunConfig } from '../../protocol/config';
import type { Json } from '../../protocol/json';
import { lossPartNames } from '../../protocol/metrics';
import { type ImageOverlap, measureMaskRule, ruleTitle } from './baseline';
import { compareMasks } from './compareMasks';
import { type SegmentationConfig, segmentationConfigSchema } from './config';
import type { ImageLayout } from './data/imageLayout';
import { type LoadedImages, loadImages } from './data/loadedImages';
import { parseSegmentationFitted, type SegmentationFitted } from './fitted';
import { imageRows } from './imageRows';
import { segmentationLoss } from './losses/loss';
import { createLossScheduler } from './losses/scheduler';
import { measureImages } from './measure';
import { imageScores, meanScores, outputsOf } from './metrics/image';
import { segmentationMetricInfos } from './metrics/metricInfos';
import { segmentationMetrics, segmentationSumNames, segmentationSums } from './metrics/sums';
import { unet, unetParameters } from './model/unet';
import { receptiveField, type UNet, unetActivationBytes, unetMultiple } from './model/unetShape';
import { planSegmentation, prepareSegmentation, type SegmentationData } from './prepare';
import type { ImageRows, SegmentedImage } from './segmentedImage';
import { type PredictTile, segmentImages } from './wholeImages';
import { windowDefaults } from './windowPlan';

/** Whole images evaluated together, in pixels: nothing is kept for a backward pass. */
const BATCH_PIXELS = 2 ** 18;

export interface SegmentationExecutable extends Executable {
  /** Segments whole images, one after the other: probabilities of the foreground, or of each class. */
  segment(
    parameters: Parameters,
    rows: Uint32Array,
    exchange?: ChannelExchange,
  ): AsyncGenerator<SegmentedImage>;
  /** The model beside the best single threshold, on rows, which are a part of the split or all; null where nothing is to compare. */
  compare(parameters: Parameters, rows: Uint32Array, part: SplitName | 'all'): Promise<Comparison | null>;
}

/** A channel that images take from other images. */
export interface ChannelExchange {
  channel: number;
  /** Row of the image that gives it, by the row of the one that gets it. */
  from: ReadonlyMap<number, number>;
}

export interface SegmentationWorkload extends Workload<SegmentationExecutable> {
  /** The first is the background. */
  classes: string[];
  /** What stood for each class in the masks. */
  values: number[];
  /** Of two classes: foreground is what reaches it. */
  threshold: number;
  images: ImageRows;
  /** What a model has to beat; null without masks, and for checkpoints of before it was kept. */
  baseline: { title: string; measure(rows: Uint32Array): Promise<Map<number, ImageOverlap>> } | null;
  channels: number;
  /** Of the run; shuffles come from it. */
  seed: number;
  /** Whether the data hold masks. */
  hasTruth: boolean;
}

export async function outlineImages(config: RunConfig, data: DatasetReader): Promise<Outline> {
  const parsed = segmentationConfigSchema.parse(config);
  const { arrays, masks, splits } = await planSegmentation(parsed, data);
  const { layout } = arrays;
  const found = { channels: layout.channels, classes: masks!.classes };
  return outlineOf(parsed, found, layout, { splits, remarks: masks!.remarks });
}

export async function prepareImages(
  config: RunConfig,
  data: DatasetReader,
  fitted?: Record<string, Json>,
): Promise<SegmentationWorkload> {
  const parsed = segmentationConfigSchema.parse(config);
  const prepared = await prepareSegmentation(parsed, data, fitted && parseSegmentationFitted(fitted));
  const { classes, values } = prepared.fitted;
  const { names, weights } = segmentationLoss(parsed.loss, classes.length);
  const outline = outlineOf(parsed, prepared.fitted, prepared.images, prepared);
  return {
    ...outline,
    fitted: prepared.fitted,
    sumNames: segmentationSumNames(names, classes),
    metrics: (sums) => segmentationMetrics(sums, names, classes),
    stepMetrics: lossPartNames(outline.metricInfos),
    createLossWeights: () => createLossScheduler(parsed.loss.scheduler, names, weights),
    classes,
    values,
    threshold: parsed.inference.threshold,
    images: imageRows(prepared.images),
    baseline: baselineOf(prepared),
    channels: prepared.fitted.channels,
    seed: parsed.training.seed,
    hasTruth: prepared.images.labels !== null,
    load: (residency) => loadSegmentation(parsed, prepared, residency),
  };
}

function baselineOf({
  images,
  fitted: { rule, classes },
}: SegmentationData): SegmentationWorkload['baseline'] {
  if (!rule || !images.labels) return null;
  return {
    title: ruleTitle(rule, images, classes),
    measure: (rows) => measureMaskRule(images, rows, classes.length, rule),
  };
}

/** What of the data decides the model. */
type Found = Pick<SegmentationFitted, 'channels' | 'classes'>;

function modelOf({ model }: SegmentationConfig, { channels, classes }: Found): UNet {
  return { ...model, channels, outputs: outputsOf(classes.length) };
}

function outlineOf(
  config: SegmentationConfig,
  found: Found,
  layout: ImageLayout,
  { splits, remarks }: Pick<SegmentationData, 'splits' | 'remarks'>,
): Outline {
  const model = modelOf(config, found);
  const { names } = segmentationLoss(config.loss, found.classes.length);
  const { cropSize } = config.dataset;
  const reach = receptiveField(model);
  const multiple = unetMultiple(model);
  return {
    parameters: unetParameters(model),
    rows: Uint32Array.from({ length: layout.count }, (_, row) => row),
    splits,
    epochRows: repeated(splits.train, cropsPerImage(config, layout, splits.train)),
    remarks,
    metricInfos: segmentationMetricInfos(names, found.classes, config.loss.scheduler.name !== 'none'),
    facts: [
      { name: 'Receptive field', value: `${reach} × ${reach} px` },
      { name: 'Whole images are padded to multiples of', value: `${multiple} px` },
    ],
    activationBytes: unetActivationBytes(model, config.training.batchSize, cropSize, cropSize),
  };
}

/** As many crops as cover an image, unless the configuration says how many. */
function cropsPerImage(
  { dataset }: SegmentationConfig,
  { heights, widths }: ImageLayout,
  rows: Uint32Array,
): number {
  if (dataset.cropsPerImage !== null) return dataset.cropsPerImage;
  const pixels = rows.reduce((sum, row) => sum + heights[row]! * widths[row]!, 0);
  return Math.max(1, Math.round(pixels / Math.max(1, rows.length) / dataset.cropSize ** 2));
}

function repeated(rows: Uint32Array, times: number): Uint32Array {
  return Uint32Array.from({ length: rows.length * times }, (_, i) => rows[i % rows.length]!);
}

async function loadSegmentation(
  config: SegmentationConfig,
  data: SegmentationData,
  residency?: Residency,
): Promise<SegmentationExecutable> {
  const { classes, mean, std } = data.fitted;
  const { training, augmentation, dataset, inference } = config;
  const model = modelOf(config, data.fitted);
  const loaded = await loadImages(data.images, { mean, std }, training.batchSize, residency);
  const { store, images } = loaded;
  const loss = segmentationLoss(config.loss, classes.length, data.ignores);
  const size = { height: dataset.cropSize, width: dataset.cropSize };
  const segment: SegmentationExecutable['segment'] = (parameters, rows, exchange) =>
    segmentImages(createPredictTile(model, loaded, parameters, exchange), images, rows, {
      ...windowDefaults,
      multiple: unetMultiple(model),
      wholePixels: inference.windowSize ** 2,
      windowSide: inference.windowSize,
      overlap: inference.overlap,
      batchPixels: loaded.together === 1 ? 1 : BATCH_PIXELS,
    });
  return {
    ...loaded.feeding,
    forward(parameters, { rows }, context) {
      const crops = store.crops(rows as tf.Tensor1D, context.random, size, augmentation);
      const { logits, running } = unet(model, parameters, crops.images, context);
      const components = loss.components(logits, crops.labels);
      const losses = tf.sum(tf.mul(components, context.lossWeights), 1) as tf.Tensor1D;
      return {
        loss: tf.mean(losses) as tf.Scalar,
        sums: segmentationSums(logits, crops.labels, components, losses),
        running,
      };
    },
    async evaluate(parameters, rows, { lossWeights }) {
      const { sums, pictures } = await measureImages(segment(parameters, rows), imageRows(images), {
        classes: classes.length,
        threshold: inference.threshold,
        loss,
        lossWeights,
        sumCount: segmentationSumNames(loss.names, classes).length,
      });
      const metrics = segmentationMetrics(sums, loss.names, classes);
      return { metrics, ...(pictures.length > 0 && { examples: pictures }) };
    },
    segment,
    async compare(parameters, rows, part) {
      const baseline = baselineOf(data);
      if (!baseline) return null;
      const network = new Map<number, ImageOverlap>();
      for await (const { row, height, width, probability } of segment(parameters, rows)) {
        const truth = await imageRows(images).truth(row);
        if (!truth) continue;
        const scores = imageScores(probability, truth, height, width, classes.length, inference.threshold);
        network.set(row, meanScores(scores));
      }
      return compareMasks({ network, rule: await baseline.measure(rows), title: baseline.title, part });
    },
    dispose: () => loaded.dispose(),
  };
}

/** The network's probabilities in windows of whole images. */
function createPredictTile(
  model: UNet,
  loaded: LoadedImages,
  parameters: Parameters,
  exchange?: ChannelExchange,
): PredictTile {
  const tilesOf = async (rows: Int32Array, [tops, lefts, size]: Corners): Promise<tf.Tensor4D> => {
    const places = await loaded.bring(rows);
    return tf.tidy(() => loaded.store.tiles(places, tops, lefts, size).images);
  };
  return async (rows, ...corners) => {
    let images = await tilesOf(rows, corners);
    if (exchange) {
      const { channel, from } = exchange;
      const given = await tilesOf(
        rows.map((row) => from.get(row) ?? row),
        corners,
      );
      const own = images;
      images = tf.tidy(() => {
        const isTaken = tf.oneHot(tf.scalar(channel, 'int32'), own.shape[3]).cast('bool');
        return tf.where(tf.broadcastTo(isTaken, own.shape), given, own) as tf.Tensor4D;
      });
      tf.dispose([own, given]);
    }
    const output = tf.tidy(() => {
      const random = tf.tensor1d([0, 0], 'int32');
      const { logits } = unet(model, parameters, images, { training: false, random });
      return model.outputs === 1 ? tf.sigmoid(logits) : tf.softmax(logits);
    });
    images.dispose();
    return output as tf.Tensor4D;
  };
}

/** Windows of images: their first pixels and their size. */
type Corners = [tops: Int32Array, lefts: Int32Array, size: { height: number; width: number }];
