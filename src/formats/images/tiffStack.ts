/**
 * How the pages of a TIFF file belong together, as programs write it into the description of the first: ImageJ's own
 * lines, the XML of OME-TIFF, the shape of tifffile. Channels of one picture become its channels, all else is pages.
 */

export interface TiffStack {
  /** Pages in all; ImageJ writes more than it has directories for, one behind the other. */
  planes: number;
  /** Planes of one picture, which become its channels. */
  channels: number;
  /** Planes in the order in which the channels of a picture follow each other; null where they do. */
  order: number[] | null;
}

/** Lengths of the axes of planes, the one that changes slowest first. */
type Axes = [axis: string, length: number][];

/** @param pages directories of the file; @param samples of a pixel of theirs. */
export function stackOf(description: string, pages: number, samples: number): TiffStack {
  const single = { planes: pages, channels: 1, order: null };
  const said = imageJ(description) ?? ome(description, samples) ?? shaped(description);
  if (!said) return single;
  const planes = said.reduce((product, [, length]) => product * length, 1);
  if (planes !== pages && !(pages === 1 && description.startsWith('ImageJ='))) return single;
  const at = said.findIndex(([axis]) => axis === 'C');
  const channels = at < 0 || samples > 1 ? 1 : said[at]![1];
  if (channels === 1) return { planes, channels, order: null };
  const inner = said.slice(at + 1).reduce((product, [, length]) => product * length, 1);
  if (inner === 1) return { planes, channels, order: null };
  const order = Array.from({ length: planes }, (_, index) => {
    const picture = Math.floor(index / channels);
    const outer = Math.floor(picture / inner);
    return (outer * channels + (index % channels)) * inner + (picture % inner);
  });
  return { planes, channels, order };
}

/** Channels change fastest, then slices, then frames. */
function imageJ(description: string): Axes | null {
  if (!description.startsWith('ImageJ=')) return null;
  const number = (name: string) => Number(new RegExp(`^${name}=(\\d+)`, 'm').exec(description)?.[1] ?? 0);
  const images = number('images');
  if (images < 1) return null;
  const axes: Axes = [
    ['T', number('frames') || 1],
    ['Z', number('slices') || 1],
    ['C', number('channels') || 1],
  ];
  const product = axes.reduce((sum, [, length]) => sum * length, 1);
  return product === images ? axes : [['T', images]];
}

/** DimensionOrder names the axes, the fastest first. Several pictures in one file are pages, whatever they are. */
function ome(description: string, samples: number): Axes | null {
  const [pixels, ...more] = description.match(/<(?:\w+:)?Pixels\b[^>]*>/g) ?? [];
  if (!pixels || more.length > 0) return null;
  const attribute = (name: string) => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(pixels)?.[1];
  const order = attribute('DimensionOrder');
  if (!order || !/^XY[CZT]{3}$/.test(order)) return null;
  const lengthOf = (axis: string) => {
    const length = Number(attribute(`Size${axis}`) ?? 1);
    // Colours that lie in one plane are counted as channels.
    return axis === 'C' ? Math.max(1, Math.round(length / samples)) : length;
  };
  return [...order.slice(2)].reverse().map((axis) => [axis, lengthOf(axis)]);
}

/** {"shape": [5, 2, 64, 64], "axes": "TCYX"} */
function shaped(description: string): Axes | null {
  if (!description.startsWith('{')) return null;
  const axes = /"axes":\s*"([A-Z]+)"/.exec(description)?.[1];
  const shape = /"shape":\s*\[([\d, ]+)\]/.exec(description)?.[1]?.split(',').map(Number);
  const end = axes?.indexOf('YX') ?? -1;
  if (!axes || !shape || end < 0 || shape.length !== axes.length) return null;
  return [...axes.slice(0, end)].map((axis, index) => [axis, shape[index]!]);
}
