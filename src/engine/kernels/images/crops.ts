/**
 * Crops out of packed images, as `cropDraws.ts` drew them, one thread a pixel: bilinear between pixels, exact where
 * a crop is only shifted, flipped or turned; then intensity, gamma and noise on parts of full scale; then normalisation.
 * There is no gradient: nothing that is trained reaches the images.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { threefryWgsl } from '../program/wgsl';
import { NOISE_STD, noiseAt, noiseWgsl } from './cropArithmetic';
import {
  CropField,
  type CropGeometry,
  type CropSource,
  cropMap,
  FACTOR_ONE,
  geometryWgsl,
  mirrored,
  PIXEL,
  placeWgsl,
} from './cropGeometry';
import { type PixelType, pixelsOf, pixelWgsl } from './packedPixels';

const IMAGE_CROPS = 'AnnealImageCrops';

export interface ImageCropOptions extends CropGeometry {
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

const float = (value: number) => `f32(${Math.fround(value)})`;
const floats = (values: number[]) => `array<f32, ${values.length}>(${values.map(float).join(', ')})`;

registerHostKernel<ImageCropOptions>(
  IMAGE_CROPS,
  ['pixels', 'images', 'rows', 'draws', 'random'],
  ([, , [batch = 0] = []], { height, width, means }) => [batch, height, width, means.length],
  (out, [packed, images, rows, draws, random], shapes, options) => {
    const { height, width, gamma } = options;
    const [scale, noise] = [Math.fround(options.scale), Math.fround(options.noise / NOISE_STD)];
    const means = Float32Array.from(options.means);
    const inverseStds = Float32Array.from(options.inverseStds);
    const channels = means.length;
    const pixels = pixelsOf(packed!, options.pixelType);
    const [, values = 0] = shapes[3]!;
    const [seed = 0, step = 0] = random!;
    const block = new Uint32Array(2);
    const place = new Int32Array(2);
    let index = 0;
    rows!.forEach((image, sample) => {
      const [first = 0, rowCount = 0, columns = 0] = images!.subarray(image * 3);
      const start = sample * values;
      const map = cropMap(draws!, start, options);
      const intensity = draws![start + CropField.intensity]! / FACTOR_ONE;
      const exponent = draws![start + CropField.gamma]! / FACTOR_ONE;
      const bends = gamma && exponent !== 1;
      const noisy = noise > 0 && draws![start + CropField.noise] !== 0;
      for (let pixel = 0; pixel < height * width; pixel++) {
        map(place, Math.floor(pixel / width), pixel % width);
        const y = place[0]! >> 8;
        const x = place[1]! >> 8;
        const down = (place[0]! & 255) / PIXEL;
        const across = (place[1]! & 255) / PIXEL;
        const upper = first + mirrored(y, rowCount) * columns;
        const lower = first + mirrored(y + 1, rowCount) * columns;
        const west = mirrored(x, columns);
        const east = mirrored(x + 1, columns);
        for (let channel = 0; channel < channels; channel++) {
          let value = pixels[(upper + west) * channels + channel]!;
          if (down > 0 || across > 0) {
            const northEast = pixels[(upper + east) * channels + channel]!;
            const southWest = pixels[(lower + west) * channels + channel]!;
            const southEast = pixels[(lower + east) * channels + channel]!;
            const above = Math.fround(value + across * (northEast - value));
            const below = Math.fround(southWest + across * (southEast - southWest));
            value = Math.fround(above + down * (below - above));
          }
          value = Math.fround(Math.fround(value * scale) * intensity);
          if (bends) value = Math.fround(Math.sign(value) * Math.abs(value) ** exponent);
          if (noisy) value = Math.fround(value + Math.fround(noise * noiseAt(block, seed, step, index)));
          out[index++] = Math.fround(value - means[channel]!) * inverseStds[channel]!;
        }
      }
    });
  },
);

registerGpuKernel<ImageCropOptions>(
  IMAGE_CROPS,
  ['pixels', 'images', 'rows', 'draws', 'random'],
  (shapes, options) => {
    const { height, width, spacing, pixelType, means, inverseStds, noise, gamma } = options;
    const [[batch = 0] = [], [, values = 0] = []] = shapes.slice(2);
    const channels = means.length;
    return {
      outputShape: [batch, height, width, channels],
      workgroups: Math.ceil((batch * height * width) / 64),
      key: JSON.stringify([options, values]),
      declarations: `${geometryWgsl(height, width, spacing, values)}${pixelWgsl('pixels', pixelType)}
${noise > 0 ? threefryWgsl + noiseWgsl : ''}`,
      body: `
  if (index * ${channels} >= uniforms.size) { return; }
  ${placeWgsl(options)}
  let corner = place >> vec2u(8u);
  // Multiplied, because WGSL's division may be off by 2.5 units in the last place even where the result is exact.
  let part = vec2f(place & vec2i(255)) * ${1 / PIXEL};
  let upper = start + mirrored(corner.x, size.x) * size.y;
  let lower = start + mirrored(corner.x + 1, size.x) * size.y;
  let west = mirrored(corner.y, size.y);
  let east = mirrored(corner.y + 1, size.y);
  let drawn = sample * ${values};
  let intensity = f32(draws[drawn + ${CropField.intensity}]) * ${float(1 / FACTOR_ONE)};
  let exponent = f32(draws[drawn + ${CropField.gamma}]) * ${float(1 / FACTOR_ONE)};
  let noisy = draws[drawn + ${CropField.noise}] != 0;
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
    ${noise > 0 ? `if (noisy) { value += ${float(noise / NOISE_STD)} * noiseAt(index * ${channels} + channel); }` : ''}
    result[index * ${channels} + channel] = (value - means[channel]) * inverseStds[channel];
  }`,
    };
  },
);

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
