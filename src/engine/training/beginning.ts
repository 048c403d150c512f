/** What the parameters of a new run begin with: their initializers, what the data suggest, weights that were given. */
import type { PretrainedConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import { matchPretrained, type PretrainedMatch, type Weights } from '../checkpoints/pretrained';
import type { ParameterSpec } from '../nn/parameter';
import { randomStream } from '../random';
import type { ArenaLayout } from '../step/layout';
import type { Workload } from '../workload';

/**
 * What of the given weights the model takes; null where the configuration names none.
 * @throws config-invalid where nothing matches, and where only one of the two is there: weights, and their name.
 */
export function givenWeights(
  parameters: readonly ParameterSpec[],
  wanted: PretrainedConfig,
  weights: Weights | undefined,
): PretrainedMatch | null {
  const { name, sha256 } = wanted;
  if (weights && name !== null) return matchPretrained(parameters, weights, wanted);
  if (!weights && name === null) return null;
  const place = 'training.pretrained';
  if (weights) {
    throw new AnnealError('config-invalid', 'Weights came with a configuration that names none.', {
      place,
      received: `${weights.size} tensors`,
      remedy: 'Say in training.pretrained.name what they are.',
    });
  }
  throw new AnnealError('config-invalid', `The weights to start from, ${name}, are not here.`, {
    place,
    received: sha256 === null ? 'a name alone' : `a name and SHA-256 ${sha256}`,
    remedy: 'Give the file again, or start without it.',
  });
}

/** An arena of initializers' values, over them what the data suggest, over these what was given. */
export async function initialValues(
  { parameters, initial }: Pick<Workload, 'parameters' | 'initial'>,
  { slots, length }: ArenaLayout,
  seed: number,
  given: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<Float32Array> {
  const values = new Float32Array(length);
  slots.forEach(({ name, shape, offset, size }, i) => {
    const random = randomStream(seed, `init/${name}`);
    parameters[i]!.initializer(values.subarray(offset, offset + size), shape, random);
  });
  for (const [name, own] of [...((await initial?.()) ?? []), ...given]) {
    const slot = slots.find((one) => one.name === name);
    if (slot?.size !== own.length) {
      throw new AnnealError('internal', `The initial values of "${name}" fit no parameter.`, {
        received: `${own.length} values; ${slot ? `the parameter has ${slot.size}` : 'there is no such parameter'}`,
        remedy: 'Let `initial` give as many values as the parameter has.',
      });
    }
    values.set(own, slot.offset);
  }
  return values;
}
