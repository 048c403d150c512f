/** What the data suggest for a model to begin with: rates of units in the biases, the scale of frames in the first kernel. */
import type { ParameterSpec } from '../../engine/nn/parameter';
import { randomStream } from '../../engine/random';
import { sizeOf } from '../../formats/arrays';
import type { NeuronsConfig } from './config';
import type { Session } from './data/session';
import { biasForRate } from './model/output';
import { biasName } from './model/readouts';
import type { PreparedSessions } from './prepare';

/** Frames of each session that the scale is measured on. */
const MEASURED_FRAMES = 500;

/** By parameter name. Rates are Σ dfs·robs / Σ dfs over the training samples, at least 1e-6. */
export async function initialNeuronValues(
  { sessions, splits, model }: PreparedSessions,
  config: NeuronsConfig,
): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const session of sessions) {
    const { name, start, bins } = session;
    const rows = splits.train.filter((row) => row >= start && row < start + bins);
    const rates = meanRates(session, rows);
    values.set(
      biasName(name),
      rates.map((rate) => biasForRate(rate, config.model.outputActivation)),
    );
  }
  const first = firstKernelSpec(model.parameters, config);
  const scale = first && (await frameScale(sessions));
  if (first && scale)
    values.set(
      first.name,
      drawn(first, config.training.seed).map((value) => value / scale),
    );
  return values;
}

function meanRates({ start, units, robs, dfs }: Session, rows: Uint32Array): Float32Array {
  const sums = new Float64Array(units);
  const weights = new Float64Array(units);
  for (const row of rows) {
    const first = (row - start) * units;
    for (let unit = 0; unit < units; unit++) {
      const weight = dfs ? Math.max(0, Number(dfs[first + unit])) : 1;
      if (weight === 0) continue;
      sums[unit]! += weight * Number(robs[first + unit]);
      weights[unit]! += weight;
    }
  }
  return Float32Array.from(sums, (sum, unit) => Math.max(sum / Math.max(weights[unit]!, 1e-8), 1e-6));
}

/**
 * The first convolution over space, where no norm behind it would undo a scale: pixels between ±0.5 vary little, and its
 * output would begin far below one.
 */
function firstKernelSpec(
  parameters: readonly ParameterSpec[],
  { model: { frontend, convnet } }: NeuronsConfig,
): ParameterSpec | null {
  const layer = convnet.stem ?? convnet.blocks[0];
  if (convnet.kind === 'none' || frontend.name === 'da' || !layer) return null;
  if (layer.norm !== 'none' || layer.weightNorm) return null;
  const name = convnet.stem ? 'convnet.stem.conv.kernel' : 'convnet.layer0.conv.kernel';
  return parameters.find((spec) => spec.name === name) ?? null;
}

/** As its initializer draws it. */
function drawn({ name, shape, initializer }: ParameterSpec, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  initializer(values, shape, randomStream(seed, `init/${name}`));
  return values;
}

/** Standard deviation of the values of frames as the model sees them, over the first frames of all sessions; 0 without any. */
async function frameScale(sessions: readonly Session[]): Promise<number> {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const { frames, bins } of sessions) {
    if (!frames) continue;
    for (const value of await frames.read(0, Math.min(bins, MEASURED_FRAMES))) {
      const seen = (Number(value) - frames.shift) * frames.scale;
      count++;
      sum += seen;
      squares += seen * seen;
    }
  }
  return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
