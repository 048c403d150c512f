/** JSON whose numbers come back with every bit: what JSON has no number for is written as `{"number": "NaN"}`. */
import { z } from 'zod';

const wordSchema = z.strictObject({ number: z.enum(['NaN', 'Infinity', '-Infinity', '-0']) });

export function exactJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, one: unknown) => {
      if (typeof one !== 'number') return one;
      if (Object.is(one, -0)) return { number: '-0' };
      return Number.isFinite(one) ? one : { number: String(one) };
    },
    2,
  );
  return `${text}\n`;
}

/** null for what is no JSON. */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, one: unknown) => {
      const { data } = wordSchema.safeParse(one);
      return data ? Number(data.number) : one;
    });
  } catch {
    return null;
  }
}
