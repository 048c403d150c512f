/** The images that a model segments worst, by the mean Dice of their classes. */
import type { WorstSample } from '../../../protocol/worst';
import type { SegmentedImageScores } from './imageAnalysis';

/** As many as a capsule takes along. */
const MOST = 20;

/** The worst first. */
export function worstImages(images: readonly SegmentedImageScores[]): WorstSample[] {
  return images
    .flatMap(({ name, dice, iou, sensitivity, precision, hd95 }) =>
      dice === null
        ? []
        : [
            {
              sample: name,
              measure: 'Dice',
              value: dice,
              details: { IoU: iou, sensitivity, precision, 'HD95 (px)': hd95 },
            },
          ],
    )
    .sort((a, b) => a.value - b.value)
    .slice(0, MOST);
}
