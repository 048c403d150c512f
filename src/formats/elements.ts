/** The chemical elements: symbols, atomic numbers, radii. */

/** By atomic number; 0 is none. */
export const elementSymbols: readonly string[] = [
  '',
  ...['H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr'],
  ...['Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb'],
  ...['Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf'],
  ...['Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og'],
].flatMap((symbols) => symbols.split(' '));

/**
 * Covalent radii in Å by atomic number, up to 96. Cordero et al., Dalton Trans. 2008, 2832 (doi:10.1039/b801115j); of
 * carbon sp³, of Mn, Fe and Co low spin.
 */
const covalentRadii: readonly number[] = [
  [0, 0.31, 0.28, 1.28, 0.96, 0.84, 0.76, 0.71, 0.66, 0.57, 0.58, 1.66, 1.41, 1.21, 1.11, 1.07, 1.05, 1.02],
  [1.06, 2.03, 1.76, 1.7, 1.6, 1.53, 1.39, 1.39, 1.32, 1.26, 1.24, 1.32, 1.22, 1.22, 1.2, 1.19, 1.2, 1.2],
  [1.16, 2.2, 1.95, 1.9, 1.75, 1.64, 1.54, 1.47, 1.46, 1.42, 1.39, 1.45, 1.44, 1.42, 1.39, 1.39, 1.38, 1.39],
  [1.4, 2.44, 2.15, 2.07, 2.04, 2.03, 2.01, 1.99, 1.98, 1.98, 1.96, 1.94, 1.92, 1.92, 1.89, 1.9, 1.87, 1.87],
  [1.75, 1.7, 1.62, 1.51, 1.44, 1.41, 1.36, 1.36, 1.32, 1.45, 1.46, 1.48, 1.4, 1.5, 1.5, 2.6, 2.21, 2.15],
  [2.06, 2, 1.96, 1.9, 1.87, 1.8, 1.69],
].flat();

/**
 * Van der Waals radii in Å by symbol. Bondi, J. Phys. Chem. 68, 441 (1964); elements of the main groups that are not there
 * from Mantina et al., J. Phys. Chem. A 113, 5806 (2009).
 */
const vanDerWaalsRadii: Readonly<Record<string, number>> = {
  ...{ H: 1.2, He: 1.4, Li: 1.82, Be: 1.53, B: 1.92, C: 1.7, N: 1.55, O: 1.52, F: 1.47, Ne: 1.54, Na: 2.27 },
  ...{
    Mg: 1.73,
    Al: 1.84,
    Si: 2.1,
    P: 1.8,
    S: 1.8,
    Cl: 1.75,
    Ar: 1.88,
    K: 2.75,
    Ca: 2.31,
    Ni: 1.63,
    Cu: 1.4,
  },
  ...{ Zn: 1.39, Ga: 1.87, Ge: 2.11, As: 1.85, Se: 1.9, Br: 1.85, Kr: 2.02, Rb: 3.03, Sr: 2.49, Pd: 1.63 },
  ...{ Ag: 1.72, Cd: 1.58, In: 1.93, Sn: 2.17, Sb: 2.06, Te: 2.06, I: 1.98, Xe: 2.16, Cs: 3.43, Ba: 2.68 },
  ...{ Pt: 1.75, Au: 1.66, Hg: 1.55, Tl: 1.96, Pb: 2.02, Bi: 2.07, Po: 1.97, At: 2.02, Rn: 2.2, Fr: 3.48 },
  ...{ Ra: 2.83, U: 1.86 },
};

/** In Å; null where none is known. */
export function covalentRadius(atomicNumber: number): number | null {
  return covalentRadii[atomicNumber] || null;
}

/** In Å; null where none is known. */
export function vanDerWaalsRadius(atomicNumber: number): number | null {
  return vanDerWaalsRadii[elementSymbols[atomicNumber] ?? ''] ?? null;
}

/** Lower-case symbols; D and T are hydrogen. */
const numbers = new Map<string, number>([
  ...elementSymbols.slice(1).map((symbol, index): [string, number] => [symbol.toLowerCase(), index + 1]),
  ['d', 1],
  ['t', 1],
]);

/** What files write, to the atomic number: a file repeats a few of them millions of times. */
const known = new Map<string, number | null>();
const MOST_KNOWN = 4096;

/**
 * @param label a symbol in any case, one with a number, charge or other mark behind (`Cl1`, `O2-`, `C_3`), or an atomic
 * number.
 * @returns null where it names no element.
 */
export function atomicNumberOf(label: string): number | null {
  let found = known.get(label);
  if (found === undefined) {
    found = look(label);
    if (known.size < MOST_KNOWN) known.set(label, found);
  }
  return found;
}

function look(label: string): number | null {
  if (/^\d+$/.test(label)) {
    const number = Number(label);
    return number >= 1 && number < elementSymbols.length ? number : null;
  }
  const symbol = /^([A-Za-z]{1,2})(?:[\d_+\-.(*'].*)?$/.exec(label)?.[1];
  return (symbol && numbers.get(symbol.toLowerCase())) || null;
}
