/** Small recordings for tests: noise frames, units that answer to a pixel some frames ago, behaviour that scales them. */
import { randomStream } from '../../engine/random';
import type { ArraySet, NamedArray } from '../../formats/arrays';

export interface TestSession {
  name: string;
  bins: number;
  units: number;
  height?: number;
  width?: number;
}

/** Arrays as several files have them that were opened together. */
export function testSessions(sessions: readonly TestSession[]): ArraySet {
  const arrays = new Map<string, NamedArray>();
  for (const { name, bins, units, height = 6, width = 7 } of sessions) {
    const random = randomStream(11, name);
    const pixels = height * width;
    const stim = Uint8Array.from({ length: bins * pixels }, () => random.below(256));
    const behavior = Float32Array.from({ length: bins * 2 }, () => random.normal());
    const robs = new Uint8Array(bins * units);
    const dfs = new Uint8Array(bins * units).fill(1);
    for (let bin = 0; bin < bins; bin++) {
      for (let unit = 0; unit < units; unit++) {
        const seen =
          bin >= 2 ? (stim[(bin - 1 - (unit % 2)) * pixels + ((3 * unit) % pixels)]! - 127) / 64 : 0;
        const rate = 0.3 * Math.log1p(Math.exp(2 * seen)) * Math.exp(0.3 * behavior[bin * 2]!);
        robs[bin * units + unit] = poisson(rate, random.uniform());
        if (random.uniform() < 0.05) dfs[bin * units + unit] = 0;
      }
    }
    const add = (key: string, dtype: NamedArray['dtype'], shape: number[], data: NamedArray['data']) =>
      arrays.set(`${name}/${key}`, { name: `${name}/${key}`, dtype, shape, data, categories: null });
    add('stim', 'uint8', [bins, height, width], stim);
    add('robs', 'uint8', [bins, units], robs);
    add('dfs', 'uint8', [bins, units], dfs);
    add('behavior', 'float32', [bins, 2], behavior);
    add(
      'cids',
      'int32',
      [units],
      Int32Array.from({ length: units }, (_, unit) => 100 + unit),
    );
  }
  return arrays;
}

/** The count whose cumulative probability first reaches `u`. */
function poisson(rate: number, u: number): number {
  let probability = Math.exp(-rate);
  let sum = probability;
  let count = 0;
  while (sum < u && count < 50) {
    count++;
    probability *= rate / count;
    sum += probability;
  }
  return count;
}

/** Settings of a small model over these sessions. */
export const smallNeurons = {
  task: 'neurons',
  dataset: { lags: [0, 1, 2, 3] },
  model: {
    frontend: { name: 'learnableTemporal', channels: 2 },
    convnet: { blocks: [{ channels: 4, kernelSize: [1, 3, 3] }] },
    modulator: { name: 'film', dims: [6, 6] },
  },
  training: { epochs: 2, batchSize: 24, learningRate: 1e-2, seed: 3 },
};
