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

/** @returns null where all values may be labels. */
export function findStrays({ pixels, inside }: MaskCounts): Strays | null {
  if (!inside || pixels.size < 3) return null;
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
  const nearest = new Map<number, number>();
  let found = 0;
  for (const [value, count] of candidates) {
    const colour = colourOf(value);
    const [best] = real.toSorted((a, b) => distance(colour, colourOf(a)) - distance(colour, colourOf(b)));
    const far = distance(colour, colourOf(best!));
    const isNear = far < NEAR && count < MOST_OF_NEAR * marked;
    const isSame = far < SAME_COLOUR && value >= 256;
    if (!isNear && !isSame && !isBlend(colour, real)) continue;
    nearest.set(value, best!);
    found += count;
  }
  return nearest.size === 0 ? null : { nearest, pixels: found };
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
