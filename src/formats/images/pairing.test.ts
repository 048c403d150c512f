/** Which mask belongs to which image: the ways people name them, and what is listed when it does not work out. */
import { describe, expect, it } from 'vitest';
import { naturalOrder } from './names';
import { isHidden, pairImages } from './pairing';

const paired = (...paths: string[]) => pairImages(paths).pairs.map(({ image, mask }) => [image, mask]);

describe('pairing images with masks', () => {
  it.each([
    ['folders', 'images/a.png', 'masks/a.png'],
    ['folders with other words', 'img/a.jpg', 'labels/a.png'],
    ['folders in a folder', 'set/image/a.png', 'set/gt/a.png'],
    ['folders within parts', 'train/images/a.png', 'train/masks/a.png'],
    ['parts within folders', 'images/train/a.png', 'masks/train/a.png'],
    ['folders with a part in their name', 'train_images/a.png', 'train_masks/a.png'],
    ['a folder of masks beside the images', 'a.png', 'masks/a.png'],
    ['a folder of masks with suffixes', 'images/a.png', 'masks/a_mask.png'],
    ['a folder of masks with suffixes on both', 'images/a_img.png', 'masks/a_seg.png'],
    ['ground truth in two words', 'images/a.png', 'ground_truth/a.png'],
    ['a folder of any name', 'original/a.png', 'Ground Truth/a.png'],
    ['suffixes', 'a.png', 'a_mask.png'],
    ['suffixes with a hyphen', 'a.png', 'a-mask.png'],
    ['suffixes of another word', 'a.tif', 'a_gt.png'],
    ['suffixes with a space', 'benign (1).png', 'benign (1) label.png'],
    ['prefixes', 'a.png', 'mask_a.png'],
    ['prefixes on both', 'img_007.png', 'mask_007.png'],
    ['suffixes on both', 'a_image.png', 'a_segmented.png'],
    ['suffixes in a folder that is called images', 'images/a.png', 'images/a_mask.png'],
    ['upper case', 'Images/A.PNG', 'Masks/A_MASK.PNG'],
    ['folders with humps', 'JPEGImages/a.jpg', 'MaskClass/a.png'],
    ['names with humps', 'FooBar.png', 'FooBar_mask.png'],
    ['stacks', 'image.tif', 'mask.tif'],
    ['stacks with a part in their name', 'train-volume_image.tif', 'train-volume_labels.tif'],
  ])('by %s', (_way, image, mask) => {
    const other = (path: string) => path.replace(/a(?=[_. -]|$)|007|A(?=[_.])/, '12');
    expect(paired(image, mask)).toEqual([[image, mask]]);
    if (other(image) !== image && other(mask) !== mask) {
      const set = pairImages([mask, other(mask), other(image), image]);
      expect(new Map(set.pairs.map((pair) => [pair.image, pair.mask]))).toEqual(
        new Map([
          [image, mask],
          [other(image), other(mask)],
        ]),
      );
      expect(set).toMatchObject({ unpairedMasks: [], problems: [] });
    }
  });

  it('takes a set without masks as images', () => {
    expect(pairImages(['b.png', 'a.png'])).toEqual({
      pairs: [
        { image: 'a.png', mask: null },
        { image: 'b.png', mask: null },
      ],
      unpairedMasks: [],
      problems: [],
    });
    // All of them are called so: then the word means nothing.
    expect(paired('seg_1.png', 'seg_2.png')).toEqual([
      ['seg_1.png', null],
      ['seg_2.png', null],
    ]);
  });

  it('reads words, not letters', () => {
    expect(paired('unmasked.png', 'damask.png', 'segment.png')).toEqual([
      ['damask.png', null],
      ['segment.png', null],
      ['unmasked.png', null],
    ]);
  });

  it('lists images without a mask and masks without an image', () => {
    expect(pairImages(['images/1.png', 'images/2.png', 'masks/2.png', 'masks/3.png'])).toEqual({
      pairs: [
        { image: 'images/1.png', mask: null },
        { image: 'images/2.png', mask: 'masks/2.png' },
      ],
      unpairedMasks: ['masks/3.png'],
      problems: [
        { code: 'no-mask', paths: ['images/1.png'], message: 'images/1.png has no mask' },
        { code: 'no-image', paths: ['masks/3.png'], message: 'masks/3.png has no image' },
      ],
    });
  });

  it('guesses nothing where several fit', () => {
    const { pairs, unpairedMasks, problems } = pairImages([
      'a.png',
      'a.jpg',
      'a_mask.png',
      'b.png',
      'b_mask.png',
    ]);
    expect(pairs).toEqual([
      { image: 'a.jpg', mask: null },
      { image: 'a.png', mask: null },
      { image: 'b.png', mask: 'b_mask.png' },
    ]);
    expect(unpairedMasks).toEqual(['a_mask.png']);
    expect(problems).toMatchObject([{ code: 'ambiguous', paths: ['a.jpg', 'a.png', 'a_mask.png'] }]);
  });

  it('keeps parts apart that use the same names', () => {
    expect(
      paired('train/images/1.png', 'train/masks/1.png', 'test/images/1.png', 'test/masks/1.png'),
    ).toEqual([
      ['test/images/1.png', 'test/masks/1.png'],
      ['train/images/1.png', 'train/masks/1.png'],
    ]);
  });

  it('says so when a folder of masks fits no image', () => {
    const { pairs, unpairedMasks } = pairImages(['images/a.png', 'masks/b.png']);
    expect(pairs).toEqual([{ image: 'images/a.png', mask: null }]);
    expect(unpairedMasks).toEqual(['masks/b.png']);
  });

  it('counts as people do', () => {
    const names = ['img10.png', 'img2.png', 'img1.png', 'img02.png', 'a/9.png', 'a/10.png'];
    expect(names.sort(naturalOrder)).toEqual([
      'a/9.png',
      'a/10.png',
      'img1.png',
      'img02.png',
      'img2.png',
      'img10.png',
    ]);
  });

  it('knows what systems leave behind', () => {
    expect(
      [
        '__MACOSX/a/._1.png',
        'a/.DS_Store',
        'Thumbs.db',
        'a/thumbs.db',
        '.hidden/1.png',
        'a/1.png',
        'dot.ted.png',
      ].filter((path) => !isHidden(path)),
    ).toEqual(['a/1.png', 'dot.ted.png']);
  });
});
