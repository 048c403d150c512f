/**
 * How a whole image is cut for the network: in one piece, a little larger than the image where the network asks for
 * multiples, or as overlapping windows that are blended. Windows form a grid, so rows and columns are planned alike.
 */

export interface WindowOptions {
  /** Sides of what the network takes are multiples of this. */
  multiple: number;
  /** An image runs in one piece up to so many pixels, those that fill up the multiple included. */
  wholePixels: number;
  /** Side of the windows of a larger image; rounded up to the multiple. */
  windowSide: number;
  /** Share of a window that the next one covers as well, from 0 to below 1. */
  overlap: number;
  /** How much a window says near its edges, where it sees least around it. */
  blending: 'gaussian' | 'linear' | 'constant';
}

/** MONAI's sliding_window_inference with its default overlap, and with mode "gaussian". */
export const windowDefaults: Omit<WindowOptions, 'multiple'> = {
  wholePixels: 512 * 512,
  windowSide: 512,
  overlap: 0.25,
  blending: 'gaussian',
};

/** Windows along one axis, all of one length. */
export interface AxisPlan {
  length: number;
  /** First pixel of each window; negative where the window begins before the image. */
  starts: number[];
  /** [windows][length]: share of each window in each of its pixels; where several cover a pixel they sum to 1. */
  shares: Float64Array[];
}

export interface WindowPlan {
  /** From top to bottom. */
  vertical: AxisPlan;
  /** From left to right. */
  horizontal: AxisPlan;
}

export function planWindows(height: number, width: number, options: WindowOptions): WindowPlan {
  const { multiple, wholePixels, windowSide } = options;
  const fits = (side: number) => Math.ceil(side / multiple) * multiple;
  const whole = fits(height) * fits(width) <= wholePixels;
  const most = whole ? Number.POSITIVE_INFINITY : fits(windowSide);
  return {
    vertical: planAxis(height, Math.min(fits(height), most), options),
    horizontal: planAxis(width, Math.min(fits(width), most), options),
  };
}

/** @param side of the image, @param length of the windows. */
function planAxis(side: number, length: number, { overlap, blending }: WindowOptions): AxisPlan {
  const starts = startsOf(side, length, overlap);
  const weights = Float64Array.from({ length }, (_, i) => weightOf(blending, i, length));
  const totals = new Float64Array(side);
  for (const start of starts) {
    forPixelsInside(start, length, side, (i) => {
      totals[start + i]! += weights[i]!;
    });
  }
  const shares = starts.map((start) => {
    const share = new Float64Array(length);
    forPixelsInside(start, length, side, (i) => {
      share[i] = weights[i]! / totals[start + i]!;
    });
    return share;
  });
  return { length, starts, shares };
}

/** One window around what is shorter; else windows at an even stride, the last moved back to end with the image. */
function startsOf(side: number, length: number, overlap: number): number[] {
  if (side <= length) return [-Math.floor((length - side) / 2)];
  const stride = Math.max(1, Math.floor(length * (1 - overlap)));
  const windows = Math.ceil((side - length) / stride) + 1;
  return Array.from({ length: windows }, (_, i) => Math.min(i * stride, side - length));
}

/** Calls with every pixel of a window, counted from its start, that lies in the image. */
export function forPixelsInside(
  start: number,
  length: number,
  side: number,
  visit: (i: number) => void,
): void {
  for (let i = Math.max(0, -start); i < Math.min(length, side - start); i++) visit(i);
}

/** Gaussian: σ an eighth of the window and at least 0.001, as MONAI has it. Linear: a tent, never zero. */
function weightOf(blending: WindowOptions['blending'], i: number, length: number): number {
  switch (blending) {
    case 'gaussian': {
      const z = (i - (length - 1) / 2) / (length / 8);
      return Math.max(Math.exp(-0.5 * z * z), 1e-3);
    }
    case 'linear':
      return Math.min(i + 1, length - i);
    case 'constant':
      return 1;
  }
}
