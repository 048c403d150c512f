/** Units of this task: Å, e and Hartree/e inside, (kcal/mol)/e and debye for people. CODATA values, rounded as DCMNet's. */

export const bohrPerAngstrom = 1.88973;
export const angstromPerBohr = 0.529177;
export const kcalPerHartree = 627.509;
/** Of 1 e·bohr. */
export const debyePerAtomicUnit = 2.5417464519;
