/** Between arenas and a checkpoint's named tensors: weights by plain name, the rest below `ema/` and `optimizer/`. */
import { AnnealError } from '../../protocol/errors';
import type { ArenaLayout } from '../step/layout';
import type { Arenas } from '../step/trainable';
import { type NamedTensor, optimizerPrefix } from './checkpoint';

const averagePrefix = 'ema/';

/** What the names of an arena's tensors begin with. */
export function prefixOf(arena: string): string {
  return arena === 'values' ? '' : arena === 'ema' ? averagePrefix : `${optimizerPrefix}${arena}/`;
}

/** The arena that a tensor of a checkpoint belongs to, and the name of its parameter. */
export function arenaOf(name: string): { arena: string; parameter: string } {
  if (name.startsWith(averagePrefix)) return { arena: 'ema', parameter: name.slice(averagePrefix.length) };
  if (!name.startsWith(optimizerPrefix)) return { arena: 'values', parameter: name };
  const [arena = '', ...parts] = name.slice(optimizerPrefix.length).split('/');
  return { arena, parameter: parts.join('/') };
}

export function tensorsOf(arenas: Arenas, { slots }: ArenaLayout): NamedTensor[] {
  return Object.entries(arenas).flatMap(([arena, values]) =>
    slots.map(({ name, shape, offset, size }) => ({
      name: prefixOf(arena) + name,
      shape,
      data: values.slice(offset, offset + size),
    })),
  );
}

/**
 * @param names arenas to fill; one that the checkpoint lacks altogether is left out, so that a run may go on from a
 *   checkpoint without optimizer state.
 * @throws checkpoint-mismatch when a parameter is missing or has another shape.
 */
export function arenasOf(
  tensors: readonly NamedTensor[],
  layout: ArenaLayout,
  names: readonly string[],
): Arenas {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const arenas: Arenas = {};
  for (const arena of names) {
    const prefix = prefixOf(arena);
    const present = layout.slots.some(({ name }) => byName.has(prefix + name));
    if (!present && arena !== 'values') continue;
    const values = new Float32Array(layout.length);
    for (const { name, shape, offset } of layout.slots) {
      const tensor = byName.get(prefix + name);
      if (!tensor || tensor.shape.join() !== shape.join()) {
        throw new AnnealError(
          'checkpoint-mismatch',
          `The checkpoint does not fit the model: ${prefix}${name}.`,
          {
            place: prefix + name,
            received: tensor ? `shape [${tensor.shape.join(', ')}]` : 'nothing',
            remedy: `The model expects shape [${shape.join(', ')}]; use the config that the checkpoint was trained with.`,
          },
        );
      }
      values.set(tensor.data, offset);
    }
    arenas[arena] = values;
  }
  return arenas;
}
