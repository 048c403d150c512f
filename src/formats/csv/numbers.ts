/** Decimal numbers out of bytes, without a text for each: the double that lies nearest, as `Number(text)` gives it. */

import { POWER_LIMIT, PRODUCT_ERROR, powers, SPLIT } from './powersOfTen';

export interface NumberReader {
  /**
   * Reads the longest number that starts at `at`. There must be four bytes behind it.
   * @returns where it ends; `at` where no number starts.
   */
  read(view: DataView, at: number): number;
  /** What was read last, from this view. */
  value(view: DataView): number;
}

const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const SMALL_E = 101;

const tens = Float64Array.of(1, 10, 100, 1000, 10_000);

/** @param decimalComma `1,5` is one and a half, and a point ends the number: it may stand between thousands. */
export function createNumberReader(decimalComma: boolean): NumberReader {
  const sign = decimalComma ? COMMA : POINT;
  let start = 0;
  let end = 0;
  let isNegative = false;
  /** The number is (head · 10^tailDigits + tail) · 10^exponent, with up to 15 digits in each part. */
  const head = new Float64Array(1);
  const tail = new Float64Array(1);
  let tailDigits = 0;
  let exponent = 0;
  /** More digits than that. */
  let isLong = false;

  function read(view: DataView, at: number): number {
    start = at;
    let next = at;
    let byte = view.getUint8(next);
    isNegative = byte === MINUS;
    if (isNegative || byte === PLUS) next++;
    const first = next;
    let point = -1;
    let high = 0;
    let low = 0;
    let lowDigits = 0;
    isLong = false;
    for (;;) {
      const word = view.getInt32(next, true);
      // A byte is a digit when its upper half is 3 and still is with 6 added: then nothing of it is left here.
      const others = ((word & 0xf0f0f0f0) ^ 0x30303030) | (((word + 0x06060606) & 0xf0f0f0f0) ^ 0x30303030);
      const count = others === 0 ? 4 : (31 - Math.clz32(others & -others)) >> 3;
      if (count > 0) {
        // The digits go to the upper bytes, zeros before them; then neighbours are joined, and those once more.
        let four = (word - 0x30303030) << (32 - 8 * count);
        four = four * 10 + (four >>> 8);
        four = (four & 0xff) * 100 + ((four >>> 16) & 0xff);
        const shift = tens[count]!;
        if (lowDigits === 0 && high * shift < 1e15) high = high * shift + four;
        else if (low * shift < 1e15) {
          low = low * shift + four;
          lowDigits += count;
        } else isLong = true;
        next += count;
        if (count === 4) continue;
      }
      byte = (word >>> (8 * count)) & 0xff;
      if (point >= 0 || byte !== sign) break;
      point = next++;
    }
    if (next - first === (point < 0 ? 0 : 1)) return at;
    exponent = point < 0 ? 0 : point + 1 - next;
    if ((byte | 32) === SMALL_E) next = readExponent(view, next);
    head[0] = high;
    tail[0] = low;
    tailDigits = lowDigits;
    end = next;
    return next;
  }

  /** @returns the end of the exponent whose `e` is at `at`; `at` where no digits follow. */
  function readExponent(view: DataView, at: number): number {
    let next = at + 1;
    const sign = view.getUint8(next);
    if (sign === MINUS || sign === PLUS) next++;
    const first = next;
    let power = 0;
    for (let byte = view.getUint8(next); byte >= ZERO && byte < ZERO + 10; byte = view.getUint8(++next)) {
      // Far beyond what a double holds, and far below what an integer does.
      if (power < 1e8) power = power * 10 + (byte - ZERO);
    }
    if (next === first) return at;
    exponent += sign === MINUS ? -power : power;
    return next;
  }

  function value(view: DataView): number {
    const size = magnitude(view);
    return isNegative ? -size : size;
  }

  function magnitude(view: DataView): number {
    const high = head[0]!;
    // Clinger's fast path: both operands are exact, so the one rounding is that of the result.
    if (tailDigits === 0 && !isLong) {
      if (exponent <= 0 && exponent >= -22) return high / powers.high[POWER_LIMIT - exponent]!;
      if (exponent > 0 && exponent <= 22) return high * powers.high[POWER_LIMIT + exponent]!;
    }
    const power = exponent + tailDigits + POWER_LIMIT;
    if (isLong || exponent < -POWER_LIMIT || power > 2 * POWER_LIMIT) return fromText(view);
    // Dekker's product: `product + rest` is high · 10^power to twice the digits of a double; the tail adds to the rest.
    const ten = powers.high[power]!;
    const product = high * ten;
    const scaled = SPLIT * high;
    const upper = scaled - (scaled - high);
    const lower = high - upper;
    const tenUpper = powers.upper[power]!;
    const tenLower = powers.lower[power]!;
    const lost = upper * tenUpper - product + upper * tenLower + lower * tenUpper + lower * tenLower;
    if (exponent === 0 && tailDigits <= 15) return product + (lost + tail[0]!);
    const rest = lost + (high * powers.low[power]! + tail[0]! * powers.high[exponent + POWER_LIMIT]!);
    // Ziv's test: where the sum rounds to the same double at both ends of its error, that is the double.
    const error = product * PRODUCT_ERROR;
    const rounded = product + (rest - error);
    return rounded === product + (rest + error) ? rounded : fromText(view);
  }

  /** What the test leaves undecided, some number in a billion and every tie, and what is too long, too large or too small. */
  function fromText(view: DataView): number {
    let text = '';
    for (let at = start; at < end; at++) text += String.fromCharCode(view.getUint8(at));
    return Math.abs(Number(text.replace(',', '.')));
  }

  return { read, value };
}
