/** Masks of a few images as a model makes them, small, with the number of their objects: to be seen before a download. */
import type { z } from 'zod';
import type { LoadedModel } from '../../../engine/training/evaluate';
import { means, middles, shrinkTo } from '../../../formats/images/shrink';
import type { AskContext } from '../../engine';
import { watched } from '../../engine';
import { predictedClasses } from '../metrics/image';
import { areaOf, objectsOfClasses } from '../objects/objectsCsv';
import type { MaskPreview, MaskPreviews } from '../pictures';
import type { masksArgument } from '../questions';
import type { SegmentationWorkload } from '../workload';

/** Longest side of a picture, pixels. */
const MOST = 512;

export async function previewMasks(
  { workload, executable, parameters }: LoadedModel<SegmentationWorkload>,
  { rows: asked, threshold, minSize }: z.infer<typeof masksArgument>,
  context: AskContext<SegmentationWorkload>,
): Promise<MaskPreviews> {
  const { rows, images, classes } = workload;
  const wanted = Uint32Array.from(asked).filter((row) => rows.includes(row));
  const pictures: MaskPreview[] = [];
  const stream = watched(executable.segment(parameters, wanted), wanted.length, context);
  for await (const { row, height, width, probability } of stream) {
    const mask = predictedClasses(probability, classes.length, threshold ?? workload.threshold);
    const shrunk = shrinkTo(height, width, MOST);
    const picture: MaskPreview = {
      row,
      name: images.name(row),
      imageHeight: height,
      imageWidth: width,
      height: shrunk.rows.length,
      width: shrunk.columns.length,
      input: means(await images.rgb(row), width, 3, shrunk, 1),
      labels: middles(mask, width, shrunk),
      objects: objectsOfClasses(mask, { height, width }, { classes, minSize }).map(({ name, objects }) => ({
        name,
        count: objects.length,
        area: areaOf(objects),
      })),
    };
    context.transfer.push(picture.input.buffer, picture.labels.buffer);
    pictures.push(picture);
  }
  return { count: rows.length, classes, pictures };
}
