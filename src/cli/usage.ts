/**
 * Reads a command's arguments. Options that take several values (`--data a.npy b.npy`) also take the words that
 * follow them; an unknown option is an error that names the nearest one.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestName } from '../config/nearestName';
import { AnnealError } from '../protocol/errors';

/** `list` may be given several times and takes several words each. */
export type OptionKind = 'flag' | 'text' | 'list';

type ValueOf<Kind extends OptionKind> = Kind extends 'flag'
  ? boolean
  : Kind extends 'list'
    ? string[]
    : string | undefined;

export type Options<Kinds extends Record<string, OptionKind>> = {
  [Name in keyof Kinds]: ValueOf<Kinds[Name]>;
};

export interface Arguments<Kinds extends Record<string, OptionKind>> {
  options: Options<Kinds>;
  /** Words that belong to no option. */
  words: string[];
  /** Every value in the order of the line, those of `more` among them; true for a flag. */
  given: { name: string; value: string | true }[];
}

/**
 * @param kinds the command's options by their long names.
 * @param more options that not every call has; they are in `given` alone.
 * @throws usage for an unknown option, a missing value, or a value given to a flag.
 */
export function readArguments<const Kinds extends Record<string, OptionKind>>(
  args: string[],
  kinds: Kinds,
  more: ReadonlyMap<string, OptionKind> = new Map(),
): Arguments<Kinds> {
  const known = new Map<string, OptionKind>([...more, ...Object.entries(kinds)]);
  const options: ParseArgsConfig['options'] = {};
  for (const [name, kind] of known) {
    options[name] = kind === 'flag' ? { type: 'boolean' } : { type: 'string' };
  }
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });

  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    values[name] = kind === 'flag' ? false : kind === 'list' ? [] : undefined;
  }
  const words: string[] = [];
  const given: { name: string; value: string | true }[] = [];
  let list: { name: string; values: string[] } | null = null;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      (list?.values ?? words).push(token.value);
      if (list) given.push({ name: list.name, value: token.value });
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const kind = known.get(name);
    if (kind === undefined) throw unknownOption(rawName, name, [...known.keys()]);
    list = null;
    if (kind === 'flag') {
      if (value !== undefined) {
        throw new AnnealError('usage', `${rawName} takes no value.`, {
          received: value,
          remedy: 'Leave it out.',
        });
      }
      given.push({ name, value: true });
      values[name] = true;
    } else if (value === undefined || (value.startsWith('--') && !token.inlineValue)) {
      throw new AnnealError('usage', `${rawName} needs a value.`, { remedy: `Write ${rawName} VALUE.` });
    } else {
      given.push({ name, value });
      if (kind === 'list') {
        list = { name, values: values[name] as string[] };
        list.values.push(value);
      } else {
        values[name] = value;
      }
    }
  }
  return { options: values as Options<Kinds>, words, given };
}

function unknownOption(rawName: string, name: string, known: string[]): AnnealError {
  return new AnnealError('usage', `There is no option ${rawName}.`, {
    received: rawName,
    remedy: nearestOf(name, known, '--'),
  });
}

/** "Did you mean ...?" where something is near, else the whole list. */
export function nearestOf(name: string, known: readonly string[], prefix = ''): string {
  const nearest = nearestName(name, known);
  return nearest === null
    ? `There are: ${known.map((one) => prefix + one).join(', ')}.`
    : `Did you mean ${prefix}${nearest}?`;
}

/** The value, or an error that says what is missing. */
export function required<Value>(value: Value | undefined, message: string, remedy: string): Value {
  if (value === undefined) throw new AnnealError('usage', message, { remedy });
  return value;
}

/** Words that no option takes are most likely a forgotten option name. */
export function refuseWords(words: string[]): void {
  if (words.length > 0) {
    throw new AnnealError('usage', `"${words[0]}" belongs to no option.`, {
      received: words[0],
      remedy: 'Put the name of its option before it.',
    });
  }
}

/** One of a closed list. */
export function oneOf<const Choice extends string>(
  option: string,
  value: string | undefined,
  choices: readonly Choice[],
  otherwise: NoInfer<Choice>,
): Choice {
  if (value === undefined) return otherwise;
  const choice = choices.find((one) => one === value);
  if (choice === undefined) {
    throw new AnnealError('usage', `${option} is "${value}".`, {
      received: value,
      remedy: `It may be ${choices.join(', ')}.`,
    });
  }
  return choice;
}
