/** Which parameters a regularizer names, and whether it can be applied to them. */
import { AnnealError } from '../../protocol/errors';
import type { RegularizerConfig } from '../../protocol/regularizerConfig';
import type { ParameterSpec } from '../nn/parameter';
import { matchesPattern, nearestNames } from '../nn/parameterNames';
import { spaceOf } from './penalties';

/** A regularizer, and the parameters that it names by their places in the list. */
export interface Target {
  regularizer: RegularizerConfig;
  parameters: readonly number[];
}

/**
 * Running statistics are no parameters here.
 * @throws config-invalid for two of one name; and for an item of `applyTo` that names nothing or a shape that the type cannot
 *   take, both unless the regularizer is optional.
 */
export function targetsOf(
  regularizers: readonly RegularizerConfig[],
  parameters: readonly ParameterSpec[],
): Target[] {
  return regularizers.map((regularizer, place) => {
    const path = `training.regularizers.${place}`;
    if (regularizers.findIndex(({ name }) => name === regularizer.name) < place) {
      throw new AnnealError('config-invalid', `Two regularizers are called "${regularizer.name}".`, {
        place: `${path}.name`,
        received: regularizer.name,
        remedy: 'Give each a name of its own.',
      });
    }
    const found = new Set(
      regularizer.applyTo.flatMap((item, i) => {
        const found = named(item, parameters);
        if (found.length === 0 && !regularizer.optional)
          refuseUnknown(item, parameters, `${path}.applyTo.${i}`);
        return found;
      }),
    );
    const taken = (index: number) => wantedShape(regularizer.type, parameters[index]!) === null;
    const indices = [...found].filter((i) => !regularizer.optional || taken(i)).sort((a, b) => a - b);
    for (const index of indices) refuseShape(regularizer, parameters[index]!, `${path}.applyTo`);
    return { regularizer, parameters: indices };
  });
}

function named(item: string, parameters: readonly ParameterSpec[]): number[] {
  const matches = item.includes('*')
    ? (name: string) => matchesPattern(name, item)
    : (name: string) => item.split('/').every((part) => name.includes(part));
  return parameters.flatMap(({ name, running }, i) => (!running && matches(name) ? [i] : []));
}

function refuseUnknown(item: string, parameters: readonly ParameterSpec[], place: string): never {
  const known = parameters.filter(({ running }) => !running).map(({ name }) => name);
  throw new AnnealError('config-invalid', `No parameter is meant by "${item}".`, {
    place,
    received: item,
    remedy: `The nearest are ${nearestNames(item, known).join(', ')}; "a/b" means the names with a and b in them.`,
  });
}

function refuseShape({ name, type }: RegularizerConfig, parameter: ParameterSpec, place: string): void {
  const wanted = wantedShape(type, parameter);
  if (wanted === null) return;
  throw new AnnealError('config-invalid', `The regularizer "${name}" cannot take "${parameter.name}".`, {
    place,
    received: `shape [${parameter.shape.join(', ')}]`,
    remedy: `Name ${wanted}.`,
  });
}

/** What the type can take; null where it can take the parameter. */
function wantedShape(type: RegularizerConfig['type'], parameter: ParameterSpec): string | null {
  if (type === 'ortho') return parameter.shape.length >= 2 ? null : 'parameters of two axes or more';
  if (type !== 'laplacian' || spaceOf(parameter).length > 0) return null;
  return 'kernels [height, width, in, out] or [time, height, width, in, out], 3 wide or more';
}
