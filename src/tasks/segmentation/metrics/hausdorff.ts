/** The 95th percentile of the distances between the borders of two masks (HD95), as MONAI defines it. */
import { quantile } from '../../../engine/metrics/statistics';
import { squaredDistances } from './distanceTransform';

/**
 * The larger of two directed distances; each is the 95th percentile, linearly interpolated, of the distances from every
 * border pixel of one mask to the nearest border pixel of the other (MONAI's
 * compute_hausdorff_distance with percentile=95). A border pixel has a neighbour to its left, right, top or bottom
 * outside the mask; what lies beyond the image is outside.
 * @param first, second [height · width] class indices.
 * @param label the class whose pixels form the masks.
 * @returns pixels; NaN where a mask has none.
 */
export function hausdorff95(
  first: Uint8Array,
  second: Uint8Array,
  height: number,
  width: number,
  label: number,
): number {
  const box = boundingBox(first, second, height, width, label);
  if (!box) return Number.NaN;
  const borders = [first, second].map((mask) => bordersOf(mask, height, width, label, box));
  const [firstBorder, secondBorder] = borders as [Uint8Array, Uint8Array];
  if (!firstBorder.includes(1) || !secondBorder.includes(1)) return Number.NaN;
  return Math.max(directed95(firstBorder, secondBorder, box), directed95(secondBorder, firstBorder, box));
}

interface Box {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The pixels of both masks: all borders lie inside, so distances between them are the same as in the whole image. */
function boundingBox(
  first: Uint8Array,
  second: Uint8Array,
  height: number,
  width: number,
  label: number,
): Box | null {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (first[i] !== label && second[i] !== label) continue;
      top = Math.min(top, y);
      bottom = y;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** 1 on the borders of the mask, over the box: the mask without its erosion by a cross of 3 × 3. */
function bordersOf(mask: Uint8Array, height: number, width: number, label: number, box: Box): Uint8Array {
  const inside = (y: number, x: number) =>
    y >= 0 && y < height && x >= 0 && x < width && mask[y * width + x] === label;
  const borders = new Uint8Array(box.height * box.width);
  let at = 0;
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let x = box.left; x < box.left + box.width; x++, at++) {
      if (mask[y * width + x] !== label) continue;
      const eroded = inside(y - 1, x) && inside(y + 1, x) && inside(y, x - 1) && inside(y, x + 1);
      borders[at] = eroded ? 0 : 1;
    }
  }
  return borders;
}

function directed95(from: Uint8Array, to: Uint8Array, { height, width }: Box): number {
  const squared = squaredDistances(to, height, width);
  const distances = squared.filter((_, i) => from[i] === 1).sort();
  for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(distances[i]!);
  return quantile(distances, 0.95);
}
