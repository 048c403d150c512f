/** What is asked about one unit of a session. */
import { z } from 'zod';

const index = z.number().int().min(0);

/** Predicted against recorded rates of a unit, from bin `start` to before `end`. */
export const traceArgument = z.strictObject({ session: z.string(), unit: index, start: index, end: index });
export type TraceArgument = z.infer<typeof traceArgument>;

/** How the readout of a session looks at the features for one unit. */
export const unitArgument = z.strictObject({ session: z.string(), unit: index });
export type UnitArgument = z.infer<typeof unitArgument>;
