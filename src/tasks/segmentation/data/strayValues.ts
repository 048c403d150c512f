/**
 * Values of masks that are no labels: blends between two colours at a soft edge, and what lossy compression leaves around
 * them. They lie at edges, are few, and have a real value beside them; each counts as the nearest one.
 */
import type { MaskCounts } from './maskCounts';

export interface Strays {
  /** The real value that each stands for. */
  nearest: ReadonlyMap<number, number>;
  pixels: number;
}

/** Of a value's pixels: so many lie inside of an area, at most, where it is none of its own. */
const MOST_INSIDE = 0.06;
/** Of all pixels that are not the most frequent value: a blend, and what is near a real value. */
const MOST_OF_BLEND = 0.15;
const MOST_OF_NEAR = 0.02;
/** Distance of colours, of 441 from black to white: on the line between two others, beside one, and one but for its last bits. */
const NEAR_LINE = 16;
const NEAR = 40;
const SAME_COLOUR = 12;

/** Blending leaves many values; one or two between others are classes of their own, such as the border of a trimap. */
const FEWEST_BLENDS = 4;
/** What compression makes of a class's number. */
const NEAR_NUMBERS = 2;

/** Whether values may be strays, or be ignored, so that they have to be counted. */
export function areDoubtful(values: readonly number[]): boolean {
  if (values.length < 3) return false;
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  return (
    sorted.some((value) => value > 254) ||
    sorted.some((value, index) => index > 0 && value - sorted[index - 1]! <= NEAR_NUMBERS)
  );
}

/** @returns null where all values may be labels. */
export function findStrays({ pixels, inside }: MaskCounts): Strays | null {
  if (!inside || pixels.size < 3) return null;
  // Fractions, negative numbers and what is no number are not labels at all: their reader refuses them.
  if ([...pixels.keys()].some((value) => !(value >= 0 && value <= 65535 && Number.isInteger(value))))
    return null;
  const levels = compressedLevels(pixels, inside);
  if (levels) {
    const others = [...pixels.keys()].filter((value) => !levels.includes(value));
    const nearestOf = (value: number) =>
      levels.reduce((best, level) => (Math.abs(level - value) < Math.abs(best - value) ? level : best));
    return {
      nearest: new Map(others.map((value) => [value, nearestOf(value)])),
      pixels: others.reduce((sum, value) => sum + pixels.get(value)!, 0),
    };
  }
  const byCount = [...pixels].sort(([, a], [, b]) => b - a);
  const total = byCount.reduce((sum, [, count]) => sum + count, 0);
  const marked = total - byCount[0]![1];
  const isThin = ([value, count]: [number, number]) => (inside.get(value) ?? 0) <= MOST_INSIDE * count;
  const candidates = byCount.filter(
    (entry, rank) => rank > 0 && isThin(entry) && entry[1] < MOST_OF_BLEND * marked,
  );
  const thin = new Set(candidates.map(([value]) => value));
  const real = byCount.map(([value]) => value).filter((value) => !thin.has(value));
  if (real.length < 2) return null;
  const found = candidates.flatMap(([value, count]) => {
    const colour = colourOf(value);
    const [best] = real.toSorted((a, b) => distance(colour, colourOf(a)) - distance(colour, colourOf(b)));
    const far = distance(colour, colourOf(best!));
    const isNumber = value < 256 && best! < 256;
    const isNear = isNumber ? Math.abs(value - best!) <= NEAR_NUMBERS : far < NEAR;
    if (isNear && count < MOST_OF_NEAR * marked) return { value, count, best: best!, blended: false };
    if (far < SAME_COLOUR && !isNumber) return { value, count, best: best!, blended: false };
    return isBlend(colour, real) ? { value, count, best: best!, blended: true } : [];
  });
  const areBlends = found.filter(({ blended }) => blended).length >= FEWEST_BLENDS;
  const strays = found.filter(({ blended }) => !blended || areBlends);
  if (strays.length === 0) return null;
  return {
    nearest: new Map(strays.map(({ value, best }) => [value, best])),
    pixels: strays.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Greys of a mask that was saved as JPEG: around each real one nearly all others occur as well, the fewer the farther. */
const FEWEST_GREYS = 32;
const MOST_LEVELS = 8;
/** From a real grey to those that are its own, and to where no other is the most frequent one. */
const CLOSE = 8;
const APART = 16;

function compressedLevels(
  pixels: MaskCounts['pixels'],
  inside: ReadonlyMap<number, number>,
): number[] | null {
  if (pixels.size < FEWEST_GREYS || [...pixels.keys()].some((value) => value > 255)) return null;
  const countOf = (value: number) => pixels.get(value) ?? 0;
  const around = (value: number, reach: number) =>
    Array.from({ length: 2 * reach + 1 }, (_, step) => value - reach + step).filter(
      (other) => other !== value && other >= 0 && other <= 255,
    );
  const levels = [...pixels.keys()].filter((value) =>
    around(value, APART).every((other) => countOf(other) < countOf(value)),
  );
  if (levels.length < 2 || levels.length > MOST_LEVELS) return null;
  const areRinging = levels.every((level) => {
    const near = around(level, CLOSE);
    return near.filter((other) => countOf(other) > 0).length > 0.75 * near.length;
  });
  const others = [...pixels].filter(([value]) => !levels.includes(value));
  const count = others.reduce((sum, [, one]) => sum + one, 0);
  const areas = others.reduce((sum, [value]) => sum + (inside.get(value) ?? 0), 0);
  return areRinging && areas <= MOST_INSIDE * count ? levels : null;
}

type Colour = readonly [number, number, number];

/** Colours have labels from 256 on, the three highest fives of their bits (`formats/images/maskLabels.ts`); below are greys. */
function colourOf(label: number): Colour {
  if (label < 256) return [label, label, label];
  const code = label - 256;
  const part = (bits: number) => ((bits & 31) * 255) / 31;
  return [part(code >> 10), part(code >> 5), part(code)];
}

function distance(a: Colour, b: Colour): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Whether it lies on the line between two of them, and beside neither. */
function isBlend(colour: Colour, real: readonly number[]): boolean {
  return real.some((first, index) =>
    real.slice(index + 1).some((second) => {
      const [a, b] = [colourOf(first), colourOf(second)];
      const along = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
      const length = along[0] ** 2 + along[1] ** 2 + along[2] ** 2;
      // Neighbouring class numbers have nothing between them.
      if (length < 3 * 32 ** 2) return false;
      const offset =
        (colour[0] - a[0]) * along[0] + (colour[1] - a[1]) * along[1] + (colour[2] - a[2]) * along[2];
      const t = offset / length;
      const foot = [a[0] + t * along[0], a[1] + t * along[1], a[2] + t * along[2]] as const;
      return t > 0 && t < 1 && distance(colour, foot) < NEAR_LINE;
    }),
  );
}
