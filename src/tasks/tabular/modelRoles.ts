/** Which columns a model of a table takes and gives, and whether a dataset has them. */
import { z } from 'zod';
import type { RunConfig } from '../../protocol/config';
import type { ArraySheet, DescribedDataset } from '../../protocol/datasets';
import type { Json } from '../../protocol/json';
import type { ModelRoles } from '../../protocol/records';
import type { KnownModel } from '../description';

const rolesSchema = z.object({ inputs: z.array(z.string()).min(1), targets: z.array(z.string()).min(1) });

/** What a checkpoint says goes first: a configuration may leave the choice to the data. */
export function tableRoles(config: RunConfig, fitted?: Record<string, Json>): ModelRoles | null {
  return rolesSchema.safeParse(fitted).data ?? rolesSchema.safeParse(config.dataset).data ?? null;
}

/** By names alone: of the columns that are there, and not of their values. */
export function predictsTable(
  { config, roles }: KnownModel,
  { arrays }: DescribedDataset,
): { hasTruth: boolean } | null {
  const known = roles ?? tableRoles(config);
  if (!known || known.inputs.some((name) => !holds(arrays, name))) return null;
  return { hasTruth: known.targets.every((name) => holds(arrays, name)) };
}

/** `X[3]` is a column of `X`. */
function holds(arrays: readonly ArraySheet[], name: string): boolean {
  return arrays.some((array) => array.name === name || array.name === name.replace(/\[\d+\]$/, ''));
}
