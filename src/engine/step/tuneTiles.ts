/**
 * Finds out which tiles are fastest on the active GPU (`kernels/program/tileChoice.ts`), once an adapter: it records chains of
 * products and convolutions of several sizes in every tiling, as a step is recorded, and plays each for a few
 * milliseconds. Whether small dispatches should be one is found out in the same way. A tiling whose results differ in a bit from the usual one's on this device is not taken.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../formats/arrays';
import type { Backend } from '../backend';
import { conv2dBiasActivation } from '../kernels/conv/conv2d';
import { denseLayer } from '../kernels/product/denseLayer';
import {
  productTilings,
  setActiveTiles,
  smallDispatches,
  type TileChoices,
  tileChoicesSchema,
  unmeasured,
  untuned,
} from '../kernels/program/tileChoice';
import { flush, type GpuInternals, internalsOf } from '../tfjs/gpuInternals';
import { type Recording, record } from './recorder';

/** Milliseconds for everything; what has not begun by then keeps its usual tiling, so that a slow device starts. */
const BUDGET = 150;
/** Milliseconds that one measurement should take, well above the cost of a submission. */
const LONG_ENOUGH = 3;
const ROUNDS = 2;
/** Another tiling has to be so much faster than the usual one. */
const GAIN = 1.05;
/** Operations in a chain, each of which waits for the one before. */
const CHAIN = 4;

type Class = Exclude<keyof TileChoices, 'version' | 'adapter'>;

export interface Trial {
  of: Class;
  shape: number[];
  weights: number[];
}

/** Input and output have one shape, so that they can be chained. From small to large. */
const allTrials: readonly Trial[] = [
  { of: 'smallProduct', shape: [64, 64], weights: [64, 64] },
  { of: 'smallDispatches', shape: [16, 16], weights: [16, 16] },
  { of: 'mediumProduct', shape: [256, 256], weights: [256, 256] },
  { of: 'convolution', shape: [1, 64, 64, 32], weights: [3, 3, 32, 32] },
  { of: 'largeProduct', shape: [1024, 512], weights: [512, 512] },
];

/**
 * Puts the fastest tiles in force; call it outside of any recording. On a software adapter these are the usual ones,
 * without a measurement: workgroup memory is not fast there, and compiling a candidate takes up to a second.
 * @param known what was remembered, of any adapter.
 * @returns what to remember; null where nothing is to be measured: on software adapters, WASM and CPU.
 */
export async function tuneTiles(
  { info }: Backend,
  known: readonly TileChoices[],
): Promise<TileChoices | null> {
  if (info.name !== 'webgpu') return null;
  const adapter = adapterName(internalsOf(tf.backend()).device);
  const remembered = known.find((choices) => choices.adapter === adapter);
  if (remembered || info.software) {
    setActiveTiles(remembered ?? untuned);
    return remembered ?? null;
  }
  const measured = await measureTiles(adapter);
  setActiveTiles(measured);
  return measured;
}

function adapterName(device: GPUDevice): string {
  // Browsers of 2024 have no `adapterInfo`, whatever the types say: all their adapters then count as one.
  const info: Partial<GPUAdapterInfo> = device.adapterInfo ?? {};
  return [info.vendor, info.architecture, info.device, info.description].join(' / ');
}

/**
 * @param adapter of the active backend, in words.
 * @param budget milliseconds.
 * @param trials what is measured; the usual tiles of every other class.
 */
export async function measureTiles(
  adapter: string,
  budget = BUDGET,
  trials: readonly Trial[] = allTrials,
): Promise<TileChoices> {
  const gpu = internalsOf(tf.backend());
  const deadline = performance.now() + budget;
  let choices: TileChoices = { ...unmeasured, adapter };
  // A driver that refuses a candidate must not taint the training that follows.
  gpu.device.pushErrorScope('validation');
  try {
    for (const trial of trials) {
      const fastest = await measure(gpu, trial, choices, deadline);
      choices = tileChoicesSchema.parse({ ...choices, [trial.of]: fastest });
    }
  } finally {
    setActiveTiles(untuned);
  }
  const refused = await gpu.device.popErrorScope();
  return refused ? { ...unmeasured, adapter } : choices;
}

