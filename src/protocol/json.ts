/** Plain JSON: what a checkpoint's state, a configuration and a question to a task are made of. */

import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
