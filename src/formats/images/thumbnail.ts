/** An image and its masks made small, so that whoever mends pairs sees what belongs together. Nothing is stored. */
import { AnnealError } from '../../protocol/errors';
import type { ImageFile, ImageHeader, PairThumbnail, ShownPair, SmallPicture } from '../imageFiles';
import { decodeBatch } from './decodeBatch';
import { type ImageEntry, pictureOf } from './entries';
import { means, middles, shrinkTo } from './shrink';

/**
 * The first page of each; several masks are united as an import unites them. What cannot be read is null, and said.
 * @param files by path, with the headers of one size for an image and its masks where they are to be laid over it.
 * @param maxSide longest side of what comes out, pixels.
 * @throws AnnealError `out-of-memory`.
 */
export async function pairThumbnail(
  { image, masks }: ShownPair,
  files: ReadonlyMap<string, ImageFile>,
  entries: ReadonlyMap<string, ImageEntry>,
  maxSide: number,
): Promise<PairThumbnail> {
  const problems: string[] = [];
  const small = async (
    paths: readonly string[],
    make: (paths: readonly string[], header: ImageHeader) => Promise<SmallPicture>,
  ): Promise<SmallPicture | null> => {
    const [first] = paths;
    if (first === undefined) return null;
    const { header, problem } = files.get(first) ?? { header: null, problem: `${first} is not there` };
    try {
      if (header) return await make(paths, header);
      problems.push(problem ?? `${first} cannot be read`);
    } catch (thrown) {
      const error = AnnealError.from(thrown);
      if (error.code === 'out-of-memory') throw error;
      problems.push(error.message);
    }
    return null;
  };
  const pictured = await small(image === null ? [] : [image], ([path], header) =>
    smallImage(pictureOf(entries.get(path!)!), header, maxSide),
  );
  const marked = await small(masks, (paths, header) =>
    smallMask(
      paths.map((path) => pictureOf(entries.get(path)!)),
      header,
      maxSide,
    ),
  );
  return { image: pictured, mask: marked, problem: problems[0] ?? null };
}

type Picture = ReturnType<typeof pictureOf>;

/** RGB: grey where there are fewer than three channels. What is no byte is stretched from its darkest to its brightest. */
async function smallImage(picture: Picture, header: ImageHeader, maxSide: number): Promise<SmallPicture> {
  const { width, height, channels, depth } = header;
  const kind = { channels, depth };
  const { images, problems } = await decodeBatch({
    pairs: [{ image: picture, mask: null, header }],
    kind,
    maskBytes: 1,
  });
  if (problems[0]) throw new AnnealError('file-format', problems[0].message);
  const page = images.subarray(0, width * height * channels);
  let [black, white] = [0, 255];
  if (depth !== 8) {
    [black, white] = [Infinity, -Infinity];
    for (const value of page) {
      if (value < black) black = value;
      if (value > white) white = value;
    }
  }
  const shrunk = shrinkTo(height, width, maxSide);
  const all = means(page, width, channels, shrunk, white > black ? 255 / (white - black) : 0, black);
  const pixels = new Uint8Array((all.length / channels) * 3);
  for (let pixel = 0; pixel * 3 < pixels.length; pixel++) {
    for (let c = 0; c < 3; c++) pixels[pixel * 3 + c] = all[pixel * channels + (channels < 3 ? 0 : c)]!;
  }
  return { width: shrunk.columns.length, height: shrunk.rows.length, pixels };
}

/** Labels as bytes: 0 is the background, and different labels differ unless they are 255 apart. */
async function smallMask(
  [mask, ...more]: readonly Picture[],
  header: ImageHeader,
  maxSide: number,
): Promise<SmallPicture> {
  const { width, height } = header;
  const { masks, problems } = await decodeBatch({
    pairs: [{ image: null, mask: mask!, more, header }],
    kind: { channels: 1, depth: 8 },
    maskBytes: 2,
  });
  if (problems[0]) throw new AnnealError('file-format', problems[0].message);
  const labels = new Uint8Array(width * height);
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = masks[pixel]!;
    labels[pixel] = label === 0 ? 0 : 1 + ((label - 1) % 255);
  }
  const shrunk = shrinkTo(height, width, maxSide);
  return {
    width: shrunk.columns.length,
    height: shrunk.rows.length,
    pixels: middles(labels, width, shrunk),
  };
}
