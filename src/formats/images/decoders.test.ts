/** Every decoder against images that Pillow and tifffile wrote, value by value (`fixtures/makeImages.py`). */
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bmp } from './bmp';
import type { ImageCodec } from './decodedImage';
import { type ImageCase, readCases, readFixture } from './images.fixture';
import { jpeg } from './jpeg';
import { writePng } from './pictures.fixture';
import { png } from './png';
import { tiff } from './tiff';
import { webp } from './webp';

const codecs: Record<string, ImageCodec> = { png, bmp, tiff, jpeg, webp };
const cases = Object.keys(codecs).flatMap((kind) =>
  readCases(kind).map((image): [string, string, ImageCase] => [kind, image.name, image]),
);

describe('the image decoders', () => {
  it.each(cases)('%s: %s', async (kind, _name, image) => {
    const [decoded, ...more] = await codecs[kind]!.decode(image.file, 'x');
    const { width, height, channels, alpha, bits } = image;
    expect(more).toEqual([]);
    expect(decoded).toMatchObject({ width, height, channels, alpha, bits });
    expect(decoded!.palette && [...decoded!.palette]).toEqual(image.palette);
    expect(decoded!.data.length).toBe(image.values.length);
    const isLossy = kind === 'jpeg' || (kind === 'webp' && image.name.startsWith('lossy'));
    const furthest = Math.max(...image.values.map((value, index) => Math.abs(decoded!.data[index]! - value)));
    expect(furthest).toBeLessThanOrEqual(isLossy ? 2 : 0);
  });

  it.each(cases)('%s: the header of %s says the same', (kind, _name, image) => {
    const header = codecs[kind]!.readHeader(image.file, 'x');
    const { width, height } = image;
    const isPalette = image.palette !== null;
    expect(header).toMatchObject({ width, height, pages: 1, palette: isPalette });
    expect(header?.channels).toBe(isPalette ? 3 : image.channels - (image.alpha ? 1 : 0));
    expect(header?.depth).toBe(image.bits < 8 ? 8 : image.bits);
  });

  it.each(cases)('%s: %s cut off or damaged is an error of its own', async (kind, _name, image) => {
    const decode = async (bytes: Uint8Array) => codecs[kind]!.decode(bytes, 'cut.x');
    for (const share of [0.1, 0.5, 0.9]) {
      const cut = image.file.slice(0, Math.floor(image.file.length * share));
      await expect(decode(cut)).rejects.toMatchObject({
        name: 'AnnealError',
        message: expect.stringMatching(/^cut\.x /),
      });
    }
    // And whatever happens to a damaged one, it comes to an end, and the next is read as if nothing had been.
    for (const at of [0.3, 0.6]) {
      const damaged = image.file.slice();
      damaged.fill(0x5a, Math.floor(damaged.length * at), Math.floor(damaged.length * at) + 8);
      await decode(damaged).catch((thrown) => expect(thrown).toMatchObject({ name: 'AnnealError' }));
    }
    expect((await codecs[kind]!.decode(image.file, 'x'))[0]!.data.length).toBe(image.values.length);
  });

  it('read every page of a TIFF stack, and of several sizes those of one', async () => {
    const [stack] = readCases('tiffStacks');
    expect(tiff.readHeader(stack!.file, 'x')).toMatchObject({ pages: 3, width: 7, height: 5 });
    const pages = await tiff.decode(stack!.file, 'x');
    expect(pages.flatMap(({ data }) => [...data])).toEqual(stack!.values);
    const uneven = readFixture('tiffRefused', 'uneven');
    const header = tiff.readHeader(uneven, 'a.tif')!;
    expect(header).toMatchObject({ pages: 1, otherPages: 1 });
    const [only, ...more] = await tiff.decode(uneven, 'a.tif');
    expect([only!.width, only!.height, more.length]).toEqual([header.width, header.height, 0]);
  });

  it('refuse a JPEG for print', () => {
    expect(() => jpeg.readHeader(readFixture('jpegRefused', 'CMYK'), 'a.jpg')).toThrow(
      'a.jpg is a JPEG for print (CMYK)',
    );
  });

  it('refuse an image of 20,000 × 20,000 by its header', () => {
    const huge = writePng(20_000, 20_000, new Uint8Array(10));
    expect(() => png.readHeader(huge, 'huge.png')).toThrow(
      'huge.png has 20,000 × 20,000 pixels, more than 100 million.',
    );
    expect(() => png.readHeader(huge, 'huge.png')).toThrow(
      expect.objectContaining({ code: 'file-too-large' }),
    );
  });

  it('inflate no more than the header promises', async () => {
    // 64 MB of zeros behind a header of 8 × 8.
    const bomb = writePng(8, 8, zlibSync(new Uint8Array(64e6)));
    const [image] = await png.decode(bomb, 'bomb.png');
    expect(image!.data).toEqual(new Uint8Array(64));
  });
});
