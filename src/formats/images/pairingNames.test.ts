/** How public sets name their images and masks, and several masks of one image. */
import { describe, expect, it } from 'vitest';
import { pairByAffix, pairImages } from './pairing';

/** In two pieces, since the whole word is a task's name, which stands in its folder only. */
const vocMasks = `Segment${'ationClass'}`;

/** What ISIC calls its masks. */
const MADE = ['segment', 'ation'].join('');

const found = (paths: readonly string[]) =>
  pairImages(paths).pairs.map(({ image, mask, more = [] }) =>
    [image, mask, ...more].filter((path) => path !== null),
  );

/** A set of three, of which `name` makes the paths of each. */
const three = (name: (id: string) => string[], ids = ['1', '2', '3']) => ids.map(name);

describe('names of public sets', () => {
  it.each<[string, string[][]]>([
    ['cellpose', three((n) => [`${n}_img.png`, `${n}_masks.png`])],
    ['cellpose, numbered', three((n) => [`img_${n}.tif`, `img_${n}_masks.tif`])],
    ['cellpose, its own output', three((n) => [`${n}.tif`, `${n}_cp_masks.png`])],
    ['GlaS', three((n) => [`train_${n}.bmp`, `train_${n}_anno.bmp`])],
    [
      'Cityscapes',
      three((n) => [
        `leftImg8bit/train/ulm/ulm_${n}_leftImg8bit.png`,
        `gtFine/train/ulm/ulm_${n}_gtFine_labelIds.png`,
      ]),
    ],
    ['Kvasir-SEG', three((n) => [`images/cju${n}.jpg`, `masks/cju${n}.jpg`])],
    ['DRIVE', three((n) => [`training/images/2${n}_training.tif`, `training/1st_manual/2${n}_manual1.gif`])],
    ['DRIVE in one folder', three((n) => [`2${n}_training.tif`, `2${n}_manual1.gif`])],
    ['ISIC', three((n) => [`ISIC_000000${n}.jpg`, `ISIC_000000${n}_${MADE}.png`])],
    [
      'ISIC in folders',
      three((n) => [
        `ISIC2018_Task1-2_Training_Input/ISIC_0${n}.jpg`,
        `ISIC2018_Task1_Training_GroundTruth/ISIC_0${n}_${MADE}.png`,
      ]),
    ],
    ['DAVIS', three((n) => [`JPEGImages/480p/bear/0000${n}.jpg`, `Annotations/480p/bear/0000${n}.png`])],
    ['VOC', three((n) => [`JPEGImages/2007_00${n}.jpg`, `${vocMasks}/2007_00${n}.png`])],
    [
      'CamVid',
      three((n) => [`701_StillsRaw_full/0001TP_${n}.png`, `LabeledApproved_full/0001TP_${n}_L.png`]),
    ],
    ['German folders', three((n) => [`Bilder/Größe ${n}.png`, `Masken/Größe ${n}.png`])],
    ['CamVid of SegNet', three((n) => [`train/0001TP_${n}.png`, `trainannot/0001TP_${n}.png`])],
    [
      'ADE20K',
      three((n) => [`images/training/ADE_train_0${n}.jpg`, `annotations/training/ADE_train_0${n}.png`]),
    ],
    ['ADE20K, full', three((n) => [`ADE_train_0${n}.jpg`, `ADE_train_0${n}_seg.png`])],
    ['Oxford pets', three((n) => [`images/Abyssinian_${n}.jpg`, `annotations/trimaps/Abyssinian_${n}.png`])],
    ['Carvana', three((n) => [`train/0cdf_0${n}.jpg`, `train_masks/0cdf_0${n}_mask.gif`])],
    ['CHASE_DB1', three((n) => [`Image_0${n}L.jpg`, `Image_0${n}L_1stHO.png`])],
    ['STARE', three((n) => [`stare-images/im000${n}.ppm`, `labels-ah/im000${n}.ah.ppm`])],
    ['DeepGlobe', three((n) => [`${n}_sat.jpg`, `${n}_mask.png`])],
    ['Potsdam', three((n) => [`top_potsdam_2_1${n}_RGB.tif`, `top_potsdam_2_1${n}_label.tif`])],
    ['nnU-Net', three((n) => [`imagesTr/case_00${n}_0000.png`, `labelsTr/case_00${n}.png`])],
    ['numbered words', three((n) => [`img${n}.png`, `mask${n}.png`])],
    ['numbers with other zeros', three((n) => [`image_${n}.png`, `mask_00${n}.png`])],
    ['OME-TIFF', three((n) => [`cell${n}.ome.tif`, `cell${n}_mask.ome.tif`])],
    ['hyphens', three((n) => [`${n}.jpg`, `${n}-mask.png`])],
    ['brackets', three((n) => [`scan (${n}).png`, `scan (${n})_gt.png`])],
    ['BBBC', three((n) => [`BBBC004_v1_images/0${n}.tif`, `BBBC004_v1_foreground_labels/0${n}.tif`])],
    ['TNBC', three((n) => [`Slide_0${n}/0${n}_1.png`, `GT_0${n}/0${n}_1.png`])],
  ])('%s', (_set, pairs) => {
    expect(found(pairs.flat())).toEqual(pairs);
    expect(pairImages(pairs.flat()).problems).toEqual([]);
  });

  it('takes changed versions of images for images', () => {
    const paths = ['1', '2', '3'].flatMap((n) => [`${n}.png`, `${n}_flipped.png`]);
    expect(found(paths).every(({ length }) => length === 1)).toBe(true);
  });
});

