/** What the forms of `coulomb.ts` share: the kernels by name, and the constants of the formula. */

export const POTENTIAL = 'AnnealCoulombPotential';
/** Has two outputs, the gradients of charges and of places. */
export const GRADIENT = 'AnnealCoulombGradient';

/** As the reference models convert; CODATA 2018 has 1.8897261. */
export const BOHRS_PER_ANGSTROM = 1.88973;

/** Å². No distance is taken to be below the root of this, so that a point on a charge has a potential. */
export const LEAST_SQUARE = 1e-12;
