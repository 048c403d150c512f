/** The names that people give to segmentations, beside those of `formats/images/pairing.test.ts`. */
import { expect, it } from 'vitest';
import { pairImages } from '../../../formats/images/pairing';

it.each([
  ['suffixes on both', 'a_image.png', 'a_segmentation.png'],
  ['folders with humps', 'JPEGImages/a.jpg', 'SegmentationClass/a.png'],
  ['a folder', 'images/a.png', 'segmentations/a.png'],
])('are those of masks: %s', (_way, image, mask) => {
  expect(pairImages([mask, image]).pairs).toEqual([{ image, mask }]);
});
