/**
 * Trains in a Chromium that is killed at random moments, and looks after each kill whether everything that was told as
 * saved is there and whole.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { randomStream } from '../../src/engine/random.ts';
import { openBrowser } from './killedBrowser.ts';

export interface KillOptions {
  executablePath: string;
  /** Of the built page. */
  address: string;
  rounds: number;
  /** Of the moments of the kills. */
  seed: number;
  /** Hears of each round in words. */
  tell(line: string): void;
}

export interface KillReport {
  rounds: number;
  /** Checkpoints that the page told of as saved. */
  acknowledged: number;
  /** Told of as saved, and neither there nor replaced by a later one. */
  lost: number;
  /** Recorded without their bytes, or with other bytes. */
  torn: number;
}

/** What storage holds of the run. */
interface Found {
  checkpoints: { id: string; step: number; whole: boolean }[];
}

interface Told {
  id: string;
  step: number;
}

/** Milliseconds from the first saved checkpoint of a round to the kill, at most. */
const longest = 1500;
/** A checkpoint of 4 MB each five steps, so that hardly a moment passes without one being written. */
const settings = {
  model: { hiddenSize: 384, numLayers: 2 },
  training: { epochs: 5000, batchSize: 64, earlyStopping: false },
  checkpoint: { everyNSteps: 5 },
};

export async function killCampaign({
  executablePath,
  address,
  rounds,
  seed,
  tell,
}: KillOptions): Promise<KillReport> {
  const profile = mkdtempSync(join(tmpdir(), 'anneal-kills-'));
  const moments = randomStream(seed, 'kills');
  let last: Told | null = null;
  const report: KillReport = { rounds, acknowledged: 0, lost: 0, torn: 0 };
  try {
    for (let round = 0; round <= rounds; round++) {
      const { page, kill } = await openBrowser(executablePath, profile);
      try {
        if (round > 0) {
          await page.goto(new URL('icon.svg', address).href);
          // What runs this file gives functions their names by a helper that the page lacks.
          await page.evaluate('globalThis.__name = (named) => named');
          const found = await page.evaluate(readCheckpoints);
          const torn = found.checkpoints.filter(({ whole }) => !whole).length;
          const newest = Math.max(-1, ...found.checkpoints.map(({ step }) => step));
          const lost = last !== null && newest < last.step ? 1 : 0;
          report.torn += torn;
          report.lost += lost;
          tell(
            `kill ${round}: ${found.checkpoints.length} checkpoints, the newest of step ${newest}, told of step ${last?.step ?? 'none'}${torn ? `, ${torn} TORN` : ''}${lost ? ', LOST' : ''}`,
          );
        }
        if (round === rounds) break;
        const told = await follow(page);
        await page.goto(round === 0 ? address : new URL('train', address).href);
        if (round === 0) await beginTraining(page);
        else await page.getByRole('main').getByRole('button', { name: 'Resume' }).click();
        await told.first;
        await new Promise((resolve) => setTimeout(resolve, moments.uniform() * longest));
        await kill();
        report.acknowledged += told.all.length;
        last = told.all.at(-1) ?? last;
      } finally {
        await kill().catch(() => undefined);
      }
    }
    return report;
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Collects what the page tells its other tabs of saved checkpoints. */
async function follow(page: Page): Promise<{ all: Told[]; first: Promise<void> }> {
  const all: Told[] = [];
  let begin = () => {};
  const first = new Promise<void>((resolve) => {
    begin = resolve;
  });
  await page.exposeFunction('annealTold', (told: Told) => {
    all.push(told);
    begin();
  });
  await page.addInitScript(() => {
    const channel = new BroadcastChannel('anneal-tabs-2');
    channel.addEventListener('message', ({ data }) => {
      const event = data?.kind === 'event' ? data.event : null;
      const tell = Reflect.get(globalThis, 'annealTold');
      if (event?.type === 'checkpoint' && typeof tell === 'function')
        tell({ id: event.id, step: event.step });
    });
    // Somebody is there to be told.
    setInterval(() => channel.postMessage({ kind: 'hello' }), 500);
  });
  return { all, first };
}

/** Trains the regression sample with checkpoints that follow each other closely. */
export async function beginTraining(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look at Regression' }).click();
  await page.getByRole('button', { name: 'Train on this' }).click();
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  const config: Record<string, object> = JSON.parse(await editor.inputValue());
  for (const [section, values] of Object.entries(settings))
    config[section] = { ...config[section], ...values };
  await editor.fill(JSON.stringify(config, null, 2));
  await page.getByRole('button', { name: 'Start training' }).click();
}

/** In the page: every checkpoint that is recorded, and whether its bytes are those that were saved. */
async function readCheckpoints(): Promise<Found> {
  const ask = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await ask(indexedDB.open('anneal'));
  const stored = database.transaction(['checkpoints', 'payloads']);
  const records: { id: string; step: number; sha256: string }[] = await ask(
    stored.objectStore('checkpoints').getAll(),
  );
  const checkpoints = [];
  for (const { id, step, sha256 } of records) {
    const payload: unknown = await ask(
      database.transaction('payloads').objectStore('payloads').get(id),
    ).catch(() => null);
    let whole = false;
    if (payload instanceof Uint8Array) {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', payload.slice()));
      whole = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
    }
    checkpoints.push({ id, step, whole });
  }
  database.close();
  return { checkpoints };
}
