/**
 * Crops out of packed images: what `imageCropDraws.ts` drew is applied to images, one thread a pixel, and to labels.
 * Images are bilinear between pixels and exact where a crop is only shifted, flipped or turned; labels are nearest.
 * Bytes and 16-bit values are packed four and two to a word, because a shader has no smaller type.
 * Neither has a gradient: nothing that is trained reaches them.
 */
import * as tf from '@tensorflow/tfjs';
import { streamId, threefry } from '../random';
import { registerGpuKernel } from './gpuKernel';
import { registerHostIntegerKernel, registerHostKernel } from './hostKernel';
import { CropField, FACTOR_ONE, geometryWgsl, mirrored, PIXEL, sourceOf } from './imageCropGeometry';
import { type PixelType, pixelsOf, pixelWgsl } from './packedPixels';
import { threefryWgsl } from './threefryWgsl';

const IMAGE_CROPS = 'AnnealImageCrops';
const LABEL_CROPS = 'AnnealLabelCrops';

interface Geometry {
  height: number;
  width: number;
  /** As in `CropPlan`. */
  spacing: number;
}

export interface ImageCropOptions extends Geometry {
  pixelType: PixelType;
  /** From a stored value to parts of full scale. */
  scale: number;
  /** Of each channel: what is subtracted from parts of full scale, and what the rest is multiplied by. */
  means: number[];
  inverseStds: number[];
  /** Standard deviation of the noise, parts of full scale; 0 where no crop has any. */
  noise: number;
  /** Whether any crop has a gamma. */
  gamma: boolean;
}

const NOISE_STREAM = streamId('augmentation/noise');
/** The sum of eight even bytes, which is close to normal: distribution functions differ by less than 0.004. */
const NOISE_MEAN = 8 * 127.5;
const NOISE_STD = Math.sqrt((8 * (256 ** 2 - 1)) / 12);

const float = (value: number) => `f32(${Math.fround(value)})`;
const floats = (values: number[]) => `array<f32, ${values.length}>(${values.map(float).join(', ')})`;

/** Statements that every crop kernel begins with. */
const pixelWgslHead = ({ height, width }: Geometry) => /* wgsl */ `
  let sample = index / ${height * width};
  let row = rows[sample] * 3;
  let start = images[row];
  let size = vec2i(images[row + 1], images[row + 2]);
  let place = sourceOf(sample, (index / ${width}) % ${height}, index % ${width});`;

registerHostKernel<ImageCropOptions>(
  IMAGE_CROPS,
  ['pixels', 'images', 'rows', 'draws', 'random'],
  ([, , [batch = 0] = []], { height, width, means }) => [batch, height, width, means.length],
  (out, [packed, images, rows, draws, random], shapes, options) => {
    const { height, width, pixelType, gamma } = options;
    const [scale, noise] = [Math.fround(options.scale), Math.fround(options.noise / NOISE_STD)];
    const means = Float32Array.from(options.means);
    const inverseStds = Float32Array.from(options.inverseStds);
    const channels = means.length;
    const pixels = pixelsOf(packed!, pixelType);
    const values = shapes[3]![1]!;
    const [seed = 0, step = 0] = random!;
    const block = new Uint32Array(2);
    const place = new Int32Array(2);
    let index = 0;
    rows!.forEach((image, sample) => {
      const [first, rowsOfImage, columns] = images!.subarray(image * 3, image * 3 + 3) as Int32Array;
      const start = sample * values;
      const intensity = draws![start + CropField.intensity]! / FACTOR_ONE;
      const exponent = draws![start + CropField.gamma]! / FACTOR_ONE;
      const noisy = noise > 0 && draws![start + CropField.noise] !== 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          sourceOf(place, draws!, start, y, x, options);
          const [top, left] = [place[0]! >> 8, place[1]! >> 8];
          const [down, across] = [(place[0]! & 255) / PIXEL, (place[1]! & 255) / PIXEL];
          const [upper, lower] = [mirrored(top, rowsOfImage!), mirrored(top + 1, rowsOfImage!)];
          const [west, east] = [mirrored(left, columns!), mirrored(left + 1, columns!)];
          for (let channel = 0; channel < channels; channel++) {
            const at = (row: number, column: number) =>
              pixels[(first! + row * columns! + column) * channels + channel]!;
            let value = at(upper, west);
            if (down > 0 || across > 0) {
              const above = Math.fround(value + across * (at(upper, east) - value));
              const below = Math.fround(at(lower, west) + across * (at(lower, east) - at(lower, west)));
              value = Math.fround(above + down * (below - above));
            }
            value = Math.fround(Math.fround(value * scale) * intensity);
            if (gamma && exponent !== 1) value = Math.fround(Math.sign(value) * Math.abs(value) ** exponent);
            if (noisy) {
              threefry(block, seed, NOISE_STREAM, index, step);
              value = Math.fround(value + Math.fround(noise * (bytesOf(block) - NOISE_MEAN)));
            }
            out[index] = Math.fround(value - means[channel]!) * inverseStds[channel]!;
            index++;
          }
        }
      }
    });
  },
);

