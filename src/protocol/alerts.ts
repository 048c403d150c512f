/** What a person wants to be told of while runs train: rules on metrics, and how it is told. */
import { z } from 'zod';

export const alertRuleSchema = z.object({
  id: z.string().min(1),
  /** Rows that the metric is of; `step` is a channel of every optimizer step. */
  of: z.enum(['validation', 'train', 'step']),
  /** As in `Metrics`, or a channel of steps: `loss`, `gradientNorm`. */
  metric: z.string().min(1),
  is: z.enum(['above', 'below', 'notFinite']),
  /** Not used by `notFinite`. */
  value: z.number(),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertSettingsSchema = z.object({
  rules: z.array(alertRuleSchema).catch([]).default([]),
  /** A notice when a run has ended or failed while the page was not looked at. */
  onEnd: z.boolean().catch(false).default(false),
  /** By the browser too, which asks for its permission once. */
  notifications: z.boolean().catch(false).default(false),
  sound: z.boolean().catch(false).default(false),
});
export type AlertSettings = z.infer<typeof alertSettingsSchema>;
