/** What is wrong with a configuration, in words: the place, what was found there, and what is allowed. */
import type { z } from 'zod';
import { AnnealError } from '../protocol/errors';
import { children, discriminator, type Field, fieldAt, inWords, leafPaths, sectionAt } from './configFields';
import { valueAt } from './configPlaces';
import { editDistance, nearestName } from './nearestName';

/** A key that no configuration of the task has. It has been left out. */
export interface ConfigWarning {
  /** Dotted path, for example `training.learning_rate`. */
  path: string;
  message: string;
  /** Path of the known key that was probably meant. */
  nearest: string | null;
}

/** The first problem in full, the others by their places. */
export function invalidConfig(
  issues: readonly z.core.$ZodIssue[],
  tree: Field,
  config: unknown,
): AnnealError {
  const [first, ...others] = new Map(issues.map(({ path }) => [path.join('.'), path.map(String)])).values();
  const path = first ?? [];
  const place = path.join('.');
  const value = valueAt(config, path);
  const field = fieldAt(tree, path, config);
  const wanted = field ? inWords(field) : (issues[0]?.message ?? 'something else');
  const found = value === undefined ? 'is missing' : `is ${shown(value)}`;
  const also = others.length > 0 ? ` Also wrong: ${others.map((other) => other.join('.')).join(', ')}.` : '';
  return new AnnealError('config-invalid', `\`${place}\` ${found}; it must be ${wanted}.${also}`, {
    place,
    received: shown(value),
    remedy: `Set \`${place}\` to ${wanted}.`,
  });
}

export function unknownKey(path: readonly string[], tree: Field, config: unknown): ConfigWarning {
  const place = path.join('.');
  const owners = ownersOf(path, tree, config);
  if (owners) {
    const message = `\`${place}\` belongs to ${owners.names.join(', ')}, not to ${owners.chosen}, and is ignored.`;
    return { path: place, message, nearest: null };
  }
  const nearest = nearestPath(path, tree, config);
  const hint = nearest ? ` Did you mean \`${nearest}\`?` : '';
  return { path: place, message: `\`${place}\` is not a setting and is ignored.${hint}`, nearest };
}

/** The path exists nowhere, or only under another optimizer or schedule than the chosen one. */
export function unknownPath(path: readonly string[], tree: Field, config: unknown): AnnealError {
  const place = path.join('.');
  const details = { place, received: place };
  const owners = ownersOf(path, tree, config);
  if (owners) {
    return new AnnealError('usage', `\`${place}\` does not belong to ${owners.chosen}.`, {
      ...details,
      remedy: `Set \`${owners.switch}\` to ${owners.names.join(' or ')} first.`,
    });
  }
  const nearest = nearestPath(path, tree, config);
  return new AnnealError('usage', `There is no setting \`${place}\`.`, {
    ...details,
    remedy: nearest ? `Did you mean \`${nearest}\`?` : 'The command `config` prints all settings.',
  });
}

/** For a setting of another optimizer or schedule: whose it is, which is chosen, and where to choose; else null. */
function ownersOf(path: readonly string[], tree: Field, config: unknown) {
  if (!leafPaths(tree).includes(path.join('.'))) return null;
  const parent = path.slice(0, -1);
  const union = discriminator(fieldAt(tree, parent, config) ?? {});
  if (!union) return null;
  const owners = [...union.options].filter(([, option]) => children(option).has(path.at(-1) ?? ''));
  const place = [...parent, union.key];
  return {
    names: owners.map(([name]) => name),
    chosen: String(valueAt(config, place)),
    switch: place.join('.'),
  };
}

/** By the last part of the path, first among its neighbours, then anywhere. */
function nearestPath(path: readonly string[], tree: Field, config: unknown): string | null {
  const name = path.at(-1) ?? '';
  const parent = path.slice(0, -1);
  const neighbour = nearestName(name, [...sectionAt(tree, parent, config).keys()]);
  if (neighbour !== null) return [...parent, neighbour].join('.');
  const known = leafPaths(tree);
  const leaf = nearestName(name, known.map(leafOf));
  const namesakes = known.filter((candidate) => leafOf(candidate) === leaf);
  const place = path.join('.');
  return namesakes.sort((a, b) => editDistance(a, place) - editDistance(b, place))[0] ?? null;
}

function leafOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** As JSON, cut short. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