/** Sum of the eight bytes. */
function bytesOf([a = 0, b = 0]: Uint32Array): number {
  const pairs = (word: number) => (word & 0xff00ff) + ((word >>> 8) & 0xff00ff);
  const sum = pairs(a) + pairs(b);
  return (sum & 0xffff) + (sum >>> 16);
}

const bytesWgsl = /* wgsl */ `
fn bytesOf(words: vec2u) -> u32 {
  let pairs = (words & vec2u(0xff00ffu)) + ((words >> vec2u(8u)) & vec2u(0xff00ffu));
  let sum = pairs.x + pairs.y;
  return (sum & 0xffffu) + (sum >> 16u);
}`;

registerGpuKernel<ImageCropOptions>(
  IMAGE_CROPS,
  ['pixels', 'images', 'rows', 'draws', 'random'],
  (shapes, options) => {
    const { height, width, spacing, pixelType, means, inverseStds, noise, gamma } = options;
    const [batch, values, channels] = [shapes[2]![0]!, shapes[3]![1]!, means.length];
    return {
      outputShape: [batch, height, width, channels],
      workgroups: Math.ceil((batch * height * width) / 64),
      key: JSON.stringify([options, values]),
      declarations: `${geometryWgsl(height, width, spacing, values)}${pixelWgsl('pixels', pixelType)}
${noise > 0 ? threefryWgsl + bytesWgsl : ''}`,
      body: `
  if (index * ${channels} >= uniforms.size) { return; }
  ${pixelWgslHead(options)}
  let corner = place >> vec2u(8u);
  let part = vec2f(place & vec2i(255)) / ${PIXEL}.0;
  let upper = start + mirrored(corner.x, size.x) * size.y;
  let lower = start + mirrored(corner.x + 1, size.x) * size.y;
  let west = mirrored(corner.y, size.y);
  let east = mirrored(corner.y + 1, size.y);
  let drawn = sample * ${values};
  let intensity = f32(draws[drawn + ${CropField.intensity}]) / ${FACTOR_ONE}.0;
  let exponent = f32(draws[drawn + ${CropField.gamma}]) / ${FACTOR_ONE}.0;
  let means = ${floats(means)};
  let inverseStds = ${floats(inverseStds)};
  for (var channel = 0; channel < ${channels}; channel++) {
    var value = f32(pixel((upper + west) * ${channels} + channel));
    if (part.x > 0.0 || part.y > 0.0) {
      let northEast = f32(pixel((upper + east) * ${channels} + channel));
      let southWest = f32(pixel((lower + west) * ${channels} + channel));
      let southEast = f32(pixel((lower + east) * ${channels} + channel));
      let above = value + part.y * (northEast - value);
      let below = southWest + part.y * (southEast - southWest);
      value = above + part.x * (below - above);
    }
    value = value * ${float(options.scale)} * intensity;
    ${gamma ? 'if (exponent != 1.0 && value != 0.0) { value = sign(value) * pow(abs(value), exponent); }' : ''}
    ${
      noise > 0
        ? `if (draws[drawn + ${CropField.noise}] != 0) {
      let counter = vec2u(u32(index * ${channels} + channel), u32(random[1]));
      let sum = bytesOf(threefry(vec2u(u32(random[0]), ${NOISE_STREAM}u), counter));
      value += ${float(noise / NOISE_STD)} * (f32(sum) - ${NOISE_MEAN}.0);
    }`
        : ''
    }
    result[index * ${channels} + channel] = (value - means[channel]) * inverseStds[channel];
  }`,
    };
  },
);

