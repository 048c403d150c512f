/**
 * Which tiles products and convolutions are computed in on this device, and whether small dispatches are put together.
 * A tile is what one thread computes; the threads of a workgroup read their operands either from memory or from a copy
 * that they share in workgroup memory.
 */
import { z } from 'zod';

/**
 * Rows and columns of a thread's tile of a matrix product, and whether the operands go through workgroup memory: that
 * suits most hardware, the other software adapters; `tuneTiles.ts` measures it. Every tiling multiplies and adds in the
 * same order, so the choice changes no bit.
 */
export const productTilings = {
  registers4: { tile: 4, shared: false },
  registers8: { tile: 8, shared: false },
  shared4: { tile: 4, shared: true },
  shared8: { tile: 8, shared: true },
} as const;
export type ProductTilingName = keyof typeof productTilings;

/** Whether neighbouring small dispatches of a step become one (`step/fusion.ts`), of 16 or of 64 threads. */
export const smallDispatches = ['separate', 'fused16', 'fused64'] as const;

const productTilingSchema = z.enum(Object.keys(productTilings) as ProductTilingName[]);

/** What was measured on one adapter; plain JSON, to be remembered. */
export const tileChoicesSchema = z.object({
  /** Of the kernels that were measured: a later one measures anew. */
  version: z.literal(2),
  /** In WebGPU's words. */
  adapter: z.string(),
  /** By the number of outputs: a small product has too few tiles to keep a device busy. */
  smallProduct: productTilingSchema,
  mediumProduct: productTilingSchema,
  largeProduct: productTilingSchema,
  convolution: z.enum(['registers', 'shared']),
  smallDispatches: z.enum(smallDispatches),
});
export type TileChoices = z.infer<typeof tileChoicesSchema>;
export type ProductClass = 'smallProduct' | 'mediumProduct' | 'largeProduct';

/** Without a measurement: what suits software adapters. */
export const untuned: TileChoices = {
  version: 2,
  adapter: '',
  smallProduct: 'registers8',
  mediumProduct: 'registers8',
  largeProduct: 'registers8',
  convolution: 'registers',
  smallDispatches: 'fused16',
};

/**
 * What a measurement begins with. Each dispatch is its own, as in an eager step: a driver may compile several in one to
 * other bits, so that this is taken only where it was seen to give the same.
 */
export const unmeasured: TileChoices = { ...untuned, smallDispatches: 'separate' };

/** From so many outputs on a product is medium, and large. */
const MEDIUM = 8192;
const LARGE = 262_144;

let active: TileChoices = untuned;

/** The choices in force; global, as the active backend is. */
export const activeTiles = (): TileChoices => active;

export function setActiveTiles(choices: TileChoices): void {
  active = choices;
}

/** The class of a product with so many outputs. */
export function productClass(outputs: number): ProductClass {
  if (outputs < MEDIUM) return 'smallProduct';
  return outputs < LARGE ? 'mediumProduct' : 'largeProduct';
}

/** Threads of the workgroup that runs several small dispatches; 0 where each is its own. */
export function fusedThreads(): number {
  return { separate: 0, fused16: 16, fused64: 64 }[active.smallDispatches];
}
