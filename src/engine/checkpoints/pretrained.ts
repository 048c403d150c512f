/**
 * Weights that a new run starts from: which parameters of its model they match by name and shape, and what is said of the
 * rest. They are somebody's file, so nothing is expected of their names but that they are.
 */
import { float32Values, readSafetensors } from '../../formats/safetensors/safetensors';
import type { PretrainedConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { RunWarning } from '../../protocol/events';
import type { ParameterSpec } from '../nn/parameter';
import { matchesPattern } from '../nn/parameterNames';
import { optimizerPrefix } from './checkpoint';

/** Tensors by name. */
export type Weights = ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;

export interface PretrainedMatch {
  /** What the parameters begin with, by their names. */
  values: ReadonlyMap<string, Float32Array>;
  report: RunWarning;
}

/** What wrappers and checkpoints put before the names of a model's own. */
const averages = /^(ema|ema_model|averaged)[/.]/;
const wrappers = /^(model|module|_orig_mod)[/.]/;

/** Names that a report lists before it only counts. */
const LISTED = 6;

/**
 * The tensors of a .safetensors file by name, whoever wrote it.
 * @throws checkpoint-damaged when the bytes are no whole file, or where a tensor is not float32.
 */
export function readWeights(bytes: Uint8Array): Weights {
  const { tensors } = readSafetensors(bytes);
  return new Map(
    tensors.map((tensor) => [tensor.name, { shape: tensor.shape, data: float32Values(tensor) }]),
  );
}

/**
 * Finds the weights of a model's parameters: by exact name, after prefixes such as `model.` and `ema/` are taken off, and
 * by shape. Averaged weights are preferred; optimizer state is passed over.
 * @throws config-invalid when not a single parameter matches.
 */
export function matchPretrained(
  parameters: readonly Pick<ParameterSpec, 'name' | 'shape'>[],
  weights: Weights,
  { name: file, only, freeze }: PretrainedConfig,
): PretrainedMatch {
  const title = file ?? 'the weights';
  const found = plainWeights(weights);
  const wanted = (name: string) => only.length === 0 || only.some((pattern) => matchesPattern(name, pattern));
  const values = new Map<string, Float32Array>();
  const anew: string[] = [];
  const misshapen: string[] = [];
  for (const { name, shape } of parameters) {
    const weight = wanted(name) ? found.get(name) : undefined;
    if (weight && weight.shape.join() === shape.join()) values.set(name, weight.data);
    else anew.push(name);
    if (weight && !values.has(name)) {
      misshapen.push(`${name} ([${weight.shape.join(', ')}], here [${shape.join(', ')}])`);
    }
  }
  const unused = [...found.keys()].filter((name) => !values.has(name));
  if (values.size === 0) {
    const model = parameters.map(({ name }) => name);
    throw new AnnealError('config-invalid', `None of the model's parameters is in ${title}.`, {
      place: 'training.pretrained',
      received: misshapen.length > 0 ? listed(misshapen) : listed([...found.keys()]) || 'no tensors',
      remedy: `Use weights of such a model, with names such as ${model.slice(0, 3).join(', ')}${only.length > 0 ? `, or other patterns than ${only.join(', ')}` : ''}.`,
    });
  }
  const parts = [`Loaded ${values.size} of ${parameters.length} parameters from ${title}`];
  if (freeze) parts[0] += ', which stay frozen';
  if (anew.length > 0)
    parts.push(`${anew.length} ${anew.length === 1 ? 'starts' : 'start'} anew: ${listed(anew)}`);
  if (misshapen.length > 0) parts.push(`another shape has ${listed(misshapen)}`);
  if (unused.length > 0) {
    const were = unused.length === 1 ? 'tensor of the file was' : 'tensors of the file were';
    parts.push(`${unused.length} ${were} not used: ${listed(unused)}`);
  }
  return { values, report: { code: 'pretrained', message: `${parts.join('; ')}.` } };
}

/** Without prefixes and optimizer state, averages in place of what they are averages of. */
function plainWeights(weights: Weights): Weights {
  const plain = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  const averaged = new Set<string>();
  for (const [full, weight] of weights) {
    if (full.startsWith(optimizerPrefix)) continue;
    const isAverage = averages.test(full);
    let name = full.replace(averages, '');
    while (wrappers.test(name)) name = name.replace(wrappers, '');
    if (averaged.has(name)) continue;
    plain.set(name, weight);
    if (isAverage) averaged.add(name);
  }
  return plain;
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return more > 0 ? `${names.slice(0, LISTED).join(', ')} and ${more} more` : names.join(', ');
}
