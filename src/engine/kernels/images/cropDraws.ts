/**
 * Everything random about a crop but its noise, drawn once for each sample: int32 [batch, values], in the whole
 * numbers that the crop kernels read. Draw i of sample b is block threefry(key = [seed, stream], counter = [16 b + i,
 * step]): its first word says whether it happens, its second how much.
 */
import * as tf from '@tensorflow/tfjs';
import { streamId, threefry } from '../../random';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostIntegerKernel } from '../program/hostKernel';
import { threefryWgsl } from '../program/wgsl';
import { cosineAndSine, cosineAndSineWgsl, ONE } from './cropArithmetic';
import { CropField, nodeGrid } from './cropGeometry';

const CROP_DRAWS = 'AnnealCropDraws';

/** An even draw among the whole numbers from `lowest` to `highest`, or `otherwise`. */
export interface Draw {
  /** Of 2²⁴, so that 2²⁴ is always. */
  chance: number;
  lowest: number;
  highest: number;
  otherwise: number;
}

/** In the order of their blocks; block 0 is the origin. */
const drawNames = [
  'flipHorizontal',
  'flipVertical',
  /** Counter-clockwise. */
  'quarterTurns',
  /** Parts of a `TURN`. */
  'angle',
  /** Magnification times `ONE`. */
  'zoom',
  /** Factor times `FACTOR_ONE`. */
  'intensity',
  /** Exponent times `FACTOR_ONE`. */
  'gamma',
  'noise',
  'elastic',
] as const;
export type DrawName = (typeof drawNames)[number];
const BLOCKS = 16;

export interface CropPlan {
  /** false: the centre of the image. */
  randomOrigin: boolean;
  draws: Record<DrawName, Draw>;
  /** How far a node of the elastic grid moves at most, in parts of a pixel (`PIXEL`). */
  amplitude: number;
  /** Pixels between its nodes; 0 without elastic deformation. */
  spacing: number;
}

interface Attributes extends CropPlan {
  height: number;
  width: number;
}

const STREAM = streamId('augmentation');
const ELASTIC_STREAM = streamId('augmentation/elastic');

/** Values of one sample: the fields, then (y, x) of each node. */
const valuesOf = ({ height, width, spacing }: Attributes) =>
  CropField.nodes + 2 * nodeGrid(height, width, spacing).count;

registerHostIntegerKernel<Attributes>(
  CROP_DRAWS,
  ['rows', 'images', 'random'],
  ([rows = []], attributes) => [rows[0]!, valuesOf(attributes)],
  (out, [rows, images, random], _, attributes) => {
    const { height, width, randomOrigin, draws, amplitude, spacing } = attributes;
    const [seed = 0, step = 0] = random!;
    const block = new Uint32Array(2);
    const values = valuesOf(attributes);
    const nodes = nodeGrid(height, width, spacing).count;
    rows!.forEach((row, sample) => {
      const drawn = (name: DrawName) => {
        const { chance, lowest, highest, otherwise } = draws[name];
        threefry(block, seed, STREAM, sample * BLOCKS + 1 + drawNames.indexOf(name), step);
        return block[0]! >>> 8 < chance ? lowest + (block[1]! % (highest - lowest + 1)) : otherwise;
      };
      const turns = drawn('quarterTurns');
      const [sourceHeight, sourceWidth] = turns % 2 === 1 ? [width, height] : [height, width];
      threefry(block, seed, STREAM, sample * BLOCKS, step);
      const origin = (room: number, word: number) =>
        randomOrigin ? Math.min(room, 0) + (word % (Math.abs(room) + 1)) : room >> 1;
      const top = origin(images![row * 3 + 1]! - sourceHeight, block[0]!);
      const left = origin(images![row * 3 + 2]! - sourceWidth, block[1]!);

      const [cosine, sine] = cosineAndSine(drawn('angle'));
      const inverse = Math.floor((ONE * ONE) / drawn('zoom'));
      const a = (cosine * inverse + ONE / 2) >> 14;
      const b = (sine * inverse + ONE / 2) >> 14;
      // What y and x of the source take from y and x of the crop.
      let y = [a, -b];
      let x = [b, a];
      for (let turn = 0; turn < turns; turn++) [y, x] = [x, y.map((value) => -value)];
      if (drawn('flipVertical')) y = y.map((value) => -value);
      if (drawn('flipHorizontal')) x = x.map((value) => -value);

      const start = sample * values;
      const elastic = drawn('elastic');
      out[start + CropField.centreY] = 2 * top + sourceHeight - 1;
      out[start + CropField.centreX] = 2 * left + sourceWidth - 1;
      out.set([...y, ...x], start + CropField.yFromY);
      out[start + CropField.intensity] = drawn('intensity');
      out[start + CropField.gamma] = drawn('gamma');
      out[start + CropField.noise] = drawn('noise');
      out[start + CropField.elastic] = elastic;
      for (let node = 0; node < nodes; node++) {
        threefry(block, seed, ELASTIC_STREAM, sample * nodes + node, step);
        for (const axis of [0, 1] as const) {
          const moved = (block[axis]! % (2 * amplitude + 1)) - amplitude;
          out[start + CropField.nodes + 2 * node + axis] = elastic ? moved : 0;
        }
      }
    });
  },
);

