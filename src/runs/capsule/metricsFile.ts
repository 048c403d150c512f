/** `metrics.json` of a capsule: what the best epoch scored, on which rows and on which backend. Read, it has to agree with the other files. */
import { z } from 'zod';
import { AnnealError } from '../../protocol/errors';
import type { EpochRow, Metrics } from '../../protocol/events';
import { backendInfoSchema, type RunRecord } from '../../protocol/records';
import { bestRow } from '../bestRow';
import { exactJson, parseExactJson } from './exactJson';
import { storedResults, type ToldRun } from './storedMetrics';

const anyNumber = z.custom<number>((value) => typeof value === 'number', 'expected a number');
const partSchema = z.object({
  metrics: z.record(z.string(), anyNumber),
  backend: backendInfoSchema.nullable(),
});

const metricsFileSchema = z.object({
  version: z.literal(1),
  best: z.object({ epoch: z.number(), step: z.number() }).nullable(),
  validation: partSchema.nullable(),
  test: partSchema.nullable(),
});

export function metricsJson(told: ToldRun): string {
  const { best, parts } = storedResults(told);
  const part = (name: 'validation' | 'test') => {
    const { metrics, backend } = parts.find((one) => one.part === name) ?? {};
    return metrics === undefined ? null : { metrics, backend };
  };
  return exactJson({ version: 1, best, validation: part('validation'), test: part('test') });
}

/** @throws file-format where the files of a capsule contradict one another. */
export function requireAgreement(
  run: RunRecord,
  epochs: readonly EpochRow[],
  json: string,
  place: string,
): void {
  const parsed = metricsFileSchema.safeParse(parseExactJson(json));
  if (!parsed.success) {
    throw contradiction(place, `metrics.json cannot be read (${parsed.error.issues[0]?.message})`);
  }
  const { validation, test } = parsed.data;
  const row = bestRow({ run, epochs });
  agree(validation?.metrics ?? null, row?.validation ?? null, `${place}: metrics.json and history.csv`);
  agree(test?.metrics ?? null, run.test, `${place}: metrics.json and record.json`);
}

function agree(one: Metrics | null, other: Metrics | null, where: string): void {
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  for (const name of names) {
    const [a, b] = [metricIn(one, name), metricIn(other, name)];
    if (!Object.is(a, b)) throw contradiction(where, `${name} is ${a} in the one and ${b} in the other`);
  }
}

const metricIn = (metrics: Metrics | null, name: string) =>
  metrics && Object.hasOwn(metrics, name) ? metrics[name] : undefined;

function contradiction(place: string, found: string): AnnealError {
  return new AnnealError('file-format', `${place}: ${found}.`, {
    place,
    received: found,
    remedy: 'Somebody has changed the capsule. Get it again from whoever made it.',
  });
}
