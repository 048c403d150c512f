/**
 * Where a pixel of a crop lies in its image: the map that images and labels share, in TypeScript and in WGSL, in whole
 * numbers so that both give the same bits. Distances in the source are counted in parts of a pixel (`PIXEL`), centres
 * in half pixels, the entries of the matrix in parts of one (`ONE`).
 */
import type * as tf from '@tensorflow/tfjs';
import { ONE } from './cropArithmetic';

/** Parts of a pixel that a place in the source is rounded to. */
export const PIXEL = 256;

/** Factors of intensity and gamma are counted in so many parts of one. */
export const FACTOR_ONE = 1 << 16;

/** What is known about one crop, as places in its row of an int32 table. */
export const CropField = {
  /** Centre of the crop in its image, in half pixels. */
  centreY: 0,
  centreX: 1,
  /** The matrix from the crop's axes to the image's. */
  yFromY: 2,
  yFromX: 3,
  xFromY: 4,
  xFromX: 5,
  intensity: 6,
  gamma: 7,
  noise: 8,
  elastic: 9,
  /** From here on: how far each node of the elastic grid moves, y and x. */
  nodes: 10,
} as const;

/** The images that crops are taken from, and which. */
export interface CropSource {
  /** int32 [images, 3]: first pixel, height and width of each. */
  images: tf.Tensor2D;
  /** int32 [batch], entries of `images`. */
  rows: tf.Tensor1D;
  /** int32 [batch, values], from `cropDraws` or rows of `plainCrop`. */
  draws: tf.Tensor2D;
}

export interface CropGeometry {
  height: number;
  width: number;
  /** As in `CropPlan`. */
  spacing: number;
}

/** A crop without changes whose first pixel is (top, left): a row of the table. */
export function plainCrop(top: number, left: number, height: number, width: number): number[] {
  return [2 * top + height - 1, 2 * left + width - 1, ONE, 0, 0, ONE, FACTOR_ONE, FACTOR_ONE, 0, 0];
}

/** Nodes of the elastic grid: one before the crop and two behind its last cell, as a cubic spline needs. */
export function nodeGrid(height: number, width: number, spacing: number): { columns: number; count: number } {
  if (spacing === 0) return { columns: 0, count: 0 };
  const nodes = (length: number) => Math.floor((length - 1) / spacing) + 4;
  return { columns: nodes(width), count: nodes(height) * nodes(width) };
}

/** Reflection that does not repeat the border: … 2 1 0 1 2 … */
export function mirrored(position: number, length: number): number {
  if (position >= 0 && position < length) return position;
  const period = Math.max(1, 2 * (length - 1));
  const within = ((position % period) + period) % period;
  return Math.min(within, period - within);
}

/** Weights of the uniform cubic B-spline at `part` / 128 of a cell, in parts of 4096, which they add up to. */
function splineWeights(part: number): [number, number, number, number] {
  const [square, cube] = [part * part, part ** 3];
  const first = Math.floor((128 - part) ** 3 / 3072);
  const second = Math.floor((3 * cube - 768 * square + 4 * 128 ** 3) / 3072);
  const last = Math.floor(cube / 3072);
  return [first, second, 4096 - first - second - last, last];
}

/** Weights of every pixel along an axis, four each. */
function axisWeights(length: number, spacing: number): Int32Array {
  const weights = new Int32Array(4 * length);
  for (let i = 0; i < length; i++) {
    weights.set(splineWeights(Math.floor(((i % spacing) * 128) / spacing)), 4 * i);
  }
  return weights;
}

/** How far the elastic grid of a crop moves its pixel (y, x), along y (axis 0) or x (axis 1), in parts of a pixel. */
function elasticMap(
  draws: ArrayLike<number>,
  nodes: number,
  { height, width, spacing }: CropGeometry,
): (axis: 0 | 1, y: number, x: number) => number {
  const { columns } = nodeGrid(height, width, spacing);
  const down = axisWeights(height, spacing);
  const across = axisWeights(width, spacing);
  return (axis, y, x) => {
    const corner = nodes + 2 * (Math.floor(y / spacing) * columns + Math.floor(x / spacing)) + axis;
    let sum = 0;
    for (let row = 0; row < 4; row++) {
      let line = 0;
      for (let column = 0; column < 4; column++) {
        line += across[4 * x + column]! * draws[corner + 2 * (row * columns + column)]!;
      }
      sum += down[4 * y + row]! * (line >> 8);
    }
    return (sum + (1 << 15)) >> 16;
  };
}

