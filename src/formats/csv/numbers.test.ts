/** Numbers out of bytes against `Number`, bit by bit. */
import { describe, expect, it } from 'vitest';
import { createNumberReader } from './numbers';
import { createPage, endPage } from './page';

/** How much of the text is a number, and which. */
function read(text: string, decimalComma = false): [length: number, value: number] {
  const page = createPage(text.length);
  page.bytes.set(new TextEncoder().encode(text));
  endPage(page, text.length);
  const numbers = createNumberReader(decimalComma);
  return [numbers.read(page.view, 0), numbers.value(page.view)];
}

/** The same sequence in every run: 32 bits at a time by Marsaglia's xorshift. */
function sequence(seed: number) {
  let state = seed;
  const bits = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (count: number) => bits() % count;
  const digits = (count: number) => Array.from({ length: count }, () => below(10)).join('');
  const double = () => {
    const [value = 0] = new Float64Array(Uint32Array.of(bits(), bits()).buffer);
    return Number.isFinite(value) ? value : 1;
  };
  return { below, digits, double };
}

const { below, digits, double } = sequence(20_251_128);
/** The odd number between two doubles of 53 bits. */
const halfway = () => ((2n ** 52n + BigInt(below(2 ** 31)) * 2n ** 21n + BigInt(below(2 ** 21))) << 1n) | 1n;

describe('a number out of bytes', () => {
  it.each<[string, () => string]>([
    ['the shortest spelling of any double', () => String(double())],
    ['17 digits of any double', () => double().toPrecision(17)],
    ['18 decimals and an exponent, as numpy.savetxt writes', () => double().toExponential(18)],
    ['few digits', () => `${below(2) ? '-' : ''}${digits(1 + below(3))}.${digits(below(7))}`],
    ['as many digits as a double has, and more', () => `0.${'0'.repeat(below(9))}${digits(12 + below(30))}`],
    ['integers', () => `${below(2) ? '+' : ''}${digits(1 + below(24))}`],
    ['exponents', () => `${digits(1 + below(18))}.${digits(below(4))}E${below(2) ? '-' : ''}${below(340)}`],
    ['ties', () => String(halfway() << BigInt(below(12)))],
    ['ties with decimals', () => `${halfway() / 4n}.${halfway() % 4n === 1n ? '25' : '75'}`],
    ['nearly ties', () => `${halfway()}.${'0'.repeat(below(20))}${below(2)}`],
  ])('is the nearest double: %s', (_case, make) => {
    for (let time = 0; time < 3000; time++) {
      const text = make();
      const [length, value] = read(text);
      if (length !== text.length || !Object.is(value, Number(text)))
        expect([text, length, value]).toEqual([text, text.length, Number(text)]);
    }
  });

  it('is zero, or infinite, where a double ends', () => {
    for (const text of [
      '0',
      '-0',
      '0e999',
      '-0.000',
      '4.9e-324',
      '2e-324',
      '1.7976931348623157e308',
      '1e400',
    ]) {
      expect(read(text)).toEqual([text.length, Number(text)]);
    }
    expect(read(`1${'0'.repeat(400)}`)).toEqual([401, Infinity]);
    expect(read(`${'0'.repeat(400)}1`)).toEqual([401, 1]);
  });

  it.each([
    ['1,5', 1],
    ['12abc', 2],
    ['1.2.3', 3],
    ['7e', 1],
    ['7e+', 1],
    ['5.', 2],
    ['.5', 2],
    ['.', 0],
    ['+', 0],
    ['-.e5', 0],
    ['--1', 0],
    ['e5', 0],
    ['', 0],
    ['nan', 0],
    ['12345678/', 8],
    ['1234:678', 4],
  ])('ends where %j is no number any more', (text, length) => {
    expect(read(text)[0]).toBe(length);
  });

  it('has a decimal comma where that is asked for, and ends at a point, which may stand between thousands', () => {
    expect(read('-1,25e1', true)).toEqual([7, -12.5]);
    expect(read('1.500', true)[0]).toBe(1);
    expect(read('0,12345678901234567891234567890123456789', true)[1]).toBe(0.12345678901234568);
    expect(read('1,2.3', true)[0]).toBe(3);
  });
});
