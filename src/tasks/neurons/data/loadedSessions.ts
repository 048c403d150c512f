/** Sessions as a step and an evaluation take them: frames on the device, or read while it still works on earlier ones. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../../engine/data/epochPlan';
import { frameClips } from '../../../engine/kernels/images/frameClips';
import { type Pixels, wordsFor, wordsOf } from '../../../engine/kernels/images/packedPixels';
import type { InputArray, Residency, StepGraph } from '../../../engine/workload';
import type { NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import type { Frames } from './frames';
import type { Session } from './session';

/** What a batch of a session is computed from. */
export interface SampleBatch {
  /** float32 [batch, lags, height, width, channels], the newest frame last; null without frames. */
  clips: tf.Tensor5D | null;
  /** float32 [batch, behaviors]; null without behaviour. */
  behavior: tf.Tensor2D | null;
  /** float32 [batch, history, units], counts of earlier bins, the latest first; null where none is asked for. */
  history: tf.Tensor3D | null;
  /** float32 [batch, units]. */
  robs: tf.Tensor2D;
  dfs: tf.Tensor2D;
}

export interface LoadedSessions {
  feeding: Pick<StepGraph, 'fetch'> & Required<Pick<StepGraph, 'inputs'>>;
  /** The same as tensors of the graph. @param inputs of `feeding`, by name. */
  batch(session: Session, inputs: Readonly<Record<string, tf.Tensor>>): SampleBatch;
  /** @param name of a session: a batch's variant. */
  session(name: string): Session;
  dispose(): void;
}

export interface SampleOptions {
  /** Ascending. */
  lags: readonly number[];
  /** Bins of earlier spikes that a sample gets. */
  history: number;
  /** Whether frames are used at all. */
  sees: boolean;
}

export async function loadSessions(
  sessions: readonly Session[],
  { lags, history, sees }: SampleOptions,
  residency?: Residency,
): Promise<LoadedSessions> {
  const byName = new Map(sessions.map((session) => [session.name, session]));
  const session = (name: string) => {
    const found = byName.get(name);
    if (found) return found;
    throw new AnnealError('internal', `A batch names the session "${name}", which the data do not have.`);
  };
  const bytes = sessions.reduce((sum, { frames, bins }) => sum + (frames ? bytesOf(frames, bins) : 0), 0);
  const streams = sees && residency !== undefined && bytes > residency.residentBytes;
  const words = new Map<string, tf.Tensor1D>();
  if (sees && !streams) {
    for (const { name, frames, bins } of sessions) {
      if (!frames) continue;
      words.set(name, tf.keep(tf.tensor1d(wordsOf(pixelsAs(frames, await frames.read(0, bins))))));
    }
  }
  /** Frames that a sample spans, from its oldest to its own. */
  const span = Math.max(...lags) + 1;
  // Weak, since some batches never are computed: those of steps read ahead of a roll-back.
  const fetched = new WeakMap<Batch, Float32Array | Int32Array>();

  function inputs(batch: Batch): Readonly<Record<string, InputArray>> {
    const own = session(batch.variant);
    const bins = batch.rows.map((row) => row - own.start);
    const { length } = bins;
    const named: Record<string, InputArray> = {
      robs: { values: rowsOf(own.robs, bins, own.units), shape: [length, own.units] },
      dfs: {
        values: own.dfs ? maskOf(own.dfs, bins, own.units) : new Float32Array(length * own.units).fill(1),
        shape: [length, own.units],
      },
    };
    if (own.behavior) {
      named.behavior = { values: rowsOf(own.behavior, bins, own.behaviors), shape: [length, own.behaviors] };
    }
    if (history > 0) {
      const earlier = Int32Array.from({ length: length * history }, (_, i) =>
        Math.max(0, bins[Math.floor(i / history)]! - 1 - (i % history)),
      );
      named.history = { values: rowsOf(own.robs, earlier, own.units), shape: [length, history, own.units] };
    }
    if (!sees || !own.frames) return named;
    if (!streams) return { ...named, bins };
    const frames = fetched.get(batch);
    if (!frames) throw new AnnealError('internal', 'The frames of a batch were not read before it began.');
    return { ...named, frames, bins: Int32Array.from({ length }, (_, i) => (i + 1) * span - 1) };
  }

  return {
    session,
    feeding: {
      inputs,
      ...(streams && {
        async fetch(batch: Batch) {
          const { frames, start } = session(batch.variant);
          if (frames)
            fetched.set(
              batch,
              await readSpans(
                frames,
                batch.rows.map((row) => row - start),
                span,
              ),
            );
        },
      }),
    },
    batch(own, tensors) {
      const { frames } = own;
      const { bins, robs, dfs, behavior = null, history: earlier = null } = tensors;
      let clips: tf.Tensor5D | null = null;
      if (sees && frames) {
        const { height, width, channels, pixelType, shift, scale } = frames;
        const packed = (tensors.frames ?? words.get(own.name)) as tf.Tensor1D;
        const options = {
          pixelType,
          shift,
          scale,
          lags: [...lags].reverse(),
          frameValues: height * width * channels,
        };
        const flat = frameClips(packed, bins as tf.Tensor1D, options);
        clips = flat.reshape([flat.shape[0], lags.length, height, width, channels]) as tf.Tensor5D;
      }
      return {
        clips,
        behavior: behavior as tf.Tensor2D | null,
        history: earlier as tf.Tensor3D | null,
        robs: robs as tf.Tensor2D,
        dfs: dfs as tf.Tensor2D,
      };
    },
    dispose: () => tf.dispose([...words.values()]),
  };
}

function bytesOf({ height, width, channels, pixelType }: Frames, bins: number): number {
  return wordsFor(bins * height * width * channels, pixelType) * 4;
}

/** The frames that each sample spans, one sample after the other, packed. */
async function readSpans(frames: Frames, bins: Int32Array, span: number): Promise<Float32Array | Int32Array> {
  const size = span * frames.height * frames.width * frames.channels;
  const all =
    frames.pixelType === 'uint8' ? new Uint8Array(bins.length * size) : new Float32Array(bins.length * size);
  await Promise.all(
    Array.from(bins, async (bin, i) => {
      const read = pixelsAs(frames, await frames.read(bin + 1 - span, bin + 1));
      all.set(read, i * size);
    }),
  );
  return wordsOf(all);
}

function pixelsAs({ pixelType }: Frames, values: NumericArray): Pixels {
  if (pixelType === 'uint8' && values instanceof Uint8Array) return values;
  if (pixelType === 'float32' && values instanceof Float32Array) return values;
  throw new AnnealError(
    'internal',
    `Frames came as ${values.constructor.name}, and are read as ${pixelType}.`,
  );
}

function rowsOf(values: NumericArray, bins: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(bins.length * width);
  for (let i = 0; i < bins.length; i++) {
    const first = bins[i]! * width;
    for (let k = 0; k < width; k++) rows[i * width + k] = Number(values[first + k]);
  }
  return rows;
}

/** As `rowsOf`, a mask: what is not above 0 is 0. */
function maskOf(values: NumericArray, bins: Int32Array, width: number): Float32Array {
  return rowsOf(values, bins, width).map((value) => (value > 0 ? value : 0));
}
