/**
 * WGSL of the division of a whole number, at least 0, by a constant: a shift where it is a power of two. A software
 * adapter otherwise divides one lane after the other, which takes longer than many multiplications.
 */

/** @param value an i32; parenthesised here. */
export function quotient(value: string, by: number): string {
  if (by === 1) return `(${value})`;
  return isPower(by) ? `((${value}) >> ${Math.log2(by)}u)` : `((${value}) / ${by})`;
}

/** @param value an i32; parenthesised here. */
export function remainder(value: string, by: number): string {
  if (by === 1) return '0';
  return isPower(by) ? `((${value}) & ${by - 1})` : `((${value}) % ${by})`;
}

const isPower = (value: number) => Number.isInteger(Math.log2(value));
