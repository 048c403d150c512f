/** The zod schemas of a dataset record, stored or in an archive, and of what a run knows of its data. */
import { z } from 'zod';
import {
  type DatasetReading,
  type DatasetRecord,
  type DatasetSource,
  type DescribedDataset,
  datasetWarningCodes,
  fileFormats,
} from './datasets';
import { readingsSchema } from './reading';

const count = z.number().int().min(0);
const statistic = z.number().nullable();

const columnSchema = z.object({
  name: z.string(),
  count,
  missing: count,
  mean: statistic,
  std: statistic,
  min: statistic,
  max: statistic,
  median: statistic,
  outliers: count,
  histogram: z.array(count),
  // Records of before have neither.
  sampled: count.nullable().default(null),
  distinct: z.array(z.number()).nullable().default(null),
});

const dtypeSchema = z.enum([
  'float16',
  'float32',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
]);

const locationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('arrays') }),
  z.object({ kind: z.literal('file'), folder: z.string().min(1), bytes: count, offsets: z.array(count) }),
  z.object({
    kind: z.literal('reference'),
    folder: z.string().min(1),
    bytes: count,
    files: z.array(z.object({ name: z.string(), size: count, lastModified: z.number() })),
    places: z.array(
      z.object({
        file: count.nullable(),
        offset: count,
        dtype: dtypeSchema.exclude(['string']),
        bigEndian: z.boolean(),
      }),
    ),
  }),
]);

const sheetSchema = z.object({
  name: z.string(),
  shape: z.array(count),
  dtype: dtypeSchema,
  categories: z.array(z.string()).nullable(),
  columns: z.array(columnSchema),
  firstRows: z.array(z.array(z.union([z.number(), z.string(), z.null()]))),
});

const pairSchema = z.object({
  image: z.string(),
  mask: z.string().nullable(),
  more: z.array(z.string()).optional(),
});

const readingSchema = z.object({
  readings: readingsSchema.optional(),
  names: z.array(z.array(z.string()).nullable()).optional(),
  pairs: z.array(pairSchema).optional(),
}) satisfies z.ZodType<DatasetReading>;

export const datasetSourceSchema = z.object({
  files: z.array(z.string()),
  format: z.enum(fileFormats),
  bytes: count,
  examples: count,
  arrays: z.array(z.object({ name: z.string(), shape: z.array(count), dtype: dtypeSchema })),
  reading: readingSchema.optional(),
}) satisfies z.ZodType<DatasetSource>;

export const datasetRecordSchema = z.object({
  version: z.literal(2),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  format: z.enum(fileFormats),
  files: z.array(z.string()),
  bytes: count,
  createdAt: z.string(),
  location: locationSchema,
  arrays: z.array(sheetSchema),
  warnings: z.array(z.object({ code: z.enum(datasetWarningCodes), message: z.string() })),
  // A reading that cannot be read any more costs a question, not the dataset.
  reading: readingSchema.optional().catch(undefined),
  pairs: z.array(pairSchema.extend({ pages: count.optional() })).optional(),
}) satisfies z.ZodType<DatasetRecord>;

/** Without the place of its values. */
export const describedDatasetSchema = datasetRecordSchema.omit({
  location: true,
}) satisfies z.ZodType<DescribedDataset>;
