/**
 * What a schema says of a setting to people, in zod's own `meta`, which JSON Schema carries on to the form. `meta` comes
 * before `default`, so that a task that has another default keeps the words: `shape.epochs.unwrap().default(100)`.
 */
import { z } from 'zod';

export const settingWordsSchema = z.object({
  /** The label, in the field's own terms: `β₁`. The name in words where there is none. */
  title: z.string().optional(),
  /** One sentence, where somebody hesitates. */
  description: z.string().optional(),
  /** Stands first, in sight; some ten settings of a task do. */
  essential: z.boolean().default(false),
  /** Other names that it is searched by: `lr`, `weight averaging`. */
  also: z.string().default(''),
});

declare module 'zod' {
  interface GlobalMeta extends z.input<typeof settingWordsSchema> {}
}
