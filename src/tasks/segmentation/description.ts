/** Images with a class for each pixel. */
import { valueAt } from '../../config/jsonPath';
import type { JsonObject } from '../../protocol/json';
import type { TaskDescription } from '../description';
import { segmentationConfigSchema, segmentationPresets } from './config';
import { choiceOf, countImages, imageArraysOf, imageFit } from './imageData';
import { loggedPictures } from './loggedPictures';
import { lossSchedulerPresets, partNames } from './losses/config';
import { maskOptionsSchema } from './maskOptions';
import { recordedMetricInfos } from './metrics/metricInfos';

/** Fewer have no part for testing unless somebody asks for one. */
const FEW_IMAGES = 5;

export const segmentation: TaskDescription = {
  title: 'Image segmentation',
  reading: 'Images and masks',
  example: { one: 'image', many: 'images', trained: 'crops' },
  schema: segmentationConfigSchema,
  presets: segmentationPresets,
  keptByPresets: ['dataset.images', 'dataset.masks'],
  namedSettings: { 'loss.scheduler': lossSchedulerPresets },
  optionNames: {
    custom: 'Custom sum of parts',
    order: 'In order',
    unet: 'U-Net',
    resUnet: 'Residual U-Net',
    default_segmentation: '0.7 Dice + 0.3 cross-entropy',
    focal_segmentation: '0.6 Dice + 0.4 focal',
    balanced_segmentation: '0.5 Dice + 0.5 cross-entropy',
    dice_focused: '0.8 Dice (squared) + 0.2 cross-entropy',
    jaccard_based: '0.7 Jaccard + 0.3 cross-entropy',
    zscore: 'z-score',
  },
  suggest(dataset) {
    const fit = imageFit(dataset);
    // Of a handful none can be spared: whoever reads the result is told that these images chose the checkpoint.
    const settings: JsonObject = countImages(dataset) < FEW_IMAGES ? { dataset: { testFraction: 0 } } : {};
    return fit && { fit, preset: 'standard', presetWithoutGpu: 'small', settings };
  },
  idleSettings: (config) => {
    const preset = valueAt(config, 'loss.preset');
    return preset === undefined || preset === 'custom' ? [] : partNames.map((part) => `loss.${part}`);
  },
  countExamples: (dataset, config) => countImages(dataset, config && choiceOf(config)),
  predicts({ config, dataset: { source } }, dataset) {
    const choice = choiceOf(config);
    const { images, masks } = imageArraysOf(dataset, choice);
    if (!images || source === undefined) return null;
    const known = source.arrays.find(({ name }) => name === images.name);
    const channels = (shape: readonly number[]) => shape.slice(3).join();
    return known && channels(known.shape) === channels(images.shape) ? { hasTruth: masks !== null } : null;
  },
  examplePictures: loggedPictures,
  keras(config) {
    const norm = valueAt(config, 'model.norm');
    if (norm === 'group' || norm === 'instance') return { lacking: `${norm} normalization` };
    return { model: async (checkpoint) => (await import('./kerasUNet')).kerasUNet(checkpoint) };
  },
  metricInfos: (_config, names) => recordedMetricInfos(names),
  predictionFormats: [
    {
      ending: 'zip',
      title: 'Masks',
      about: 'a PNG mask for each image; where the data hold masks, with metrics.csv',
    },
    {
      ending: 'csv',
      title: 'Objects',
      about: 'count and area of the objects in the mask of each image, in pixels',
    },
  ],
  predictionOptions: maskOptionsSchema,
};