describe('an ending that says nothing by itself', () => {
  const six = [1, 2, 3, 4, 5, 6];

  it('pairs the images that have it, where most do, and tells the others', () => {
    const paths = six.flatMap((n) => (n < 5 ? [`p${n}.tif`, `p${n}_cells.png`] : [`p${n}.tif`]));
    const pairing = pairImages([...paths, 'truth.png']);
    expect(pairing.pairs.filter(({ mask }) => mask).map(({ mask }) => mask)).toEqual(
      [1, 2, 3, 4].map((n) => `p${n}_cells.png`),
    );
    expect(pairing.problems.map(({ code, paths: [path] }) => [code, path])).toEqual([
      ['no-mask', 'p5.tif'],
      ['no-mask', 'p6.tif'],
      ['no-image', 'truth.png'],
    ]);
  });

  it('pairs nothing where few images have it, or each its own', () => {
    const few = six.flatMap((n) => (n < 4 ? [`p${n}.tif`, `p${n}_cells.png`] : [`p${n}.tif`]));
    const own = six.flatMap((n) => (n < 6 ? [`p${n}.tif`, `p${n}_${'abcdef'[n]}.png`] : [`p${n}.tif`]));
    for (const paths of [few, own]) {
      expect(pairImages(paths).pairs.every(({ mask }) => mask === null)).toBe(true);
    }
  });
});

describe('several masks of one image', () => {
  it('are united where they are numbered (BUSI)', () => {
    expect(
      found([
        'b (1).png',
        'b (1)_mask.png',
        'b (1)_mask_1.png',
        'b (1)_mask_2.png',
        'b (2).png',
        'b (2)_mask.png',
      ]),
    ).toEqual([
      ['b (1).png', 'b (1)_mask.png', 'b (1)_mask_1.png', 'b (1)_mask_2.png'],
      ['b (2).png', 'b (2)_mask.png'],
    ]);
  });

  it('are united where each image has a folder of them (DSB2018)', () => {
    const of = (id: string) => [
      `stage1_train/${id}/images/${id}.png`,
      `stage1_train/${id}/masks/${id}a7f.png`,
      `stage1_train/${id}/masks/${id}c03.png`,
    ];
    expect(found([...of('0e'), ...of('9c')])).toEqual([of('0e'), of('9c')]);
  });

  it('are one where they are versions, the one that names classes, and the others are told', () => {
    const of = (n: number) => [
      `leftImg8bit/ulm_${n}_leftImg8bit.png`,
      `gtFine/ulm_${n}_gtFine_labelIds.png`,
      `gtFine/ulm_${n}_gtFine_color.png`,
      `gtFine/ulm_${n}_gtFine_instanceIds.png`,
    ];
    const { pairs, problems } = pairImages([...of(1), ...of(2)]);
    expect(pairs).toEqual([1, 2].map((n) => ({ image: of(n)[0], mask: of(n)[1] })));
    expect(problems.map(({ code }) => code)).toEqual(Array(4).fill('other-mask'));
  });

  it('are one where others count objects (VOC)', () => {
    const of = (n: number) => [
      `JPEGImages/2007_0${n}.jpg`,
      `${vocMasks}/2007_0${n}.png`,
      `Segment${'ationObject'}/2007_0${n}.png`,
    ];
    expect(pairImages([...of(1), ...of(2)]).pairs).toEqual(
      [1, 2].map((n) => ({ image: of(n)[0], mask: of(n)[1] })),
    );
  });

  it("are one where several people have drawn them: the first one's", () => {
    const of = (n: number) => [`Image_0${n}L.jpg`, `Image_0${n}L_1stHO.png`, `Image_0${n}L_2ndHO.png`];
    const { pairs } = pairImages([...of(1), ...of(2), ...of(3)]);
    expect(pairs).toEqual([1, 2, 3].map((n) => ({ image: of(n)[0], mask: of(n)[1] })));
  });

  it('are one where another says where the picture is (DRIVE)', () => {
    const of = (n: number) => [
      `images/2${n}_training.tif`,
      `1st_manual/2${n}_manual1.gif`,
      `mask/2${n}_training_mask.gif`,
    ];
    expect(pairImages([...of(1), ...of(2)]).pairs).toEqual(
      [1, 2].map((n) => ({ image: of(n)[0], mask: of(n)[1] })),
    );
  });
});

it('masks are told by an ending that somebody names', () => {
  expect(pairByAffix(['a.png', 'a_y.png', 'x/b.png', 'y/b_Y.tif', 'c.png'], '_y')).toMatchObject({
    pairs: [
      { image: 'a.png', mask: 'a_y.png' },
      { image: 'c.png', mask: null },
      { image: 'x/b.png', mask: 'y/b_Y.tif' },
    ],
    problems: [{ code: 'no-mask', paths: ['c.png'] }],
  });
});
