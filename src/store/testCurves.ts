/** Numbers for tests of curves, the same every time. */
import { createPyramid, type Pyramid } from './pyramid';

/** From 0 to below 1 (Numerical Recipes' congruential generator). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function filled(values: ArrayLike<number>, xs?: ArrayLike<number>): Pyramid {
  const pyramid = createPyramid();
  for (let i = 0; i < values.length; i++) pyramid.append(xs?.[i] ?? i, values[i]!);
  return pyramid;
}
