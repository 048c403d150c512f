/** Crops out of packed labels, at the places of the images' crops: the label of the nearest pixel. There is no gradient. */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostIntegerKernel } from '../program/hostKernel';
import {
  type CropGeometry,
  type CropSource,
  cropMap,
  geometryWgsl,
  mirrored,
  PIXEL,
  placeWgsl,
} from './cropGeometry';
import { pixelsOf, pixelWgsl } from './packedPixels';

const LABEL_CROPS = 'AnnealLabelCrops';

registerHostIntegerKernel<CropGeometry>(
  LABEL_CROPS,
  ['labels', 'images', 'rows', 'draws'],
  ([, , [batch = 0] = []], { height, width }) => [batch, height, width],
  (out, [packed, images, rows, draws], shapes, geometry) => {
    const labels = pixelsOf(packed!, 'uint8');
    const [, values = 0] = shapes[3]!;
    const { height, width } = geometry;
    const place = new Int32Array(2);
    let index = 0;
    rows!.forEach((image, sample) => {
      const [first = 0, rowCount = 0, columns = 0] = images!.subarray(image * 3);
      const map = cropMap(draws!, sample * values, geometry);
      for (let pixel = 0; pixel < height * width; pixel++) {
        map(place, Math.floor(pixel / width), pixel % width);
        const row = mirrored((place[0]! + PIXEL / 2) >> 8, rowCount);
        const column = mirrored((place[1]! + PIXEL / 2) >> 8, columns);
        out[index++] = labels[first + row * columns + column]!;
      }
    });
  },
);

registerGpuKernel<CropGeometry>(LABEL_CROPS, ['labels', 'images', 'rows', 'draws'], (shapes, geometry) => {
  const { height, width, spacing } = geometry;
  const [[batch = 0] = [], [, values = 0] = []] = shapes.slice(2);
  return {
    outputShape: [batch, height, width],
    dtype: 'int32',
    key: JSON.stringify([geometry, values]),
    declarations: geometryWgsl(height, width, spacing, values) + pixelWgsl('labels', 'uint8'),
    body: `
  if (index >= uniforms.size) { return; }
  ${placeWgsl(geometry)}
  let nearest = (place + ${PIXEL / 2}) >> vec2u(8u);
  let at = start + mirrored(nearest.x, size.x) * size.y + mirrored(nearest.y, size.y);
  result[index] = i32(pixel(at));`,
  };
});

/** @param labels int32 words, a byte a pixel. @returns int32 [batch, height, width] */
export function labelCrops(
  labels: tf.Tensor1D,
  { images, rows, draws }: CropSource,
  { height, width, spacing }: CropGeometry,
): tf.Tensor3D {
  const inputs = { labels, images, rows, draws };
  return tf.engine().runKernel(LABEL_CROPS, inputs, { height, width, spacing }) as tf.Tensor3D;
}
