import { expect, it } from 'vitest';
import type { SegmentedImageScores } from '../analysis/imageAnalysis';
import { imagesCsv, sortImages } from './imageOrder';

const scores = { iou: 0.5, sensitivity: 1, specificity: 1, precision: 0.25 };
const shares = { foreground: 0.125, predictedForeground: 0 };
const images: SegmentedImageScores[] = [
  { row: 4, name: 'image 10', dice: 0.5, hd95: null, ...scores, ...shares },
  { row: 7, name: 'image 9', dice: 0.9, hd95: 3, ...scores, ...shares },
  { row: 8, name: 'a,b', dice: 0.1, hd95: 1.5, ...scores, ...shares },
];
const namesBy = (column: keyof SegmentedImageScores, descending: boolean) =>
  sortImages(images, { column, descending }).map(({ name }) => name);

it('puts images in order, those without a value last', () => {
  expect(namesBy('dice', false)).toEqual(['a,b', 'image 10', 'image 9']);
  expect(namesBy('hd95', false)).toEqual(['a,b', 'image 9', 'image 10']);
  expect(namesBy('hd95', true)).toEqual(['image 9', 'a,b', 'image 10']);
  expect(namesBy('name', false)).toEqual(['a,b', 'image 9', 'image 10']);
  expect(namesBy('iou', true)).toEqual(['image 10', 'image 9', 'a,b']);
});

it('is saved with every number in full and empty cells where there is none', () => {
  expect(imagesCsv(images.slice(0, 1))).toBe(
    'row,name,dice,iou,sensitivity,specificity,precision,hd95,foreground,predictedForeground\n' +
      '4,image 10,0.5,0.5,1,1,0.25,,0.125,0\n',
  );
});

it('holds no formula for the name of an image', () => {
  expect(imagesCsv([{ ...images[0]!, name: '=1+2' }]).split('\n')[1]).toMatch(/^4,'=1\+2,0\.5,/);
});
