/** The segmentation task: a U-Net over images, trained on random crops and evaluated on whole images. */
import * as tf from '@tensorflow/tfjs';
import { type DatasetReader, readAll } from '../../engine/data/datasetReader';
import { windowIndices } from '../../engine/data/table';
import type { Parameters } from '../../engine/nn/parameter';
import type { Executable, Residency, Workload } from '../../engine/workload';
import type { RunConfig } from '../../protocol/config';
import type { Json } from '../../protocol/json';
import { type SegmentationConfig, segmentationConfigSchema } from './config';
import { createImageStore, type ImageStore } from './data/imageStore';
import { parseSegmentationFitted } from './fitted';
import { imageRows } from './imageRows';
import { segmentationLoss } from './losses/loss';
import { createLossScheduler } from './losses/scheduler';
import { measureImages } from './measure';
import { outputsOf } from './metrics/image';
import { segmentationMetricInfos } from './metrics/metricInfos';
import { segmentationMetrics, segmentationSumNames, segmentationSums } from './metrics/sums';
import { unet, unetParameters } from './model/unet';
import { receptiveField, type UNet, unetActivationBytes, unetMultiple } from './model/unetShape';
import { prepareSegmentation, type SegmentationData } from './prepare';
import type { ImageRows, SegmentedImage } from './segmentedImage';
import { type PredictTile, segmentImages } from './wholeImages';
import { windowDefaults } from './windowPlan';

/** Whole images evaluated together, in pixels: nothing is kept for a backward pass. */
const BATCH_PIXELS = 2 ** 18;

export interface SegmentationExecutable extends Executable {
  /** Segments whole images, one after the other: probabilities of the foreground, or of each class. */
  segment(parameters: Parameters, rows: Uint32Array): AsyncGenerator<SegmentedImage>;
}

export interface SegmentationWorkload extends Workload<SegmentationExecutable> {
  /** The first is the background. */
  classes: string[];
  /** What stood for each class in the masks. */
  values: number[];
  /** Of two classes: foreground is what reaches it. */
  threshold: number;
  images: ImageRows;
}

export async function prepareImages(
  config: RunConfig,
  data: DatasetReader,
  fitted?: Record<string, Json>,
): Promise<SegmentationWorkload> {
  const parsed = segmentationConfigSchema.parse(config);
  const arrays = await readAll(data);
  const prepared = prepareSegmentation(parsed, arrays, fitted && parseSegmentationFitted(fitted));
  return createWorkload(parsed, prepared);
}

function createWorkload(config: SegmentationConfig, data: SegmentationData): SegmentationWorkload {
  const { fitted, images, masks, splits, remarks } = data;
  const { classes, channels } = fitted;
  const model: UNet = { ...config.model, channels, outputs: outputsOf(classes.length) };
  const { names, weights } = segmentationLoss(config.loss, classes.length);
  const { cropSize } = config.dataset;
  const reach = receptiveField(model);
  const multiple = unetMultiple(model);
  return {
    parameters: unetParameters(model),
    rows: Uint32Array.from({ length: images.count }, (_, row) => row),
    splits,
    epochRows: repeated(splits.train, cropsPerImage(config, data)),
    remarks,
    fitted,
    sumNames: segmentationSumNames(names, classes),
    metricInfos: segmentationMetricInfos(names, classes, config.loss.scheduler.name !== 'none'),
    metrics: (sums) => segmentationMetrics(sums, names, classes),
    createLossWeights: () => createLossScheduler(config.loss.scheduler, names, weights),
    facts: [
      { name: 'Receptive field', value: `${reach} × ${reach} px` },
      { name: 'Whole images are padded to multiples of', value: `${multiple} px` },
    ],
    activationBytes: unetActivationBytes(model, config.training.batchSize, cropSize, cropSize),
    classes,
    values: fitted.values,
    threshold: config.inference.threshold,
    images: imageRows(images, masks),
    load: async (residency) => loadSegmentation(config, model, data, residency),
  };
}

/** As many crops as cover an image, unless the configuration says how many. */
function cropsPerImage({ dataset }: SegmentationConfig, { images, splits }: SegmentationData): number {
  if (dataset.cropsPerImage !== null) return dataset.cropsPerImage;
  const pixels = splits.train.reduce((sum, row) => sum + images.heights[row]! * images.widths[row]!, 0);
  return Math.max(1, Math.round(pixels / Math.max(1, splits.train.length) / dataset.cropSize ** 2));
}

function repeated(rows: Uint32Array, times: number): Uint32Array {
  return Uint32Array.from({ length: rows.length * times }, (_, i) => rows[i % rows.length]!);
}

function loadSegmentation(
  config: SegmentationConfig,
  model: UNet,
  data: SegmentationData,
  residency?: Residency,
): SegmentationExecutable {
  const { fitted, images, masks } = data;
  const { classes, mean, std } = fitted;
  const { training, augmentation, dataset, inference } = config;
  const streams = residency !== undefined && bytesOf(data) > residency.residentBytes;
  const windowImages = streams ? training.batchSize : 0;
  const store = createImageStore(images, masks, { mean, std }, windowImages);
  const loss = segmentationLoss(config.loss, classes.length);
  const size = { height: dataset.cropSize, width: dataset.cropSize };
  const segment: SegmentationExecutable['segment'] = (parameters, rows) =>
    segmentImages(createPredictTile(model, store, parameters), images, rows, {
      ...windowDefaults,
      multiple: unetMultiple(model),
      wholePixels: inference.windowSize ** 2,
      windowSide: inference.windowSize,
      overlap: inference.overlap,
      // The window of a streamed set is sure to hold one image.
      batchPixels: streams ? 1 : BATCH_PIXELS,
    });
  return {
    ...(store.feed && {
      inputs({ rows }) {
        store.feed?.(rows);
        return { rows: windowIndices(rows) };
      },
    }),
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
      const { sums, pictures } = await measureImages(segment(parameters, rows), imageRows(images, masks), {
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
    dispose: () => store.dispose(),
  };
}

/** The network's probabilities in windows of whole images. */
function createPredictTile(model: UNet, store: ImageStore, parameters: Parameters): PredictTile {
  return (rows, tops, lefts, size) =>
    tf.tidy(() => {
      store.feed?.(rows.slice(0, 1));
      const { images } = store.tiles(store.feed ? new Int32Array(rows.length) : rows, tops, lefts, size);
      const random = tf.tensor1d([0, 0], 'int32');
      const { logits } = unet(model, parameters, images, { training: false, random });
      return model.outputs === 1 ? tf.sigmoid(logits) : tf.softmax(logits);
    });
}

function bytesOf({ images, masks }: SegmentationData): number {
  return images.pixels.byteLength + (masks?.labels.byteLength ?? 0);
}
