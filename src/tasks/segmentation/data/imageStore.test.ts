/** Packed and windowed images: every stored value comes back, borders are reflected, streaming changes no bit. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { record } from '../../../engine/step/recorder';
import { internalsOf, locate, readBuffer } from '../../../engine/tfjs/gpuInternals';
import { createInputRing } from '../../../engine/tfjs/inputRing';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { augmentation, imageSet, labelsOf, plain } from './imageSets.fixture';
import { createImageStore, createWindowStore, type ImageBatch } from './imageStore';
import { heldImages } from './images';

const sizes = [
  [7, 5],
  [5, 9],
  [6, 6],
] as const;

async function valuesOf({ images, labels }: ImageBatch) {
  return { images: await images.data(), labels: await labels.data(), labelType: labels.dtype };
}

const random = (step: number, seed = 5) => tf.tensor1d([seed, step], 'int32');

const everything = augmentation({
  flipHorizontal: 0.5,
  rotate90: 0.5,
  rotation: { probability: 0.6 },
  scale: { probability: 0.6 },
  elastic: { probability: 0.6, amplitude: 3, spacing: 4 },
  intensity: { probability: 0.5 },
  gamma: { probability: 0.5 },
  noise: { probability: 0.5 },
});

describeOnBackends('an image store', () => {
  it.each([
    { type: 'uint8', channels: 3, full: 255 },
    { type: 'uint16', channels: 1, full: 65535 },
    { type: 'float32', channels: 2, full: 1 },
  ] as const)(
    'gives back every $type value of images of different sizes',
    async ({ type, channels, full }) => {
      const valueAt = (image: number, y: number, x: number, c: number) => {
        const value = ((image * 97 + y * 31 + x * 7 + c * 3) * 269) % (full === 255 ? 256 : 65536);
        return type === 'float32' ? Math.fround(value / 1000 - 20) : value;
      };
      const set = imageSet(type, sizes, channels, valueAt);
      const masks = labelsOf(set, (image, y, x) => (image * 50 + y * 9 + x) % 256);
      const before = tf.memory().numTensors;
      const store = createImageStore(set, masks, plain(channels));
      for (const [image, [height, width]] of sizes.entries()) {
        const batch = store.tiles(Int32Array.of(image), [0], [0], { height, width });
        const { images, labels, labelType } = await valuesOf(batch);
        const start = set.starts[image]!;
        const stored = set.pixels.subarray(start * channels, (start + height * width) * channels);
        const inverse = Math.fround(1 / full);
        expect(images).toEqual(Float32Array.from(stored, (value) => value * inverse));
        expect(labels).toEqual(Int32Array.from(masks.subarray(start, start + height * width)));
        expect(labelType).toBe('int32');
        tf.dispose(batch);
      }
      store.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('normalises each channel, and has label 0 everywhere without masks', async () => {
    const set = imageSet('uint8', [[2, 2]], 2, (_, y, x, c) => 51 * (y + x + c));
    const store = createImageStore(set, null, { mean: [0.2, 0.5], std: [0.5, 0.25] });
    const { images, labels } = await valuesOf(
      store.tiles(Int32Array.of(0), [0], [0], { height: 2, width: 2 }),
    );
    [-0.4, -1.2, 0, -0.4, 0, -0.4, 0.4, 0.4].forEach((value, i) => {
      expect(images[i]).toBeCloseTo(value, 5);
    });
    expect([...labels]).toEqual([0, 0, 0, 0]);
    store.dispose();
  });

  it('reflects beyond the borders as numpy.pad does', async () => {
    // numpy.pad(numpy.arange(12).reshape(3, 4), ((3, 4), (5, 2)), mode='reflect')
    const padded = [
      [5, 6, 7, 6, 5, 4, 5, 6, 7, 6, 5],
      [9, 10, 11, 10, 9, 8, 9, 10, 11, 10, 9],
    ];
    const line = [1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1];
    const rows = [
      padded[0]!,
      padded[1]!,
      padded[0]!,
      line,
      padded[0]!,
      padded[1]!,
      padded[0]!,
      line,
      padded[0]!,
      padded[1]!,
    ];
    const set = imageSet('float32', [[3, 4]], 1, (_, y, x) => 4 * y + x);
    const store = createImageStore(
      set,
      labelsOf(set, (_, y, x) => 4 * y + x),
      plain(1),
    );
    const tile = store.tiles(tf.tensor1d([0], 'int32'), [-3], [-5], { height: 10, width: 11 });
    const { images, labels } = await valuesOf(tile);
    expect([...images]).toEqual(rows.flat());
    expect([...labels]).toEqual(rows.flat());
    // A single pixel is all there is to reflect.
    const dot = createImageStore(
      imageSet('uint8', [[1, 1]], 1, () => 255),
      null,
      plain(1),
    );
    const grown = await valuesOf(dot.tiles(Int32Array.of(0), [-2], [-1], { height: 3, width: 3 }));
    expect([...grown.images]).toEqual(new Array(9).fill(1));
    store.dispose();
    dot.dispose();
  });

  it.each(['uint8', 'uint16', 'float32'] as const)('streams %s images to the same bits', async (type) => {
    const set = imageSet(type, sizes, 3, (image, y, x, c) =>
      type === 'float32' ? Math.sin(image + y + 2 * x + c) : (image * 61 + y * 17 + x * 5 + c) % 256,
    );
    const masks = labelsOf(set, (image, y, x) => image * 64 + ((y + x) % 64));
    const whole = createImageStore(set, masks, plain(3));
    const window = createWindowStore(heldImages(set, masks), plain(3), 2);
    const size = { height: 8, width: 8 };
    // Fed again before the first batch is read: what is queued must still see its own images.
    const batches = [[2, 0], [1, 2], [0]].map((pair, step) => {
      window.show(
        pair.map((image) => {
          const [height, width] = sizes[image]!;
          const [from, to] = [set.starts[image]!, set.starts[image]! + height * width];
          return { height, width, layers: [set.pixels.subarray(3 * from, 3 * to), masks.subarray(from, to)] };
        }),
      );
      const places = Int32Array.from(pair, (_, place) => place);
      return {
        streamed: window.crops(tf.tensor1d(places, 'int32'), random(step), size, everything),
        resident: whole.crops(tf.tensor1d(pair, 'int32'), random(step), size, everything),
        tile: window.tiles(places, places, places, size),
        same: whole.tiles(Int32Array.from(pair), places, places, size),
      };
    });
    for (const { streamed, resident, tile, same } of batches) {
      const found = await valuesOf(streamed);
      expect(new Set(found.images).size).toBeGreaterThan(10);
      expect(found).toEqual(await valuesOf(resident));
      expect(await valuesOf(tile)).toEqual(await valuesOf(same));
    }
    whole.dispose();
    window.dispose();
  });
});

describeOnBackends('a recorded crop', () => {
  it('is another one each time the recording is played', async () => {
    const gpu = internalsOf(tf.backend());
    const set = imageSet(
      'uint8',
      [
        [40, 40],
        [50, 30],
      ],
      1,
      (image, y, x) => (image + 3 * y + 5 * x) % 256,
    );
    const store = createImageStore(
      set,
      labelsOf(set, (_, y, x) => (y * x) % 7),
      plain(1),
    );
    const [rows, counters] = [tf.tensor1d([1, 0, 1], 'int32'), random(0)];
    const rings = [rows, counters].map((tensor) =>
      createInputRing(gpu, locate(gpu, tensor).buffer, 4 * tensor.size),
    );
    const draw = () =>
      tf.tidy(() => {
        const { images, labels } = store.crops(rows, counters, { height: 16, width: 12 }, everything);
        return tf.concat1d([tf.reshape(images, [-1]), tf.cast(tf.reshape(labels, [-1]), 'float32')]);
      });
    const recording = record(gpu, () => tf.keep(draw()));
    const seen = new Set<string>();
    for (const step of [1, 2, 3]) {
      rings[0]!.write(Int32Array.of(step % 2, 1, 0));
      rings[1]!.write(Int32Array.of(9, step));
      gpu.ensureCommandEncoderReady();
      gpu.endComputePassEncoder();
      if (gpu.commandEncoder) recording.encode(gpu.commandEncoder);
      // Not `data()`, which keeps what it has read.
      const { buffer, offset, size } = locate(gpu, recording.result);
      const replayed = new Float32Array(await readBuffer(gpu, buffer, offset, size));
      expect(replayed).toEqual(await draw().data());
      seen.add(replayed.join());
    }
    expect(seen.size).toBe(3);
    recording.dispose();
    for (const ring of rings) ring.dispose();
    store.dispose();
  });
}, ['webgpu']);
