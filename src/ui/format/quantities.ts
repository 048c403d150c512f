/** Quantities as people read them. Every function takes null for "not known" and prints a dash. */

const unknown = '–';

/** 1840 → "1,840". */
export function count(value: number | null): string {
  return value === null ? unknown : Math.round(value).toLocaleString('en');
}

/** Bytes in decimal units: 1_250_000 → "1.3 MB". */
export function bytes(value: number | null): string {
  if (value === null) return unknown;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${unit === 0 || rest >= 9.95 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
}

/** Seconds as a clock: 134 → "2:14", 3725 → "1:02:05". */
export function clock(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return unknown;
  const whole = Math.max(0, Math.round(seconds));
  const part = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${part(minutes)}:${part(whole % 60)}` : `${minutes}:${part(whole % 60)}`;
}

/** A number to so many significant digits, without a tail of zeros: 0.00012345 → "0.0001235". */
export function significant(value: number | null, digits = 4): string {
  if (value === null) return unknown;
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(digits)));
}

/** A number with always the same count of digits, for columns of numbers: 0.5 → "0.5000", 12 → "12.00". */
export function evenDigits(value: number | null, digits = 4): string {
  if (value === null) return unknown;
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(digits - 1);
  return size >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits);
}

/** 0.384 → "38 %". */
export function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}

/** Lengths of the axes: [20000, 16] → "20,000 × 16". */
export function shape(lengths: readonly number[]): string {
  return lengths.map(count).join(' × ') || 'scalar';
}

/** "rows" as "Rows". */
export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Numbers of the result tables: four significant digits, zeros kept, so that a column has the same width. */
export function tableNumber(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(3);
  return size >= 1e4 ? value.toFixed(0) : value.toPrecision(4);
}
