/** What a run has stored of its best epoch: metrics of validation and test, and the backend that measured each of them. */
import type { BackendInfo, EpochRow, Metrics } from '../../protocol/events';
import type { RunRecord } from '../../protocol/records';
import { bestRow } from '../bestRow';

export interface StoredMetrics {
  part: 'validation' | 'test';
  metrics: Metrics;
  /** null where it is not known. */
  backend: BackendInfo | null;
}

export interface StoredResults {
  /** Of the best epoch; null where none was the best yet. */
  best: { epoch: number; step: number } | null;
  parts: StoredMetrics[];
}

/** As much of a run as is needed for it. */
export interface ToldRun {
  run: RunRecord;
  epochs: readonly EpochRow[];
  log: readonly string[];
}

export function storedResults({ run, epochs, log }: ToldRun): StoredResults {
  const { best, test, backend } = run;
  const row = best && bestRow({ run, epochs });
  const parts: StoredMetrics[] = [];
  if (row?.validation) {
    const { validation } = row;
    parts.push({ part: 'validation', metrics: validation, backend: backendOfEpoch(row.epoch, backend, log) });
  }
  if (test) parts.push({ part: 'test', metrics: test, backend });
  return { best: best && { epoch: best.epoch, step: best.step }, parts };
}

/**
 * A run may go on elsewhere than where it began; its record has the last backend only, its log all of them: "Training on
 * wasm (WASM, SIMD, one thread)".
 */
function backendOfEpoch(epoch: number, last: BackendInfo | null, log: readonly string[]): BackendInfo | null {
  let session: Pick<BackendInfo, 'name' | 'device'> | undefined;
  let found: typeof session;
  for (const line of log) {
    const [, name, device] = / - INFO - Training on (webgpu|wasm|cpu) \((.*?)\)(?:: |$)/.exec(line) ?? [];
    if (name === 'webgpu' || name === 'wasm' || name === 'cpu') session = { name, device: device ?? '' };
    if (line.includes(` - INFO - Epoch ${epoch}: `)) found = session;
  }
  if (!found || (found.name === last?.name && found.device === last.device)) return last;
  return { ...found, software: false, reason: null };
}
