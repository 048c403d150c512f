/**
 * Segments whole images of any size: cuts each as `windowPlan.ts` says, runs equally sized windows in batches, and
 * blends them. One image is held at a time, or as many as share a batch; tensors live only while a batch runs.
 */
import type * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../protocol/errors';
import type { SegmentedImage } from './segmentedImage';
import { forPixelsInside, planWindows, type WindowOptions, type WindowPlan } from './windowPlan';

export interface Size {
  height: number;
  width: number;
}

/**
 * Probabilities of windows, float32 [windows, height, width, outputs]; the caller releases it.
 * @param rows, tops, lefts [windows]: the image of each window and its corner there, which may lie outside.
 */
export type PredictTile = (
  rows: Int32Array,
  tops: Int32Array,
  lefts: Int32Array,
  size: Size,
) => tf.Tensor4D | Promise<tf.Tensor4D>;

export interface WholeImageOptions extends WindowOptions {
  /** Windows run together up to so many pixels; one at least. */
  batchPixels: number;
}

interface Canvas {
  row: number;
  size: Size;
  plan: WindowPlan;
  /** [pixels · outputs], made when the first window comes back. */
  probability: Float32Array | null;
  /** Windows that have not come back. */
  left: number;
}

/** A window of an image: number `i` from the top, `j` from the left. */
interface Tile {
  canvas: Canvas;
  i: number;
  j: number;
}

/**
 * @param images sizes of the images by row.
 * @param rows in the order in which they are wanted.
 * @returns every image at its own size, one after the other. Blended values sum to 1 within float32's rounding.
 * @throws out-of-memory where an image's answer does not fit into memory.
 */
export async function* segmentImages(
  predictTile: PredictTile,
  images: { heights: ArrayLike<number>; widths: ArrayLike<number> },
  rows: Iterable<number>,
  options: WholeImageOptions,
): AsyncGenerator<SegmentedImage> {
  for (const { size, windows } of batches(windowsOf(images, rows, options), options.batchPixels)) {
    const corners = windows.map(({ canvas, i, j }) => ({
      row: canvas.row,
      top: canvas.plan.vertical.starts[i]!,
      left: canvas.plan.horizontal.starts[j]!,
    }));
    const output = await predictTile(
      Int32Array.from(corners, ({ row }) => row),
      Int32Array.from(corners, ({ top }) => top),
      Int32Array.from(corners, ({ left }) => left),
      size,
    );
    const outputs = output.shape[3];
    const values = await output.data<'float32'>().finally(() => output.dispose());
    const length = values.length / windows.length;
    for (const [n, tile] of windows.entries()) {
      blend(tile, values.subarray(n * length, (n + 1) * length), outputs);
      const { row, size: whole, probability, left } = tile.canvas;
      if (left === 0) yield { row, ...whole, probability: probability! };
      if (left === 0) tile.canvas.probability = null;
    }
  }
}

function* windowsOf(
  { heights, widths }: { heights: ArrayLike<number>; widths: ArrayLike<number> },
  rows: Iterable<number>,
  options: WindowOptions,
): Generator<Tile> {
  for (const row of rows) {
    const size = { height: heights[row]!, width: widths[row]! };
    const plan = planWindows(size.height, size.width, options);
    const [down, across] = [plan.vertical.starts.length, plan.horizontal.starts.length];
    const canvas: Canvas = { row, size, plan, probability: null, left: down * across };
    for (let i = 0; i < down; i++) for (let j = 0; j < across; j++) yield { canvas, i, j };
  }
}

/** Neighbours of one size together, in order. */
function* batches(windows: Iterable<Tile>, batchPixels: number): Generator<{ size: Size; windows: Tile[] }> {
  let batch: Tile[] = [];
  let size: Size = { height: 0, width: 0 };
  for (const tile of windows) {
    const { vertical, horizontal } = tile.canvas.plan;
    const same = vertical.length === size.height && horizontal.length === size.width;
    if (batch.length > 0 && (!same || (batch.length + 1) * size.height * size.width > batchPixels)) {
      yield { size, windows: batch };
      batch = [];
    }
    size = { height: vertical.length, width: horizontal.length };
    batch.push(tile);
  }
  if (batch.length > 0) yield { size, windows: batch };
}

/** Adds a window's share to its image. @param values [height · width · outputs] of the window. */
function blend({ canvas, i, j }: Tile, values: Float32Array, outputs: number): void {
  const { plan, size } = canvas;
  const { vertical, horizontal } = plan;
  canvas.probability ??= allocate(size, outputs);
  canvas.left--;
  const probability = canvas.probability;
  const [top, left] = [vertical.starts[i]!, horizontal.starts[j]!];
  const [rowShares, columnShares] = [vertical.shares[i]!, horizontal.shares[j]!];
  forPixelsInside(top, vertical.length, size.height, (y) => {
    const line = (top + y) * size.width + left;
    forPixelsInside(left, horizontal.length, size.width, (x) => {
      const share = rowShares[y]! * columnShares[x]!;
      const from = (y * horizontal.length + x) * outputs;
      const to = (line + x) * outputs;
      for (let k = 0; k < outputs; k++) probability[to + k]! += share * values[from + k]!;
    });
  });
}

function allocate({ height, width }: Size, outputs: number): Float32Array {
  try {
    return new Float32Array(height * width * outputs);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const gigabytes = ((4 * height * width * outputs) / 2 ** 30).toFixed(1);
    throw new AnnealError(
      'out-of-memory',
      `The answer for an image of ${width} × ${height} pixels does not fit.`,
      {
        received: `${gigabytes} GiB for ${outputs} values a pixel`,
        remedy: 'Cut the image into parts, or make it smaller.',
      },
    );
  }
}
