import { describe, expect, it } from 'vitest';
import { writeGreyPng } from '../../formats/images/greyPng';
import { png } from '../../formats/images/png';
import { openZip } from '../../formats/zip/zip';
import { type MaskOptions, writeMasks } from './masks';
import type { ImageRows, SegmentedImage } from './segmentedImage';

/** Images of one line, named in turn; truths may be missing. */
async function masksOf(
  images: readonly { name: string; probability: number[]; truth: number[] | null }[],
  options: MaskOptions,
): Promise<Map<string, Uint8Array>> {
  const outputs = options.classes.length === 2 ? 1 : options.classes.length;
  const rows: ImageRows = {
    name: (row) => images[row]!.name,
    size: (row) => ({ height: 1, width: images[row]!.probability.length / outputs }),
    rgb: async () => new Uint8Array(0),
    truth: async (row) => images[row]!.truth && Uint8Array.from(images[row]!.truth!),
  };
  async function* stream(): AsyncGenerator<SegmentedImage> {
    for (const [row, { probability }] of images.entries()) {
      yield { row, ...rows.size(row), probability: Float32Array.from(probability) };
    }
  }
  const archive = await openZip({
    name: 'masks.zip',
    blob: new Blob([await writeMasks(stream(), rows, options)]),
  });
  const files = new Map<string, Uint8Array>();
  for (const entry of archive.entries) files.set(entry.name, await archive.read(entry));
  return files;
}

/** By the reader of dropped files, which holds checksums and is tested with files of other programs. */
async function decode(bytes: Uint8Array): Promise<{ bits: number; samples: number[] }> {
  const [image] = await png.decode(bytes, 'mask');
  expect(image).toMatchObject({ channels: 1, alpha: false, palette: null });
  return { bits: image!.bits, samples: [...image!.data] };
}

const binary: MaskOptions = { classes: ['background', 'vessel'], values: [0, 1], threshold: 0.5 };
const three: MaskOptions = { classes: ['background', 'left', 'right'], values: [0, 7, 100], threshold: 0.5 };
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes).split('\n');

describe('a zip of masks', () => {
  it('has 0 and 255 for two classes, named as the images, and scores where the truth is known', async () => {
    const files = await masksOf(
      [
        { name: 'a.jpeg', probability: [0.2, 0.5, 0.9], truth: [0, 1, 0] },
        { name: 'b.c.tif', probability: [0.1, 0.1], truth: null },
        { name: 'no end', probability: [0.1, 0.1], truth: [0, 0] },
      ],
      binary,
    );
    expect([...files.keys()]).toEqual(['a.png', 'b.c.png', 'no end.png', 'metrics.csv']);
    expect(await decode(files.get('a.png')!)).toEqual({ bits: 8, samples: [0, 255, 255] });
    expect((await decode(files.get('b.c.png')!)).samples).toEqual([0, 0]);
    expect(text(files.get('metrics.csv'))).toEqual([
      'image,dice,iou,sensitivity,specificity,precision,hd95',
      `a.jpeg,${2 / 3},0.5,1,0.5,0.5,0.95`,
      'no end,1,1,1,1,1,',
      '',
    ]);
  });

  it('has the values of the training masks for several classes, and the Dice of each', async () => {
    const image = { name: 'x.png', probability: [0.6, 0.2, 0.2, 0.1, 0.6, 0.3, 0, 0, 1], truth: [0, 1, 1] };
    const files = await masksOf([image], three);
    expect(await decode(files.get('x.png')!)).toEqual({ bits: 8, samples: [0, 7, 100] });
    const [header, line] = text(files.get('metrics.csv'));
    expect(header!.split(',').slice(-3)).toEqual(['hd95', 'dice[left]', 'dice[right]']);
    expect(line!.split(',').slice(-2).map(Number)).toEqual([2 / 3, 0]);
    const wide = await masksOf([image], { ...three, values: [0, 7, 1000] });
    expect(await decode(wide.get('x.png')!)).toEqual({ bits: 16, samples: [0, 7, 1000] });
    const fractions = await masksOf([image], { ...three, values: [0, 0.5, 1] });
    expect(await decode(fractions.get('x.png')!)).toEqual({ bits: 8, samples: [0, 1, 2] });
  });

  it('gives each image a name of its own that stays in the folder', async () => {
    const names = ['a.png', 'a.tif', 'A.bmp', '../up.png', '.png'];
    const files = await masksOf(
      names.map((name) => ({ name, probability: [1], truth: null })),
      binary,
    );
    expect([...files.keys()]).toEqual(['a.png', 'a-2.png', 'A-3.png', '.._up.png', 'image.png']);
  });

  it('writes lines in order, of 8 or 16 bits', async () => {
    // Pillow 9.4 read the same: Image.open gives mode L, size (3, 2), and mode I, size (1, 2).
    const [narrow] = await png.decode(writeGreyPng(Uint8Array.of(0, 255, 0, 1, 2, 3), 2, 3), 'narrow');
    expect(narrow).toMatchObject({ height: 2, width: 3, bits: 8 });
    expect([...narrow!.data]).toEqual([0, 255, 0, 1, 2, 3]);
    const [wide] = await png.decode(writeGreyPng(Uint16Array.of(258, 65535), 2, 1), 'wide');
    expect(wide).toMatchObject({ height: 2, width: 1, bits: 16 });
    expect([...wide!.data]).toEqual([258, 65535]);
  });
});

it('scores name no image by a formula', async () => {
  const files = await masksOf([{ name: '-a.png', probability: [0.9], truth: [1] }], binary);
  expect(text(files.get('metrics.csv'))[1]).toMatch(/^'-a\.png,1,/);
});