function candidatesOf(of: Class): readonly string[] {
  if (of === 'convolution') return ['registers', 'shared'];
  return of === 'smallDispatches' ? smallDispatches : Object.keys(productTilings);
}

/** @returns the fastest tiling of a trial, or the usual one. */
async function measure(
  gpu: GpuInternals,
  { of, shape, weights }: Trial,
  choices: TileChoices,
  deadline: number,
): Promise<string> {
  const usual = choices[of];
  const candidates = [usual, ...candidatesOf(of).filter((name) => name !== usual)];
  const tensors = [
    wave(shape, 1),
    wave(weights, sizeOf(weights.slice(0, -1)) ** -0.5),
    wave([weights.at(-1)!], 1),
  ];
  const recordings = new Map<string, Recording<tf.Tensor>>();
  try {
    for (const candidate of candidates) {
      if (performance.now() > deadline) return usual;
      setActiveTiles(tileChoicesSchema.parse({ ...choices, [of]: candidate }));
      recordings.set(
        candidate,
        record(gpu, () => tf.keep(tf.tidy(() => chain(tensors)))),
      );
    }
    const results = new Map<string, Uint32Array>();
    for (const [name, recording] of recordings) {
      // Of a replay: while it is recorded, each dispatch is still its own.
      await timeOf(gpu, recording, 1);
      results.set(name, new Uint32Array((await recording.result.data()).slice().buffer));
    }
    const expected = results.get(usual)!;
    const equal = candidates.filter((name) => results.get(name)!.every((bits, i) => bits === expected[i]));
    return await fastest(
      gpu,
      equal.map((name) => [name, recordings.get(name)!]),
      deadline,
    );
  } finally {
    for (const recording of recordings.values()) recording.dispose();
    tf.dispose(tensors);
  }
}

/** A tensor of known values, of about the magnitude. */
function wave(shape: number[], magnitude: number): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => magnitude * Math.sin(i)),
    shape,
  );
}

function chain([x, weights, bias]: tf.Tensor[]): tf.Tensor {
  let y = x!;
  for (let i = 0; i < CHAIN; i++) {
    y =
      y.rank === 2
        ? denseLayer(y as tf.Tensor2D, weights as tf.Tensor2D, bias as tf.Tensor1D, 'tanh')
        : conv2dBiasActivation(y as tf.Tensor4D, weights as tf.Tensor4D, bias as tf.Tensor1D, {
            padding: 1,
            activation: 'relu',
          });
  }
  return y;
}

/** The first is the usual one. */
async function fastest(
  gpu: GpuInternals,
  entries: [name: string, Recording<tf.Tensor>][],
  deadline: number,
): Promise<string> {
  const [usual, first] = entries[0]!;
  let plays = 1;
  while ((await timeOf(gpu, first, plays)) < LONG_ENOUGH && plays < 4096) plays *= 2;
  const times = new Map<string, number>(entries.map(([name]) => [name, Infinity]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, recording] of entries) {
      if (performance.now() > deadline) return usual;
      times.set(name, Math.min(times.get(name)!, await timeOf(gpu, recording, plays)));
    }
  }
  const best = [...times].reduce((a, b) => (b[1] < a[1] ? b : a));
  return best[1] * GAIN < times.get(usual)! ? best[0] : usual;
}

/** Milliseconds until the device has played it so many times. */
async function timeOf(gpu: GpuInternals, recording: Recording<tf.Tensor>, plays: number): Promise<number> {
  flush(gpu);
  await gpu.queue.onSubmittedWorkDone();
  const started = performance.now();
  const encoder = gpu.device.createCommandEncoder();
  for (let i = 0; i < plays; i++) recording.encode(encoder);
  gpu.queue.submit([encoder.finish()]);
  await gpu.queue.onSubmittedWorkDone();
  return performance.now() - started;
}