registerHostIntegerKernel<Geometry>(
  LABEL_CROPS,
  ['labels', 'images', 'rows', 'draws'],
  ([, , [batch = 0] = []], { height, width }) => [batch, height, width],
  (out, [packed, images, rows, draws], shapes, geometry) => {
    const labels = pixelsOf(packed!, 'uint8');
    const values = shapes[3]![1]!;
    const place = new Int32Array(2);
    let index = 0;
    rows!.forEach((image, sample) => {
      const [first, height, width] = images!.subarray(image * 3, image * 3 + 3) as Int32Array;
      for (let y = 0; y < geometry.height; y++) {
        for (let x = 0; x < geometry.width; x++) {
          sourceOf(place, draws!, sample * values, y, x, geometry);
          const row = mirrored((place[0]! + 128) >> 8, height!);
          out[index++] = labels[first! + row * width! + mirrored((place[1]! + 128) >> 8, width!)]!;
        }
      }
    });
  },
);

registerGpuKernel<Geometry>(LABEL_CROPS, ['labels', 'images', 'rows', 'draws'], (shapes, geometry) => {
  const { height, width, spacing } = geometry;
  const [batch, values] = [shapes[2]![0]!, shapes[3]![1]!];
  return {
    outputShape: [batch, height, width],
    dtype: 'int32',
    key: JSON.stringify([geometry, values]),
    declarations: geometryWgsl(height, width, spacing, values) + pixelWgsl('labels', 'uint8'),
    body: `
  if (index >= uniforms.size) { return; }
  ${pixelWgslHead(geometry)}
  let nearest = (place + 128) >> vec2u(8u);
  let at = start + mirrored(nearest.x, size.x) * size.y + mirrored(nearest.y, size.y);
  result[index] = i32(pixel(at));`,
  };
});

/** The images that crops are taken from, and which. */
export interface CropSource {
  /** int32 [images, 3]: first pixel, height and width of each. */
  images: tf.Tensor2D;
  /** int32 [batch], entries of `images`. */
  rows: tf.Tensor1D;
  /** int32 [batch, values], from `cropDraws` or rows of `plainCrop`. */
  draws: tf.Tensor2D;
}

/**
 * @param pixels int32 or float32 words, [pixels, channels] packed as `packedPixels.ts` says.
 * @param random int32 [2]: seed and step, for the noise.
 * @returns float32 [batch, height, width, channels]
 */
export function imageCrops(
  pixels: tf.Tensor1D,
  { images, rows, draws }: CropSource,
  random: tf.Tensor1D,
  options: ImageCropOptions,
): tf.Tensor4D {
  const inputs = { pixels, images, rows, draws, random };
  return tf.engine().runKernel(IMAGE_CROPS, inputs, { ...options }) as tf.Tensor4D;
}

/** @param labels int32 words, a byte a pixel. @returns int32 [batch, height, width] */
export function labelCrops(
  labels: tf.Tensor1D,
  { images, rows, draws }: CropSource,
  { height, width, spacing }: Geometry,
): tf.Tensor3D {
  const inputs = { labels, images, rows, draws };
  return tf.engine().runKernel(LABEL_CROPS, inputs, { height, width, spacing }) as tf.Tensor3D;
}
