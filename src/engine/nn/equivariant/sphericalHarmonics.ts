/** Real spherical harmonics of one direction; `edgeBasis.ts` computes those of all edges of a graph. */
import { componentsOf, MAX_DEGREE } from '../../kernels/equivariant/clebschGordan';
import { writeHarmonics } from '../../kernels/equivariant/harmonics';

/**
 * The harmonics of degrees 0 to 2 of the direction (x, y, z), of any length, in Racah's normalisation (the squares of a
 * degree add up to 1): 1; x, y, z; (√3/2)(x² − y²), √3·xy, √3·xz, √3·yz, ½(2z² − x² − y²). Of no direction (0, 0, 0): 1
 * and eight zeros.
 */
export function realSphericalHarmonics(x: number, y: number, z: number): number[] {
  const harmonics = new Array<number>(componentsOf(MAX_DEGREE)).fill(0);
  writeHarmonics(harmonics, 0, MAX_DEGREE, [x, y, z]);
  return harmonics;
}
