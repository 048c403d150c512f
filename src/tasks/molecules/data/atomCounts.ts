/** How many atoms each molecule of a padded array has, and where that disagrees with what the data say. Pure. */

/** Up to the last atomic number that is not 0. @param numbers with padding, [count · width]. */
export function countAtoms(numbers: Float32Array, count: number, width: number): Float32Array {
  return Float32Array.from({ length: count }, (_, row) => {
    let atoms = width;
    while (atoms > 0 && numbers[row * width + atoms - 1] === 0) atoms--;
    return atoms;
  });
}

export interface CountedAtoms {
  /** With padding. */
  numbers: Float32Array;
  /** Atoms that each row says to have. */
  said: Float32Array;
  width: number;
}

/** Rows whose atomic numbers are not whole, or not so many as they say to have, without a gap, and nothing behind. */
export function miscounts(
  { numbers, said, width }: CountedAtoms,
  { Z, N }: { Z: string; N: string | undefined },
): Map<number, string> {
  const found = new Map<number, string>();
  said.forEach((atoms, row) => {
    const own = numbers.subarray(row * width, (row + 1) * width);
    const last = own.findLastIndex((number) => number !== 0);
    const gap = own.indexOf(0);
    const broken = own.findIndex((number) => !Number.isInteger(number));
    const says = `${N ?? 'N'}[${row}] is ${atoms}`;
    if (broken >= 0) found.set(row, `${Z}[${row}, ${broken}] is ${own[broken]}`);
    else if (!Number.isInteger(atoms) || atoms < 0) found.set(row, says);
    else if (last < 0) found.set(row, `${Z}[${row}] has no atoms`);
    else if (gap >= 0 && gap < last && gap < atoms) found.set(row, `${Z}[${row}, ${gap}] is 0 between atoms`);
    else if (atoms > last + 1) found.set(row, `${says}, ${Z}[${row}] has ${last + 1}`);
    else if (atoms <= last) found.set(row, `${says}, and ${Z}[${row}, ${last}] is ${own[last]}`);
  });
  return found;
}
