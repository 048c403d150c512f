/** Which arrays of a dataset are what, by the keys of DCMNet's NPZ files, in any group of a file. Pure. */
import { AnnealError } from '../../../protocol/errors';

interface Shaped {
  name: string;
  shape: readonly number[];
  /** Of text. */
  categories?: readonly string[] | null;
}

/** Keys, and the names that other programs give the same. */
const keys = {
  R: ['R', 'positions', 'coordinates', 'xyz'],
  Z: ['Z', 'atomic_numbers', 'numbers', 'species'],
  N: ['N', 'n_atoms'],
  mono: ['mono', 'monopoles'],
  esp: ['esp', 'espgrid_values'],
  vdw_surface: ['vdw_surface', 'esp_grid'],
  n_grid: ['n_grid'],
  Dxyz: ['Dxyz', 'dipole', 'dipoles'],
  com: ['com'],
  espMask: ['espMask', 'esp_mask'],
  charge: ['charge', 'total_charge', 'Q'],
} as const;

export type Key = keyof typeof keys;

export type MoleculeArrays<Found extends Shaped> = { R: Found; Z: Found } & Partial<Record<Key, Found>>;

/** What the data have to compare predictions with. */
export interface Known {
  potential: boolean;
  monopoles: boolean;
  dipole: boolean;
}

export function knownOf({ esp, vdw_surface, mono, Dxyz }: Partial<Record<Key, Shaped>>): Known {
  const potential = esp !== undefined && vdw_surface !== undefined;
  return { potential, monopoles: mono !== undefined, dipole: Dxyz !== undefined };
}

/** Ranks that an array may have, with what its axes are. */
const shapes: Record<Key, { ranks: readonly number[]; axes: string; last?: number }> = {
  R: { ranks: [3], axes: '[molecules, atoms, 3]', last: 3 },
  Z: { ranks: [2], axes: '[molecules, atoms]' },
  N: { ranks: [1, 2], axes: '[molecules] or [molecules, 1]' },
  mono: { ranks: [2, 3], axes: '[molecules, atoms]' },
  esp: { ranks: [2, 3], axes: '[molecules, points]' },
  vdw_surface: { ranks: [3], axes: '[molecules, points, 3]', last: 3 },
  n_grid: { ranks: [1, 2], axes: '[molecules]' },
  Dxyz: { ranks: [2], axes: '[molecules, 3]', last: 3 },
  com: { ranks: [2], axes: '[molecules, 3]', last: 3 },
  espMask: { ranks: [2, 3], axes: '[molecules, points]' },
  charge: { ranks: [1, 2], axes: '[molecules]' },
};

const isKey = (key: string): key is Key => Object.hasOwn(keys, key);
const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const groupOf = (path: string) => path.slice(0, path.length - lastPart(path).length);

/**
 * The arrays that have a key's name, those of the same file or group as the positions first, and none of a group that has
 * positions of its own; nothing else is checked.
 */
export function arraysByKey<Found extends Shaped>(arrays: Iterable<Found>): Partial<Record<Key, Found>> {
  const all = [...arrays];
  const R = firstNamed(all, keys.R, '');
  const own = R ? groupOf(R.name) : '';
  const others = new Set(R && otherPositions(all, R.name).map(groupOf));
  const usable = all.filter(({ name }) => groupOf(name) === own || !others.has(groupOf(name)));
  const found: Partial<Record<Key, Found>> = {};
  for (const key of Object.keys(keys).filter(isKey)) {
    const array = key === 'R' ? R : firstNamed(usable, keys[key], own);
    if (array) found[key] = array;
  }
  return found;
}

function firstNamed<Found extends Shaped>(
  arrays: readonly Found[],
  names: readonly string[],
  group: string,
): Found | undefined {
  for (const name of names) {
    const found = arrayNamed(arrays, name, group);
    if (found) return found;
  }
  return undefined;
}

