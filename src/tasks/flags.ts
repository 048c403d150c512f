/** Settings that a task's users know by names of their own: `--num-epochs 5` beside `--set`, `numEpochs: 5` in a script. */
import { isRecord } from '../config/configPlaces';
import { nearestName } from '../config/nearestName';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { Json } from '../protocol/json';
import type { TaskFlag } from './description';
import { describedTask, setByPath, taskKinds } from './runConfig';

/** A flag as it was given; true where it takes no value. */
export interface GivenFlag {
  flag: string;
  value: string | true;
}

/** Every flag of every task: whether it takes a value. */
export function taskFlagKinds(): ReadonlyMap<string, 'flag' | 'text'> {
  const flags = taskKinds.flatMap((kind) => Object.entries(describedTask(kind).flags ?? {}));
  return new Map(flags.map(([name, flag]) => [name, takesValue(flag) ? 'text' : 'flag']));
}

/**
 * A copy of the configuration with what the flag sets.
 * @throws usage for a flag that its task does not have, and for a word that is none of its choices; config-invalid for a
 *   value that does not fit.
 */
export function withFlag(config: RunConfig, { flag: name, value }: GivenFlag): RunConfig {
  const flags = describedTask(config.task).flags ?? {};
  const flag = Object.hasOwn(flags, name) ? flags[name]! : null;
  if (!flag) {
    throw new AnnealError('usage', `The task ${config.task} has no option --${name}.`, {
      place: `--${name}`,
      received: `--${name}`,
      remedy: nearest(name, Object.keys(flags), '--', 'Change its settings with --set NAME=VALUE.'),
    });
  }
  if (takesValue(flag) !== (value !== true)) {
    const wanted = takesValue(flag) ? 'needs a value' : 'takes no value';
    throw new AnnealError('usage', `--${name} ${wanted}.`, {
      place: `--${name}`,
      received: String(value),
      remedy: takesValue(flag) ? `Write --${name} VALUE.` : 'Leave it out.',
    });
  }
  if (typeof flag === 'string') return setByPath(config, flag, String(value));
  if ('value' in flag) return withSection(config, flag.place, flag.value);
  const choice = Object.hasOwn(flag.choices, String(value)) ? flag.choices[String(value)] : undefined;
  if (choice === undefined) {
    throw new AnnealError('usage', `--${name} is "${value}".`, {
      place: `--${name}`,
      received: String(value),
      remedy: nearest(String(value), Object.keys(flag.choices), '', ''),
    });
  }
  return withSection(config, flag.place, choice);
}

/** Lines of the command line's help; none where no task has flags. */
export function flagLines(): string[] {
  return taskKinds.flatMap((kind) => {
    const { title, flags = {} } = describedTask(kind);
    const calls = Object.entries(flags).map(([name, flag]) => [
      `--${name}${valueInWords(flag)}`,
      placeOf(flag),
    ]);
    const width = Math.max(...calls.map(([call = '']) => call.length));
    return calls.length === 0
      ? []
      : [
          `${title} (--task ${kind}):`,
          ...calls.map(([call = '', place]) => `  ${call.padEnd(width)}  ${place}`),
        ];
  });
}

function takesValue(flag: TaskFlag): boolean {
  return typeof flag === 'string' || 'choices' in flag;
}

function placeOf(flag: TaskFlag): string {
  return typeof flag === 'string' ? flag : flag.place;
}

function valueInWords(flag: TaskFlag): string {
  if (typeof flag === 'string') return ' VALUE';
  return 'choices' in flag ? ` ${Object.keys(flag.choices).join('|')}` : '';
}

/**
 * A copy of the configuration with what a part of one says. Of a section only what is named is set, in that order: the
 * name of a schedule comes before its options.
 * @param place dotted, of the section; empty for a configuration's own sections.
 */
export function withSection(config: RunConfig, place: string, value: Json): RunConfig {
  if (!isRecord(value)) return setByPath(config, place, JSON.stringify(value));
  return Object.entries(value).reduce(
    (changed, [key, inner]) => withSection(changed, place ? `${place}.${key}` : key, inner as Json),
    config,
  );
}

function nearest(name: string, known: readonly string[], prefix: string, otherwise: string): string {
  const found = nearestName(name, known);
  if (found !== null) return `Did you mean ${prefix}${found}?`;
  return known.length > 0 ? `There are: ${known.map((one) => prefix + one).join(', ')}.` : otherwise;
}
