/** What may stand beside the predictions of a table. */
import { z } from 'zod';
import type { EchoedPart } from './data/echo';

export const tableOptionsSchema = z.strictObject({
  echo: z
    .enum(['none', 'id', 'inputs', 'id,inputs'])
    .default('none')
    .describe('Columns of the data that are repeated: id (identifiers), inputs, or id,inputs'),
  interval: z
    .number()
    .int()
    .min(50)
    .max(99)
    .nullable()
    .default(null)
    .describe('Of quantities: per cent of a split-conformal interval, such as 90'),
});
export type TableOptions = z.infer<typeof tableOptionsSchema>;

export function echoedParts({ echo }: Pick<TableOptions, 'echo'>): EchoedPart[] {
  switch (echo) {
    case 'none':
      return [];
    case 'id':
      return ['id'];
    case 'inputs':
      return ['inputs'];
    case 'id,inputs':
      return ['id', 'inputs'];
  }
}
