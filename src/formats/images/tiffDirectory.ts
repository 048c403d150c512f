/** The directories of a TIFF file: one a page, with what is needed to read its samples. Format: TIFF 6.0 (Adobe, 1992), BigTIFF. */
import { AnnealError } from '../../protocol/errors';
import { damaged, requirePixels, unsupported } from './decodedImage';
import { isOrientation, type Orientation } from './orientation';
import { type Fields, readDirectories } from './tiffFields';

export interface TiffPage {
  width: number;
  height: number;
  /** Samples a pixel, extra ones among them. */
  samples: number;
  bits: 1 | 2 | 4 | 8 | 16 | 32 | 64;
  format: 'unsigned' | 'signed' | 'float';
  compression: 'none' | 'lzw' | 'deflate' | 'packBits' | 'jpeg' | 'zstd';
  /** Differences to the left neighbour, of whole samples (2) or of the bytes of floating-point numbers (3). */
  predictor: 1 | 2 | 3;
  /** 0 is white. */
  inverted: boolean;
  alpha: boolean;
  /** Samples of one kind lie together, a plane after the other. */
  planar: boolean;
  littleEndian: boolean;
  /** The first bit of a byte is its lowest. */
  reversed: boolean;
  /** Strips are blocks of the full width. Of the last ones only what lies inside the picture counts. */
  block: { width: number; height: number };
  blocks: { offset: number; bytes: number }[];
  /** Colours [n, 3]. */
  palette: Uint8Array | null;
  /** Tables that the blocks of JPEG share. */
  jpegTables: Uint8Array | null;
  /** JPEG holds colours as brightness and two differences. */
  isYcbcr: boolean;
  orientation: Orientation;
}

export interface TiffContent {
  pages: TiffPage[];
  /** What the first page says of itself; programs write there how pages belong together. */
  description: string;
}

const compressions: Record<number, TiffPage['compression']> = {
  1: 'none',
  5: 'lzw',
  7: 'jpeg',
  8: 'deflate',
  32946: 'deflate',
  32773: 'packBits',
  50000: 'zstd',
};
/** Those that are not read, by their names. */
const otherCompressions: Record<number, string> = {
  2: 'CCITT Huffman',
  3: 'CCITT fax group 3',
  4: 'CCITT fax group 4',
  6: 'old-style JPEG (compression 6)',
  34712: 'JPEG 2000',
  33003: 'JPEG 2000 (Aperio)',
  33005: 'JPEG 2000 (Aperio)',
  34887: 'LERC',
  34892: 'lossy DNG',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
};
const formats: Record<number, TiffPage['format']> = { 1: 'unsigned', 2: 'signed', 3: 'float', 4: 'unsigned' };
const MAX_SAMPLES = 64;
/** All pages of a file, decoded: more than a browser gives a tab beside the rest. */
const MAX_BYTES = 2 ** 31;

export function isTiff(start: Uint8Array): boolean {
  const text = String.fromCharCode(...start.subarray(0, 4));
  return text === 'II*\0' || text === 'MM\0*' || text === 'II+\0' || text === 'MM\0+';
}

/**
 * The pages, without the small versions that some files hold besides.
 * @returns null when a directory lies beyond the bytes.
 * @throws AnnealError `file-unsupported`, `file-format`, `file-too-large`.
 */
export function readPages(bytes: Uint8Array, place: string): TiffContent | null {
  const found = readDirectories(bytes, place);
  if (!found) return null;
  const { littleEndian, directories, description } = found;
  // Bit 0 of NewSubfileType: a smaller version of another page.
  const whole = directories.filter((fields) => ((fields.get(254)?.[0] ?? 0) & 1) === 0);
  if (whole.length === 0) throw damaged(place, 'it has no page');
  let decoded = 0;
  const pages = whole.map((fields) => {
    const page = pageOf(fields, littleEndian, place);
    decoded += page.width * page.height * page.samples * Math.max(1, page.bits / 8);
    if (decoded > MAX_BYTES) throw tooLarge(place, whole.length, decoded);
    return page;
  });
  return { pages, description };
}

export function tooLarge(place: string, pages: number, bytes: number): AnnealError {
  const size = `more than ${Math.floor(bytes / 2 ** 30)} GiB`;
  return new AnnealError('file-too-large', `${place} has ${pages} pages, which take ${size} decoded.`, {
    place,
    received: `${pages} pages`,
    remedy: 'Split it into several files, or scale it down.',
  });
}

