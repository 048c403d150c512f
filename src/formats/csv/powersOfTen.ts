/** Powers of ten to twice the digits of a double: each as the sum of two doubles, and the first of them split in halves. */

/** From 10^−250 to 10^250: neither a product with 15 digits nor its last halves leave the range of doubles. */
export const POWER_LIMIT = 250;

/** Dekker's constant, 2²⁷ + 1: splits a double into halves of 26 bits, whose products are exact. */
export const SPLIT = 2 ** 27 + 1;

/**
 * Part of a product that may be wrong, generously. The two doubles of a power are right to 2⁻¹⁰⁵; most is lost where up to
 * 15 further digits are added, which are below 10⁻¹¹ of the product and rounded to 2⁻⁵²: 2⁻⁸⁸.
 */
export const PRODUCT_ERROR = 2 ** -85;

/** 10^n at index n + POWER_LIMIT: `high + low`, and `high` as `upper + lower`. */
export const powers = tableOfPowers();

function tableOfPowers() {
  const columns = () => new Float64Array(2 * POWER_LIMIT + 1);
  const table = { high: columns(), low: columns(), upper: columns(), lower: columns() };
  for (let power = -POWER_LIMIT; power <= POWER_LIMIT; power++) {
    const index = power + POWER_LIMIT;
    const high = Number(`1e${power}`);
    table.high[index] = high;
    table.low[index] =
      power < 0 ? remainderOfFraction(high, -power) : Number(10n ** BigInt(power) - BigInt(high));
    const scaled = SPLIT * high;
    table.upper[index] = scaled - (scaled - high);
    table.lower[index] = high - table.upper[index]!;
  }
  return table;
}

/** 10^−power − high. @param high the double nearest to 10^−power. */
function remainderOfFraction(high: number, power: number): number {
  // As a fraction: high is mantissa / 2^shift, in whole numbers.
  const shift = 52 - Math.floor(Math.log2(high));
  const half = shift >> 1;
  const mantissa = BigInt(high * 2 ** half * 2 ** (shift - half));
  const ten = 10n ** BigInt(power);
  return (Number((1n << BigInt(shift)) - mantissa * ten) / Number(ten)) * 2 ** -half * 2 ** (half - shift);
}
