/** Nothing that was acknowledged is lost: reload and a killed worker in the middle of an epoch, then equal in every bit. */
import { expect, type Page, test, type Worker } from '@playwright/test';
import { readSafetensors } from '../src/formats/safetensors/safetensors';
import {
  chooseBackend,
  configure,
  downloadCheckpoint,
  expectStatus,
  importData,
  runHeader,
  startTraining,
  waitForStep,
} from './studio';
import { regressionTable } from './tables';

/** 20 steps an epoch, everything that has a state switched on, saved in the middle of epochs. */
const settings = {
  model: { hiddenSize: 8, numLayers: 1, dropout: 0.1 },
  training: { epochs: 30, batchSize: 16, emaDecay: 0.9, earlyStopping: false },
  checkpoint: { everyNSteps: 7 },
};

async function begin(page: Page, backend: 'WebGPU' | 'WASM'): Promise<void> {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, settings);
  await page.getByRole('radio', { name: backend }).check({ force: true });
  await startTraining(page);
}

/** Weights, average and optimizer state at the end, in hexadecimal digits. */
async function finalTensors(page: Page): Promise<Record<string, string>> {
  await expectStatus(page, 'finished', 90_000);
  const bytes = await downloadCheckpoint(page, 'latest', /^Everything/);
  const { tensors } = readSafetensors(new Uint8Array(bytes));
  return Object.fromEntries(
    tensors.map((tensor) => [tensor.name, Buffer.from(tensor.bytes).toString('hex')]),
  );
}

async function resume(page: Page): Promise<void> {
  const header = runHeader(page);
  await header.getByRole('button', { name: 'Resume' }).click();
  await expectStatus(page, 'training');
}

/** An error that nobody catches, as a bug or a lack of memory would be. */
async function killWorker(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by the test');
    });
  });
}

/** Gone without a word, as when the system takes its memory: no error event tells the page. */
async function closeWorker(worker: Worker): Promise<void> {
  await worker.evaluate(() => self.close()).catch(() => {});
}

for (const backend of ['WASM', 'WebGPU'] as const) {
  test(`a reload and a killed worker leave no trace in the result on ${backend}`, async ({
    page,
    browser,
  }) => {
    test.setTimeout(240_000);
    await begin(page, backend);
    const expected = await finalTensors(page);

    // A profile of its own: in the same one the studio would offer the finished run instead.
    const second = await (await browser.newContext()).newPage();
    await begin(second, backend);
    await waitForStep(second, 90);
    await second.reload();
    await expectStatus(second, 'interrupted');
    await resume(second);
    // One trains and one answers questions; which is which cannot be seen from here.
    const workers = () => second.workers().filter((worker) => worker.url().includes('trainWorker'));
    for (const [end, step] of [
      [killWorker, 270],
      [closeWorker, 400],
    ] as const) {
      await waitForStep(second, step);
      await Promise.all(workers().map(end));
      await expectStatus(second, /failed|interrupted/);
      await resume(second);
    }
    expect(await finalTensors(second)).toEqual(expected);
  });
}

/** A U-Net whose steps take a second or more on WASM, each without a pause in which its worker could be told to end. */
async function beginSlowly(page: Page): Promise<void> {
  await page.goto('/?sample=vessels');
  await configure(page, {});
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await waitForStep(page, 1);
}

test('a reload in the middle of a slow step leaves a run that can be resumed within seconds', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await beginSlowly(page);
  await page.reload();
  await expectStatus(page, 'interrupted', 5000);
  await resume(page);
  await waitForStep(page, 1);
  // As when the browser keeps the page to come back to.
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await expectStatus(page, 'interrupted', 5000);
  await resume(page);
});

test('a run is left to the tab that trains it until that tab is closed', async ({ page: first, context }) => {
  test.setTimeout(240_000);
  await beginSlowly(first);
  const second = await context.newPage();
  await second.goto(first.url());
  await expectStatus(second, 'training');
  await expect(runHeader(second)).toContainText('in the tab opened at');
  // Longer than a worker without a page lives.
  await second.waitForTimeout(4000);
  await expectStatus(second, 'training', 1000);
  // Nothing here pauses or stops it.
  await expect(runHeader(second).getByRole('button')).toHaveText(['Train here instead']);
  await first.close();
  await expectStatus(second, 'interrupted', 5000);
  await resume(second);
});
