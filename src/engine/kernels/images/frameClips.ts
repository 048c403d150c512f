/**
 * Clips out of packed frames: of each row the frames that lie so many before it, in one gather. There is no gradient:
 * nothing that is trained reaches the frames.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { type PixelType, pixelsOf, pixelWgsl } from './packedPixels';

const FRAME_CLIPS = 'AnnealFrameClips';

export interface ClipOptions {
  pixelType: PixelType;
  /** How many frames before a row's own each frame of its clip lies, in the order of the clip. */
  lags: readonly number[];
  /** Values of one frame. */
  frameValues: number;
  /** What is subtracted from a stored value, and what the rest is multiplied by. */
  shift: number;
  scale: number;
}

registerHostKernel<ClipOptions>(
  FRAME_CLIPS,
  ['frames', 'rows'],
  ([, [batch = 0] = []], { lags, frameValues }) => [batch, lags.length, frameValues],
  (out, [packed, rows], _shapes, { pixelType, lags, frameValues, shift, scale }) => {
    const pixels = pixelsOf(packed!, pixelType);
    const factor = Math.fround(scale);
    let index = 0;
    for (const row of rows!) {
      for (const lag of lags) {
        const first = (row - lag) * frameValues;
        for (let i = first; i < first + frameValues; i++) {
          out[index++] = Math.fround(pixels[i]! - shift) * factor;
        }
      }
    }
  },
);

registerGpuKernel<ClipOptions>(
  FRAME_CLIPS,
  ['frames', 'rows'],
  ([, [batch = 0] = []], { pixelType, lags, frameValues, shift, scale }) => ({
    outputShape: [batch, lags.length, frameValues],
    key: JSON.stringify([pixelType, lags, frameValues, shift, scale]),
    declarations: `${pixelWgsl('frames', pixelType)}
const lags = array<i32, ${lags.length}>(${lags.join(', ')});`,
    body: `
  if (index >= uniforms.size) { return; }
  let frame = index / ${frameValues};
  let at = (rows[frame / ${lags.length}] - lags[frame % ${lags.length}]) * ${frameValues} + index % ${frameValues};
  result[index] = (f32(pixel(at)) - f32(${Math.fround(shift)})) * f32(${Math.fround(scale)});`,
  }),
);

/**
 * @param frames words of packed pixels, int32 or float32 (`packedPixels.ts`).
 * @param rows int32 [batch], numbers of frames, none below the largest lag.
 * @returns float32 [batch, lags, frameValues]: (pixel − shift) · scale.
 */
export function frameClips(frames: tf.Tensor1D, rows: tf.Tensor1D, options: ClipOptions): tf.Tensor3D {
  return tf
    .engine()
    .runKernel(FRAME_CLIPS, { frames, rows }, { ...options, lags: [...options.lags] }) as tf.Tensor3D;
}