function pageOf(fields: Fields, littleEndian: boolean, place: string): TiffPage {
  const one = (tag: number, otherwise: number) => fields.get(tag)?.[0] ?? otherwise;
  const width = one(256, 0);
  const height = one(257, 0);
  requirePixels(width, height, place);
  const samples = one(277, 1);
  const bits = one(258, 1);
  const format = formats[one(339, 1)];
  const photometric = one(262, 1);
  const packing = one(259, 1);
  const compression = compressions[packing];
  const predictor = one(317, 1);
  if (samples < 1 || samples > MAX_SAMPLES)
    throw unsupported(place, `is a TIFF of ${samples} samples a pixel`);
  if (!compression) {
    throw unsupported(place, `is a TIFF with the compression ${otherCompressions[packing] ?? packing}`);
  }
  const isYcbcr = photometric === 6;
  if (photometric > 4 && !(isYcbcr && compression === 'jpeg'))
    throw unsupported(place, `is a TIFF of colour space ${photometric} (CMYK, YCbCr or the like)`);
  if (compression === 'jpeg' && bits !== 8) throw unsupported(place, `is a TIFF with JPEG of ${bits} bits`);
  if (!format || !isDepth(bits, format))
    throw unsupported(place, `is a TIFF of ${bits} bits, format ${one(339, 1)}`);
  if (fields.get(258)?.some((other) => other !== bits)) throw unsupported(place, 'is a TIFF of mixed depths');
  if (predictor !== 1 && predictor !== 2 && predictor !== 3)
    throw damaged(place, `its predictor is ${predictor}`);
  const extra = fields.get(338) ?? [];
  const orientation = one(274, 1);
  const planar = one(284, 1) === 2 && samples > 1;
  const rowBytes = (columns: number) => Math.ceil((columns * (planar ? 1 : samples) * bits) / 8);
  return {
    width,
    height,
    samples,
    bits,
    format,
    compression,
    predictor,
    inverted: photometric === 0,
    alpha: samples > 1 && (extra.at(-1) === 1 || extra.at(-1) === 2),
    planar,
    littleEndian,
    reversed: one(266, 1) === 2,
    ...blocksOf(fields, width, height, rowBytes, place),
    palette: photometric === 3 ? paletteOf(fields, bits, place) : null,
    jpegTables: fields.has(347) ? Uint8Array.from(fields.get(347)!) : null,
    isYcbcr,
    orientation: isOrientation(orientation) ? orientation : 1,
  };
}

/** @param rowBytes of so many columns, unpacked. */
function blocksOf(
  fields: Fields,
  width: number,
  height: number,
  rowBytes: (columns: number) => number,
  place: string,
): Pick<TiffPage, 'block' | 'blocks'> {
  // Some writers put tiles where strips belong.
  const isTiled = fields.has(324) || (fields.has(322) && fields.has(323));
  const offsets = fields.get(324) ?? fields.get(273) ?? [];
  const known = fields.get(325) ?? fields.get(279);
  const block = isTiled
    ? { width: fields.get(322)?.[0] ?? 0, height: fields.get(323)?.[0] ?? 0 }
    : { width, height: Math.max(1, Math.min(fields.get(278)?.[0] ?? height, height)) };
  // Old writers leave the lengths out, of what is not packed.
  const bytes = known ?? offsets.map(() => rowBytes(block.width) * block.height);
  if (offsets.length === 0 || offsets.length !== bytes.length || block.width < 1 || block.height < 1) {
    throw damaged(place, 'it does not say where its pixels are');
  }
  requirePixels(block.width, block.height, place);
  return { block, blocks: Array.from(offsets, (offset, index) => ({ offset, bytes: bytes[index]! })) };
}

/** All reds, then all greens, then all blues, 16 bits each; some writers have put bytes there. */
function paletteOf(fields: Fields, bits: number, place: string): Uint8Array {
  const map = fields.get(320) ?? [];
  const count = 2 ** bits;
  if (bits > 16 || map.length !== 3 * count) throw damaged(place, 'its palette is missing');
  const shift = map.every((value) => value < 256) ? 0 : 8;
  return Uint8Array.from(
    { length: 3 * count },
    (_, index) => map[(index % 3) * count + Math.floor(index / 3)]! >> shift,
  );
}

function isDepth(bits: number, format: TiffPage['format']): bits is TiffPage['bits'] {
  return format === 'float' ? bits === 32 || bits === 64 : [1, 2, 4, 8, 16, 32].includes(bits);
}
