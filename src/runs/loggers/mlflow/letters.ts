/** What waits for an MLflow server: batches within its limits, and how a run has ended. Made here, and read back by zod. */
import { z } from 'zod';
import type { MlflowBatch, MlflowMetric, MlflowPair } from './server';

/** MLflow's limits: entries of a request, characters of a name and of a value. */
export const MAX_METRICS = 1000;
const MAX_PAIRS = 100;
const MAX_KEY = 250;
const MAX_PARAM = 6000;
const MAX_TAG = 5000;
/** A request may have a megabyte. */
const MAX_BYTES = 900_000;

const metric = z.object({
  key: z.string(),
  value: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]),
  timestamp: z.number(),
  step: z.number(),
});
const pair = z.object({ key: z.string(), value: z.string() });

/** How far the run is told with this letter and those before it. */
const markSchema = z.object({
  /** Whether its settings are. */
  settings: z.boolean(),
  step: z.number(),
  epoch: z.number(),
  /** The step at which it was tested; -1 before. */
  test: z.number(),
});
export type Mark = z.infer<typeof markSchema>;

export const nothingTold: Mark = { settings: false, step: 0, epoch: 0, test: -1 };

export const letterSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('batch'),
    metrics: z.array(metric),
    params: z.array(pair),
    tags: z.array(pair),
    mark: markSchema,
  }),
  z.object({
    kind: z.literal('status'),
    status: z.enum(['RUNNING', 'FINISHED', 'FAILED', 'KILLED']),
    endTime: z.number().nullable(),
    mark: markSchema,
  }),
  /** A text that is kept with the run as a file, where the server takes files. */
  z.object({ kind: z.literal('artifact'), path: z.string(), text: z.string(), mark: markSchema }),
]);
export type MlflowLetter = z.infer<typeof letterSchema>;

/** What the sender keeps in mind between sessions. */
export const senderStateSchema = z.object({
  /** The configuration, as JSON text: with another one the same steps have other values. */
  config: z.string(),
  /** The tag by which the run is found on the server when the answer to its making was lost. */
  attempt: z.string(),
  startTime: z.number(),
  /** The address of the server on which the run is, or will be made. */
  server: z.string().optional(),
  /** Whether the server was ever asked to make the run. */
  isAsked: z.boolean(),
  runId: z.string().nullable(),
  mark: markSchema,
});
export type SenderState = z.infer<typeof senderStateSchema>;

export function metricValue(value: number): MlflowMetric['value'] {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/**
 * Names as MLflow takes them: letters, digits, `_`, `-`, `.`, space and `/`, no way out of a folder, 250 characters. Two names stay
 * two.
 */
export function mlflowKeys(): (name: string) => string {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  return (name) => {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const plain = name
      .replace(/[^\p{L}\p{N}_./ -]/gu, '_')
      .split('/')
      .map((part) => (/^\.{0,2}$/.test(part) ? `_${part.replaceAll('.', '_')}` : part))
      .join('/');
    let key = plain.slice(0, MAX_KEY);
    for (let i = 2; taken.has(key); i++) key = `${plain.slice(0, MAX_KEY - 8)}_${i}`;
    taken.add(key);
    keys.set(name, key);
    return key;
  };
}

/** @param say hears which values were cut. */
export function pairsOf(
  values: Iterable<readonly [string, string | number | boolean]>,
  kind: 'param' | 'tag',
  say: (message: string) => void,
): MlflowPair[] {
  const limit = kind === 'param' ? MAX_PARAM : MAX_TAG;
  const keyOf = mlflowKeys();
  return [...values].map(([name, given]) => {
    const value = String(given);
    if (value.length <= limit) return { key: keyOf(name), value };
    say(
      `MLflow takes ${limit} characters of a ${kind}: ${name} has ${value.length}, and its end was left out.`,
    );
    // Half of a surrogate pair is no character.
    return { key: keyOf(name), value: `${value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` };
  });
}

/** Batches of at most 100 pairs and 900 kB. */
export function pairBatches(params: readonly MlflowPair[], tags: readonly MlflowPair[]): MlflowBatch[] {
  const split = (pairs: readonly MlflowPair[]) => {
    const groups: MlflowPair[][] = [];
    let bytes = 0;
    for (const one of pairs) {
      // Of a character at most four bytes, and six where JSON escapes it.
      const size = 40 + 6 * (one.key.length + one.value.length);
      const group = groups.at(-1);
      if (group && group.length < MAX_PAIRS && bytes + size <= MAX_BYTES) {
        group.push(one);
        bytes += size;
      } else {
        groups.push([one]);
        bytes = size;
      }
    }
    return groups;
  };
  return [
    ...split(params).map((group) => ({ metrics: [], params: group, tags: [] })),
    ...split(tags).map((group) => ({ metrics: [], params: [], tags: group })),
  ];
}
