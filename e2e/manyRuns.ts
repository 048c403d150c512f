/** Many stored runs without any training: put into the database of the page as they would lie there afterwards. */
import type { Page } from '@playwright/test';
import type { MetricInfo } from '../src/protocol/metrics';
import type { RunRecord } from '../src/protocol/records';
import { defaultConfig } from '../src/tasks/runConfig';

const loss: MetricInfo = { name: 'loss', title: 'loss', better: 'min', of: 'both' };
const dice: MetricInfo = { name: 'dice', title: 'Dice', better: 'max', of: 'both' };
const r2: MetricInfo = { name: 'r2', title: 'R²', better: 'max', of: 'both', signed: true };

const batchSizes = [16, 32, 64, 128];
const rates = [1e-4, 3e-4, 1e-3, 3e-3];

/**
 * The same each time. Every second run is of masks and monitors Dice, 0.5 to 1; the others are of a table and monitor the
 * loss. The first is the newest.
 */
export function manyRuns(count: number): RunRecord[] {
  const configs = { masks: defaultConfig('segmentation'), table: defaultConfig('tabular') };
  return Array.from({ length: count }, (_, i): RunRecord => {
    const kind = i % 2 === 0 ? 'masks' : 'table';
    const config = configs[kind];
    const value = kind === 'masks' ? 0.5 + 0.5 * ((i * 0.618) % 1) : 0.1 + 0.9 * ((i * 0.618) % 1);
    const monitor = kind === 'masks' ? 'dice' : 'loss';
    const number = String(i + 1).padStart(4, '0');
    return {
      version: 2,
      id: `${number}${'0'.repeat(4)}-0000-4000-8000-${number.padStart(12, '0')}`,
      name: `run ${i + 1}`,
      config: {
        ...config,
        checkpoint: { ...config.checkpoint, monitor, mode: 'auto' },
        training: {
          ...config.training,
          epochs: 20,
          batchSize: batchSizes[(i >> 1) % 4]!,
          learningRate: rates[(i >> 3) % 4]!,
          seed: i % 5,
        },
      },
      dataset: {
        fingerprint: (kind === 'masks' ? 'a' : 'b').repeat(64),
        name: kind === 'masks' ? 'cells' : 'rain.csv',
      },
      status: i % 25 === 24 ? 'failed' : 'finished',
      createdAt: new Date(Date.UTC(2026, 0, 31, 12) - i * 60_000).toISOString(),
      updatedAt: new Date(Date.UTC(2026, 0, 31, 12)).toISOString(),
      seconds: 30 + ((i * 37) % 500),
      epoch: 20,
      step: 2000,
      totalEpochs: 20,
      totalSteps: 2000,
      metrics: kind === 'masks' ? [loss, dice] : [loss, r2],
      best: { monitor, value, epoch: 12, step: 1200 },
      test:
        kind === 'masks' ? { loss: 1 - value, dice: value - 0.02 } : { loss: value * 1.1, r2: 0.6 - value },
      finishReason: 'completed',
      backend: { name: 'wasm', device: 'WASM', software: false, reason: null },
      parameterCount: 12_345,
      error: null,
      warnings: [],
      notes: '',
      tags: i % 10 === 0 ? ['baseline'] : [],
      colour: i % 8,
    };
  });
}

/** Puts runs into the database of a page that is open; it knows of them after a reload. */
export async function storeRuns(page: Page, runs: readonly RunRecord[]): Promise<void> {
  await page.evaluate(
    (entries) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('anneal');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const writing = opening.result.transaction('records', 'readwrite');
          for (const { id, stored } of entries) writing.objectStore('records').put(stored, id);
          writing.onerror = () => reject(writing.error);
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    runs.map((run): { id: string; stored: unknown } => ({ id: run.id, stored: { ...run, deletedAt: null } })),
  );
}
