/**
 * Which tiles products and convolutions are computed in on this device. A tile is what one thread computes; the threads
 * of a workgroup read their operands either from memory or from a copy that they share in workgroup memory. The first
 * suits software adapters, the second most hardware; `tuneTiles.ts` measures it. Every tiling multiplies and adds in
 * the same order, so the choice changes no bit.
 */
import { z } from 'zod';

/** Rows and columns of a thread's tile of a matrix product, and whether the operands go through workgroup memory. */
export const productTilings = {
  registers4: { tile: 4, shared: false },
  registers8: { tile: 8, shared: false },
  shared4: { tile: 4, shared: true },
  shared8: { tile: 8, shared: true },
} as const;
export type ProductTilingName = keyof typeof productTilings;

const productTilingSchema = z.enum(Object.keys(productTilings) as ProductTilingName[]);

/** What was measured on one adapter; plain JSON, to be remembered. */
export const tileChoicesSchema = z.object({
  /** Of the kernels that were measured: a later one measures anew. */
  version: z.literal(1),
  /** In WebGPU's words. */
  adapter: z.string(),
  /** By the number of outputs: a small product has too few tiles to keep a device busy. */
  smallProduct: productTilingSchema,
  mediumProduct: productTilingSchema,
  largeProduct: productTilingSchema,
  convolution: z.enum(['registers', 'shared']),
});
export type TileChoices = z.infer<typeof tileChoicesSchema>;
export type ProductClass = 'smallProduct' | 'mediumProduct' | 'largeProduct';

/** Before anything is measured. */
export const untuned: TileChoices = {
  version: 1,
  adapter: '',
  smallProduct: 'registers4',
  mediumProduct: 'registers8',
  largeProduct: 'registers8',
  convolution: 'registers',
};

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