/**
 * The map of one crop, whose row of the table begins at `start`: the place of its pixel (y, x) in its image, in parts of
 * a pixel, into `place` as y, x.
 */
export function cropMap(
  draws: ArrayLike<number>,
  start: number,
  geometry: CropGeometry,
): (place: Int32Array, y: number, x: number) => void {
  const field = (name: keyof typeof CropField) => draws[start + CropField[name]]!;
  const [yFromY, yFromX, centreY] = [field('yFromY'), field('yFromX'), field('centreY')];
  const [xFromY, xFromX, centreX] = [field('xFromY'), field('xFromX'), field('centreX')];
  const { height, width } = geometry;
  const moved = field('elastic') === 0 ? null : elasticMap(draws, start + CropField.nodes, geometry);
  return (place, y, x) => {
    const v = 2 * y - height + 1;
    const u = 2 * x - width + 1;
    place[0] = ((yFromY * v + yFromX * u + 64) >> 7) + centreY * 128;
    place[1] = ((xFromY * v + xFromX * u + 64) >> 7) + centreX * 128;
    if (!moved) return;
    place[0] += moved(0, y, x);
    place[1] += moved(1, y, x);
  };
}

/**
 * `fn mirrored(position: i32, length: i32) -> i32` and `fn sourceOf(sample: i32, y: i32, x: i32) -> vec2i`, of the array
 * `draws` whose rows hold `values`.
 */
export function geometryWgsl(height: number, width: number, spacing: number, values: number): string {
  const { columns } = nodeGrid(height, width, spacing);
  return /* wgsl */ `
fn mirrored(position: i32, length: i32) -> i32 {
  if (position >= 0 && position < length) { return position; }
  let period = max(1, 2 * (length - 1));
  let within = ((position % period) + period) % period;
  return min(within, period - within);
}
fn sourceOf(sample: i32, y: i32, x: i32) -> vec2i {
  let start = sample * ${values};
  let v = 2 * y - ${height - 1};
  let u = 2 * x - ${width - 1};
  var place = vec2i(
    ((draws[start + ${CropField.yFromY}] * v + draws[start + ${CropField.yFromX}] * u + 64) >> 7u),
    ((draws[start + ${CropField.xFromY}] * v + draws[start + ${CropField.xFromX}] * u + 64) >> 7u));
  place += 128 * vec2i(draws[start + ${CropField.centreY}], draws[start + ${CropField.centreX}]);
  ${spacing > 0 ? `if (draws[start + ${CropField.elastic}] != 0) { place += displacement(start + ${CropField.nodes}, y, x); }` : ''}
  return place;
}
${spacing > 0 ? displacementWgsl(columns, spacing) : ''}`;
}

/** Statements that crop kernels begin with: from `index`, of a pixel, to its image's `start` and `size` and its `place` there. */
export const placeWgsl = ({ height, width }: CropGeometry) => /* wgsl */ `
  let sample = index / ${height * width};
  let row = rows[sample] * 3;
  let start = images[row];
  let size = vec2i(images[row + 1], images[row + 2]);
  let place = sourceOf(sample, (index / ${width}) % ${height}, index % ${width});`;

const displacementWgsl = (columns: number, spacing: number) => /* wgsl */ `
fn splineWeights(part: i32) -> vec4i {
  let rest = 128 - part;
  let cube = part * part * part;
  let first = rest * rest * rest / 3072;
  let second = (3 * cube - 768 * part * part + ${4 * 128 ** 3}) / 3072;
  let last = cube / 3072;
  return vec4i(first, second, 4096 - first - second - last, last);
}
fn displacement(nodes: i32, y: i32, x: i32) -> vec2i {
  let down = splineWeights((y % ${spacing}) * 128 / ${spacing});
  let across = splineWeights((x % ${spacing}) * 128 / ${spacing});
  let corner = (y / ${spacing}) * ${columns} + x / ${spacing};
  var sum = vec2i(0);
  for (var row = 0; row < 4; row++) {
    var line = vec2i(0);
    for (var column = 0; column < 4; column++) {
      let node = nodes + 2 * (corner + row * ${columns} + column);
      line += across[column] * vec2i(draws[node], draws[node + 1]);
    }
    sum += down[row] * (line >> vec2u(8u));
  }
  return (sum + ${1 << 15}) >> vec2u(16u);
}`;
