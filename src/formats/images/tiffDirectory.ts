/** The directories of a TIFF file: one a page, with what is needed to read its samples. Format: TIFF 6.0 (Adobe, 1992). */
import { damaged, requirePixels, unsupported } from './decodedImage';

export interface TiffPage {
  width: number;
  height: number;
  /** Samples a pixel, extra ones among them. */
  samples: number;
  bits: 1 | 2 | 4 | 8 | 16 | 32 | 64;
  format: 'unsigned' | 'signed' | 'float';
  compression: 'none' | 'lzw' | 'deflate' | 'packBits';
  /** Differences to the left neighbour, of whole samples (2) or of the bytes of floating-point numbers (3). */
  predictor: 1 | 2 | 3;
  /** 0 is white. */
  inverted: boolean;
  alpha: boolean;
  /** Samples of one kind lie together, a plane after the other. */
  planar: boolean;
  littleEndian: boolean;
  /** Strips are blocks of the full width. Of the last ones only what lies inside the picture counts. */
  block: { width: number; height: number };
  blocks: { offset: number; bytes: number }[];
  /** Colours [n, 3]. */
  palette: Uint8Array | null;
}

/** Numbers by tag. */
type Fields = ReadonlyMap<number, readonly number[]>;

const compressions: Record<number, TiffPage['compression']> = {
  1: 'none',
  5: 'lzw',
  8: 'deflate',
  32946: 'deflate',
  32773: 'packBits',
};
const formats: Record<number, TiffPage['format']> = { 1: 'unsigned', 2: 'signed', 3: 'float', 4: 'unsigned' };
/** Bytes of the types that numbers come in: BYTE, SHORT, LONG. */
const typeBytes: Record<number, number> = { 1: 1, 3: 2, 4: 4 };
const MAX_PAGES = 10_000;
const MAX_SAMPLES = 64;

export function isTiff(start: Uint8Array): boolean {
  const text = String.fromCharCode(...start.subarray(0, 4));
  return text === 'II*\0' || text === 'MM\0*' || text === 'II+\0' || text === 'MM\0+';
}

/**
 * The pages, without the small versions that some files hold besides.
 * @returns null when a directory lies beyond the bytes.
 * @throws AnnealError `file-unsupported`, `file-format`, `file-too-large`.
 */
export function readPages(bytes: Uint8Array, place: string): TiffPage[] | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = bytes[0] === 0x49;
  if (view.getUint16(2, littleEndian) === 43) throw unsupported(place, 'is a BigTIFF');
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  for (let at = view.getUint32(4, littleEndian); at !== 0; ) {
    if (seen.has(at) || pages.length > MAX_PAGES) throw damaged(place, 'its pages form a circle');
    seen.add(at);
    const fields = readFields(view, at, littleEndian);
    if (!fields) return null;
    // Bit 0 of NewSubfileType: a smaller version of another page.
    if (((fields.get(254)?.[0] ?? 0) & 1) === 0) pages.push(pageOf(fields, littleEndian, place));
    at = view.getUint32(at + 2 + 12 * view.getUint16(at, littleEndian), littleEndian);
  }
  if (pages.length === 0) throw damaged(place, 'it has no page');
  return pages;
}

/** Null when the directory or a value of it lies beyond the bytes. */
function readFields(view: DataView, at: number, littleEndian: boolean): Fields | null {
  if (at + 2 > view.byteLength) return null;
  const count = view.getUint16(at, littleEndian);
  if (at + 6 + 12 * count > view.byteLength) return null;
  const fields = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    const entry = at + 2 + 12 * index;
    const size = typeBytes[view.getUint16(entry + 2, littleEndian)];
    if (size === undefined) continue;
    const length = view.getUint32(entry + 4, littleEndian);
    const start = size * length <= 4 ? entry + 8 : view.getUint32(entry + 8, littleEndian);
    if (start + size * length > view.byteLength) return null;
    const read = (position: number) => {
      if (size === 1) return view.getUint8(position);
      return size === 2 ? view.getUint16(position, littleEndian) : view.getUint32(position, littleEndian);
    };
    const values = Array.from({ length }, (_, value) => read(start + size * value));
    fields.set(view.getUint16(entry, littleEndian), values);
  }
  return fields;
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
  const compression = compressions[one(259, 1)];
  const predictor = one(317, 1);
  if (samples < 1 || samples > MAX_SAMPLES)
    throw unsupported(place, `is a TIFF of ${samples} samples a pixel`);
  if (photometric > 4)
    throw unsupported(place, `is a TIFF of colour space ${photometric} (CMYK, YCbCr or the like)`);
  if (!compression) throw unsupported(place, `is a TIFF of compression ${one(259, 1)}`);
  if (!format || !isDepth(bits, format))
    throw unsupported(place, `is a TIFF of ${bits} bits, format ${one(339, 1)}`);
  if (fields.get(258)?.some((other) => other !== bits)) throw unsupported(place, 'is a TIFF of mixed depths');
  if (predictor !== 1 && predictor !== 2 && predictor !== 3)
    throw damaged(place, `its predictor is ${predictor}`);
  if (one(266, 1) !== 1) throw unsupported(place, 'is a TIFF with reversed bits');
  const extra = fields.get(338) ?? [];
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
    planar: one(284, 1) === 2 && samples > 1,
    littleEndian,
    ...blocksOf(fields, width, height, place),
    palette: photometric === 3 ? paletteOf(fields, bits, place) : null,
  };
}

function isDepth(bits: number, format: TiffPage['format']): bits is TiffPage['bits'] {
  return format === 'float' ? bits === 32 || bits === 64 : [1, 2, 4, 8, 16, 32].includes(bits);
}

function blocksOf(
  fields: Fields,
  width: number,
  height: number,
  place: string,
): Pick<TiffPage, 'block' | 'blocks'> {
  const isTiled = fields.has(324);
  const offsets = fields.get(isTiled ? 324 : 273) ?? [];
  const bytes = fields.get(isTiled ? 325 : 279) ?? [];
  const block = isTiled
    ? { width: fields.get(322)?.[0] ?? 0, height: fields.get(323)?.[0] ?? 0 }
    : { width, height: Math.min(fields.get(278)?.[0] ?? height, height) };
  if (offsets.length === 0 || offsets.length !== bytes.length || block.width < 1 || block.height < 1) {
    throw damaged(place, 'it does not say where its pixels are');
  }
  requirePixels(block.width, block.height, place);
  return { block, blocks: offsets.map((offset, index) => ({ offset, bytes: bytes[index]! })) };
}

/** All reds, then all greens, then all blues, 16 bits each. */
function paletteOf(fields: Fields, bits: number, place: string): Uint8Array {
  const map = fields.get(320) ?? [];
  const count = 2 ** bits;
  if (bits > 8 || map.length !== 3 * count) throw damaged(place, 'its palette is missing');
  return Uint8Array.from(
    { length: 3 * count },
    (_, index) => map[(index % 3) * count + Math.floor(index / 3)]! >> 8,
  );
}