registerGpuKernel<Attributes>(CROP_DRAWS, ['rows', 'images', 'random'], ([rows = []], attributes) => {
  const { height, width, randomOrigin, draws, amplitude, spacing } = attributes;
  const values = valuesOf(attributes);
  const nodes = nodeGrid(height, width, spacing).count;
  const drawn = (name: DrawName) => {
    const { chance, lowest, highest, otherwise } = draws[name];
    const block = 1 + drawNames.indexOf(name);
    return `drawn(sample, ${block}u, ${chance}u, ${lowest}, ${highest - lowest + 1}u, ${otherwise})`;
  };
  const origin = (room: string, word: string) =>
    randomOrigin ? `min(${room}, 0) + i32(${word} % u32(abs(${room}) + 1))` : `${room} >> 1u`;
  return {
    outputShape: [rows[0]!, values],
    dtype: 'int32',
    key: JSON.stringify(attributes),
    declarations: `${threefryWgsl}${cosineAndSineWgsl}
fn drawn(sample: i32, block: u32, chance: u32, lowest: i32, span: u32, otherwise: i32) -> i32 {
  let words = threefry(vec2u(u32(random[0]), ${STREAM}u), vec2u(u32(sample) * ${BLOCKS}u + block, u32(random[1])));
  return select(otherwise, lowest + i32(words.y % span), words.x >> 8u < chance);
}
/* What y (xy) and x (zw) of the source take from y and x of the crop. */
fn mapping(sample: i32, turns: i32) -> vec4i {
  let rotation = cosineAndSine(${drawn('angle')}) * (${ONE * ONE} / ${drawn('zoom')});
  let a = (rotation.x + ${ONE / 2}) >> 14u;
  let b = (rotation.y + ${ONE / 2}) >> 14u;
  var map = vec4i(a, -b, b, a);
  for (var turn = 0; turn < turns; turn++) { map = vec4i(map.zw, -map.xy); }
  if (${drawn('flipVertical')} != 0) { map = vec4i(-map.xy, map.zw); }
  if (${drawn('flipHorizontal')} != 0) { map = vec4i(map.xy, -map.zw); }
  return map;
}
fn centre(sample: i32, turns: i32) -> vec2i {
  let size = select(vec2i(${height}, ${width}), vec2i(${width}, ${height}), turns % 2 == 1);
  let row = rows[sample] * 3;
  let room = vec2i(images[row + 1], images[row + 2]) - size;
  let words = threefry(vec2u(u32(random[0]), ${STREAM}u), vec2u(u32(sample) * ${BLOCKS}u, u32(random[1])));
  return 2 * vec2i(${origin('room.x', 'words.x')}, ${origin('room.y', 'words.y')}) + size - 1;
}
fn moved(sample: i32, value: i32) -> i32 {
  if (${drawn('elastic')} == 0) { return 0; }
  let counter = vec2u(u32(sample * ${nodes} + value / 2), u32(random[1]));
  let words = threefry(vec2u(u32(random[0]), ${ELASTIC_STREAM}u), counter);
  return i32(words[value % 2] % ${2 * amplitude + 1}u) - ${amplitude};
}`,
    body: `
  if (index >= uniforms.size) { return; }
  let sample = index / ${values};
  let value = index % ${values};
  let turns = ${drawn('quarterTurns')};
  switch value {
    case ${CropField.centreY}, ${CropField.centreX}: { result[index] = centre(sample, turns)[value]; }
    case ${CropField.yFromY}, ${CropField.yFromX}, ${CropField.xFromY}, ${CropField.xFromX}: {
      result[index] = mapping(sample, turns)[value - ${CropField.yFromY}];
    }
    case ${CropField.intensity}: { result[index] = ${drawn('intensity')}; }
    case ${CropField.gamma}: { result[index] = ${drawn('gamma')}; }
    case ${CropField.noise}: { result[index] = ${drawn('noise')}; }
    case ${CropField.elastic}: { result[index] = ${drawn('elastic')}; }
    default: { result[index] = moved(sample, value - ${CropField.nodes}); }
  }`,
  };
});

/**
 * Whole numbers throughout, so that WebGPU, WASM and CPU draw and map the same pixels.
 * @param rows int32 [batch], entries of `images`.
 * @param images int32 [images, 3]: first pixel, height and width of each.
 * @param random int32 [2]: seed and step.
 * @returns int32 [batch, values], laid out as `CropField` says.
 */
export function cropDraws(
  rows: tf.Tensor1D,
  images: tf.Tensor2D,
  random: tf.Tensor1D,
  size: { height: number; width: number },
  plan: CropPlan,
): tf.Tensor2D {
  const attributes = { height: size.height, width: size.width, ...plan, draws: { ...plan.draws } };
  return tf.engine().runKernel(CROP_DRAWS, { rows, images, random }, attributes) as tf.Tensor2D;
}