/** The array of that name, or of that name in the group, or in any other. */
export function arrayNamed<Found extends Shaped>(
  arrays: Iterable<Found>,
  name: string,
  group = '',
): Found | undefined {
  const own = [...arrays].filter((array) => lastPart(array.name) === lastPart(name));
  return (
    own.find((array) => array.name === name) ?? own.find((array) => array.name === group + name) ?? own[0]
  );
}

/** Positions of other files or groups, of which those `used` alone are read. */
export function otherPositions(arrays: Iterable<Shaped>, used: string): string[] {
  const same = [...arrays].map(({ name }) => name).filter((name) => lastPart(name) === lastPart(used));
  return same.filter((name) => name !== used);
}

/** Whether a dataset has geometries by these keys. */
export function looksLikeMolecules(arrays: Iterable<Shaped>): boolean {
  const { R, Z } = arraysByKey(arrays);
  return R?.shape.length === 3 && R.shape[2] === 3 && Z?.shape.length === 2 && R.shape[1] === Z.shape[1];
}

/**
 * The arrays by key, with shapes that go together.
 * @throws AnnealError `data-not-found` without positions or atomic numbers, `data-mismatch` for a shape that does not fit,
 * `data-type` for text, `data-empty`.
 */
export function moleculeArrays<Found extends Shaped>(arrays: Iterable<Found>): MoleculeArrays<Found> {
  const all = [...arrays];
  const { R, Z, ...rest } = arraysByKey(all);
  if (!R || !Z) {
    const missing = R ? 'Z' : 'R';
    throw new AnnealError('data-not-found', `There is no array \`${missing}\` of ${titles[missing]}.`, {
      place: missing,
      received: all.map(({ name }) => name).join(', ') || 'no arrays',
      remedy: 'Give positions as R [molecules, atoms, 3] in Å and atomic numbers as Z [molecules, atoms].',
    });
  }
  if (R.shape[0] === 0) {
    throw new AnnealError('data-empty', `The array \`${R.name}\` holds no molecules.`, {
      place: R.name,
      received: `shape [${R.shape.join(', ')}]`,
      remedy: 'Choose a file with at least one molecule.',
    });
  }
  const present = { R, Z, ...rest };
  for (const [key, array] of Object.entries(present)) {
    if (isKey(key) && array) checkShape(key, array, R.shape[0] ?? 0, present);
  }
  return present;
}

const titles = { R: 'positions', Z: 'atomic numbers' };

function checkShape(
  key: Key,
  { name, shape, categories }: Shaped,
  molecules: number,
  all: MoleculeArrays<Shaped>,
): void {
  const { ranks, axes, last } = shapes[key];
  const refuse = (why: string, needed = axes): never => {
    throw new AnnealError('data-mismatch', `The array \`${name}\` ${why}.`, {
      place: name,
      received: `shape [${shape.join(', ')}]`,
      remedy: `Give it the shape ${needed}.`,
    });
  };
  if (categories) {
    throw new AnnealError('data-type', `The array \`${name}\` holds text.`, {
      place: name,
      received: categories.slice(0, 5).join(', '),
      remedy: `Give it as numbers${key === 'Z' ? ', 6 for carbon' : ''}.`,
    });
  }
  if (!ranks.includes(shape.length)) refuse(`has ${shape.length} ${shape.length === 1 ? 'axis' : 'axes'}`);
  // A last axis of one beyond the least rank is only another way to write the same.
  if (shape.length > ranks[0]! && shape.at(-1) !== 1) refuse(`has a last axis of ${shape.at(-1)}`);
  if (last !== undefined && shape.at(-1) !== last) refuse(`has a last axis of ${shape.at(-1)}`);
  if (shape[0] !== molecules) refuse(`has ${shape[0]} molecules, and R has ${molecules}`);
  const atoms = all.R.shape[1];
  if ((key === 'Z' || key === 'mono') && shape[1] !== atoms)
    refuse(`has ${shape[1]} atoms, and R has ${atoms}`);
  const points = (all.vdw_surface ?? all.esp)?.shape[1];
  if ((key === 'esp' || key === 'espMask') && points !== undefined && shape[1] !== points)
    refuse(`has ${shape[1]} points, and the grid has ${points}`);
}
