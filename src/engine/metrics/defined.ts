/** Numbers that JSON can hold: what is not finite becomes null, and means leave out what is null. */

export function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Mean of the values that are not null; null when none is left. */
export function meanDefined(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}
