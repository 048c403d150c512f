/** Operations of VisionCore's transforms in the words of this task: `- diff: {axis: 0}` becomes `{ name: 'diff' }`. */
import { nearestName } from '../../config/nearestName';
import { AnnealError } from '../../protocol/errors';
import type { Json, JsonObject } from '../../protocol/json';

type Options = Readonly<Record<string, Json>>;

interface Reading {
  /** What a bare value in place of options stands for. */
  bare?: string;
  /** Our options by theirs; null for those that may only have the value at which they change nothing. */
  options: Readonly<Record<string, string | { only: Json }>>;
  name: string;
}

const readings: Readonly<Record<string, Reading>> = {
  pixelnorm: { name: 'pixelnorm', options: {} },
  unsqueeze: { name: 'unsqueeze', bare: 'axis', options: { axis: 'axis' } },
  diff: { name: 'diff', options: { axis: { only: 0 } } },
  maxnorm: { name: 'maxnorm', options: {} },
  symlog: { name: 'symlog', options: {} },
  temporal_basis: {
    name: 'temporalBasis',
    options: {
      num_cosine_funcs: 'numCosines',
      num_delta_funcs: 'numDeltas',
      history_bins: 'historyBins',
      peak_range_ms: 'peakRangeMs',
      bin_size_ms: 'binSizeMs',
      causal: 'causal',
      log_spacing: 'spacing',
      normalize: { only: true },
    },
  },
  splitrelu: { name: 'splitRelu', options: { split_dim: { only: 1 }, trainable_gain: { only: false } } },
  smooth: { name: 'smooth', bare: 'params', options: { params: 'sigma', type: { only: 'gaussian' } } },
  fftwhitening: { name: 'fftWhitening', options: { f_0: 'f0', n: 'n' } },
  mul: { name: 'mul', bare: 'factor', options: { factor: 'factor' } },
  cast: { name: 'cast', bare: 'dtype', options: { dtype: 'type' } },
  select_units: { name: 'selectUnits', options: { indices: 'indices' } },
};

/**
 * @param place of the transform, for errors.
 * @returns the operation; nothing for one that is done otherwise.
 * @throws AnnealError `config-invalid` for one that there is not, and for options that it does not have.
 */
export function visionCoreOp(given: Json, place: string, remark: (message: string) => void): JsonObject[] {
  const [name = '', value = {}] =
    typeof given === 'string' ? [given] : (Object.entries(isObject(given) ? given : {})[0] ?? []);
  const reading = Object.hasOwn(readings, name) ? readings[name]! : refuse(place, name);
  const options = isObject(value) ? value : { [reading.bare ?? '']: value };
  if (name === 'select_units' && options.indices === 'cids') {
    remark(`\`${place}.select_units\` is left out: units are chosen by \`cids\`.`);
    return [];
  }
  const made: JsonObject = { name: reading.name };
  for (const [key, own] of Object.entries<Json>(options)) {
    const ours = Object.hasOwn(reading.options, key) ? reading.options[key]! : null;
    if (ours === null) throw optionError(`${place}.${name}`, key, own, Object.keys(reading.options));
    if (typeof ours === 'string') made[ours] = key === 'log_spacing' ? (own ? 'log' : 'linear') : own;
    else if (own !== ours.only) throw optionError(`${place}.${name}`, key, own, [`${key}: ${ours.only}`]);
  }
  // Frames have their channels last here, wherever the axis would have been.
  delete made.axis;
  if (made.name === 'mul' && made.factor === undefined) made.factor = 1;
  if (made.name === 'cast')
    made.type = /^float/.test(String(made.type ?? 'float32')) ? 'float32' : made.type!;
  return [made];
}

function refuse(place: string, name: string): never {
  const isCones = name === 'dacones';
  const nearest = nearestName(name, Object.keys(readings));
  throw new AnnealError('config-invalid', `There is no transform \`${name}\`.`, {
    place,
    received: name,
    remedy: isCones
      ? 'Leave it out and set model.frontend.name to da: the model then adapts as it does.'
      : nearest
        ? `Did you mean ${nearest}?`
        : `Choose from: ${Object.keys(readings).join(', ')}.`,
  });
}

function optionError(place: string, key: string, value: Json, known: readonly string[]): AnnealError {
  return new AnnealError(
    'config-invalid',
    `\`${place}\` cannot have \`${key}\` of ${JSON.stringify(value)}.`,
    {
      place: `${place}.${key}`,
      received: JSON.stringify(value),
      remedy: known.length > 0 ? `It can have: ${known.join(', ')}.` : 'Leave it out.',
    },
  );
}

const isObject = (value: Json | undefined): value is Options & JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
