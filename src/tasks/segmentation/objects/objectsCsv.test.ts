import { expect, test } from 'vitest';
import type { ImageRows, SegmentedImage } from '../segmentedImage';
import { objectsCsv } from './objectsCsv';

/** 1 where a pixel is foreground for certain. */
function imageOf(row: number, lines: string[]): SegmentedImage {
  const probability = Float32Array.from(lines.join(''), (letter) => (letter === '#' ? 0.9 : 0.2));
  return { row, height: lines.length, width: lines[0]!.length, probability };
}

const segmented = [
  imageOf(0, ['##...', '##..#', '....#']),
  imageOf(1, ['...', '...']),
  imageOf(2, ['#.##.', '.....', '..#..', '.....']),
];
async function* stream() {
  yield* segmented;
}

const images: ImageRows = {
  name: (row) => `${row}.png`,
  size: (row) => segmented[row]!,
  rgb: async () => new Uint8Array(),
  truth: async (row) => {
    const { probability } = segmented[row]!;
    // The first image's truth is one object that covers it, with a pixel that counts nowhere.
    return row === 0 ? new Uint8Array(15).fill(1).fill(255, 14) : new Uint8Array(probability.length);
  },
};
const options = { classes: ['background', 'cell'], threshold: 0.5, minSize: 1, lines: 'images' as const };

test('every image has a line with the number of its objects and their area, one without objects too', async () => {
  expect(await objectsCsv(stream(), images, false, options)).toBe(
    `image,class,objects,area_px,mean_area_px,median_area_px,smallest_px,largest_px,area_percent,width_px,height_px
0.png,cell,2,6,3,3,2,4,40,5,3
1.png,cell,0,0,,,,,0,3,2
2.png,cell,3,4,1.33,1,1,2,20,5,4
`,
  );
});

test('small objects are left out, a threshold decides what is foreground, and known masks are counted beside', async () => {
  const text = await objectsCsv(stream(), images, true, { ...options, minSize: 3 });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'image,class,objects,area_px,mean_area_px,median_area_px,smallest_px,largest_px,area_percent,width_px,height_px,true_objects,true_area_px',
    '0.png,cell,1,4,4,4,4,4,26.67,5,3,1,14',
    '1.png,cell,0,0,,,,,0,3,2,0,0',
  ]);
  const all = await objectsCsv(stream(), images, false, { ...options, threshold: 0.1 });
  expect(all.split('\n')[2]).toBe('1.png,cell,1,6,6,6,6,6,100,3,2');
});

test('each object can have its line', async () => {
  expect(await objectsCsv(stream(), images, true, { ...options, lines: 'objects', minSize: 2 })).toBe(
    `image,class,object,area_px,x_px,y_px,left_px,top_px,width_px,height_px
0.png,cell,1,4,0.5,0.5,0,0,2,2
0.png,cell,2,2,4,1.5,4,1,1,2
1.png,cell,,,,,,,,
2.png,cell,1,2,2.5,0,2,0,2,1
`,
  );
});

test('neither the name of an image nor of a class is a formula', async () => {
  const risky = { ...options, classes: ['background', '@cell'], minSize: 3 };
  const named = { ...images, name: (row: number) => `=${row}` };
  for (const lines of ['images', 'objects'] as const) {
    const text = await objectsCsv(stream(), named, false, { ...risky, lines });
    expect(text.split('\n')[1]).toMatch(/^'=0,'@cell,1,/);
  }
});
