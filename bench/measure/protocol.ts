/** What the driver and a contender in its worker say to each other. One request at a time, each answered once. */
import { z } from 'zod';
import { problemNames } from '../problems/catalogue';
import { contenderNames } from './contenders';

export const requestSchema = z.discriminatedUnion('do', [
  /** Starts the library on its backend. */
  z.object({ do: z.literal('open'), contender: z.enum(contenderNames) }),
  /** Builds the problem and runs the first steps, compilation included. */
  z.object({ do: z.literal('prepare'), problem: z.enum(problemNames) }),
  z.object({ do: z.literal('run'), steps: z.number().int().positive() }),
]);
export type Request = z.infer<typeof requestSchema>;

/** Of one step, averaged over a run. */
export const measurementSchema = z.object({
  /** Until the device had finished. */
  milliseconds: z.number(),
  /** Of them, until JavaScript had queued everything. */
  scriptMilliseconds: z.number(),
  dispatches: z.number(),
  submits: z.number(),
});
export type Measurement = z.infer<typeof measurementSchema>;

export const preparedSchema = z.object({
  /** Losses of the first two steps before their updates, to see that everybody computes the same. */
  values: z.tuple([z.number(), z.number()]),
  /** Of the second step, reading its loss included: tells how many steps fill a run. */
  milliseconds: z.number(),
});
export type Prepared = z.infer<typeof preparedSchema>;

export const openedSchema = z.object({ device: z.string() });

export const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type Reply = z.infer<typeof replySchema>;
