/** Made-up recordings of several sessions, and a core that these share; see `NeuronsProblem`. */
import { randomStream } from '../../src/engine/random';
import { type Block, type NeuronsProblem, type NeuronsSession, normalBlock, zeroBlock } from './problem';

const bins = 3000;
const pixels = 16;
const lags = 12;
const behaviors = 2;
const hidden = 64;

interface Sizes {
  /** Filters over time, and filters in space of `kernel` × `kernel`. */
  temporal: number;
  filters: number;
  kernel: number;
  /** Of each session: units, and samples of the batch. */
  sessions: readonly { units: number; samples: number }[];
}

export function neuronsProblem({ temporal, filters, kernel, sessions }: Sizes): NeuronsProblem {
  const named = sessions.map(({ units, samples }, i) => recording(`session${i}`, units, samples));
  const parameters: Record<string, Block> = {};
  const add = (name: string, shape: number[], deviation: number) => {
    parameters[name] = normalBlock(name, shape, deviation);
  };
  const dense = (name: string, inputs: number, outputs: number) => {
    add(`${name}.kernel`, [inputs, outputs], Math.sqrt(1 / inputs));
    parameters[`${name}.bias`] = zeroBlock([outputs]);
  };
  add('frontend.kernel', [lags, 1, 1, 1, temporal], Math.sqrt(1 / lags));
  add(
    'convnet.layer0.conv.kernel',
    [1, kernel, kernel, temporal, filters],
    Math.sqrt(2 / (kernel ** 2 * temporal)),
  );
  parameters['convnet.layer0.conv.bias'] = zeroBlock([filters]);
  dense('modulator.encoder.linear0', behaviors, hidden);
  dense('modulator.encoder.linear1', hidden, hidden);
  dense('modulator.film.scale', hidden, 2 * filters);
  dense('modulator.film.shift', hidden, 2 * filters);
  for (const { name, units } of named) {
    const readout = `readouts.${name}`;
    add(`${readout}.features`, [2 * filters, units], Math.sqrt(1 / filters));
    add(`${readout}.mean`, [units, 2], 0.1);
    parameters[`${readout}.std`] = { shape: [units, 2], values: new Float32Array(2 * units).fill(2) };
    add(`${readout}.theta`, [units], 0.1);
    parameters[`${readout}.bias`] = zeroBlock([units]);
  }
  return {
    ...{ kind: 'neurons', parameters, update: { weightDecay: 1e-4, clipNorm: 10 } },
    ...{ lags, pixels, temporal, filters, kernel, windowPower: 0.25, sessions: named },
  };
}

/** Frames of noise, few spikes, and a twentieth of the counts that do not count. */
function recording(name: string, units: number, samples: number): NeuronsSession {
  const random = randomStream(1, name);
  const stim = Uint8Array.from({ length: bins * pixels ** 2 }, () => random.below(256));
  const robs = zeroBlock([bins, units]);
  robs.values.forEach((_, i) => {
    robs.values[i] = [0, 0, 0, 0, 0, 1, 1, 2][random.below(8)]!;
  });
  const dfs = zeroBlock([bins, units]);
  dfs.values.forEach((_, i) => {
    dfs.values[i] = random.below(20) === 0 ? 0 : 1;
  });
  const rows = Int32Array.from({ length: samples }, () => lags + random.below(bins - lags));
  return { name, units, bins, stim, robs, dfs, behavior: normalBlock(name, [bins, behaviors], 1), rows };
}
