/** Numbers of the result tables: four significant digits, zeros kept, so that a column has the same width. Pure. */

export function tableNumber(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(3);
  return size >= 1e4 ? value.toFixed(0) : value.toPrecision(4);
}
