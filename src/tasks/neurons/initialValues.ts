/** What the data suggest for a model to begin with: the rates of units in the biases of their readouts. */
import type { NeuronsConfig } from './config';
import type { Session } from './data/session';
import { biasForRate } from './model/output';
import { biasName } from './model/readouts';
import type { PreparedSessions } from './prepare';

/** By parameter name. Rates are Σ dfs·robs / Σ dfs over the training samples, at least 1e-6. */
export function initialNeuronValues(
  { sessions, splits }: PreparedSessions,
  { model }: NeuronsConfig,
): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const session of sessions) {
    const { name, start, bins } = session;
    const rows = splits.train.filter((row) => row >= start && row < start + bins);
    const rates = meanRates(session, rows);
    values.set(
      biasName(name),
      rates.map((rate) => biasForRate(rate, model.outputActivation)),
    );
  }
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
