/** Programs for whose files a run in the page can be logged while it trains, and what is kept of the reader's choice. */
import { z } from 'zod';

export const logFormatSchema = z.enum(['tensorboard', 'wandb']);
export type LogFormat = z.infer<typeof logFormatSchema>;

export const logFormats = logFormatSchema.options;

export const logFormatNames: Record<LogFormat, string> = { tensorboard: 'TensorBoard', wandb: 'W&B' };

/** A folder that the reader has chosen; the browser hands it over to workers and keeps it in databases. */
export const pickedFolderSchema = z.custom<FileSystemDirectoryHandle>(
  (value) => typeof FileSystemDirectoryHandle !== 'undefined' && value instanceof FileSystemDirectoryHandle,
  'expected a folder',
);

/** Where a run is logged to, and for whom. */
export const loggingSchema = z.strictObject({
  folder: pickedFolderSchema,
  formats: z.array(logFormatSchema),
});
export type Logging = z.infer<typeof loggingSchema>;
