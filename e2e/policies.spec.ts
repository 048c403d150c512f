/** What a run says of steps that are not finite, when it is told to skip them or to go back. */
import { expect, type Page, test } from '@playwright/test';
import { chooseBackend, configure, expectStatus, importData, startTraining, tiny } from './studio';
import { regressionTable } from './tables';

/** A rate by which the first step throws the weights out of every range. */
const exploding = {
  optimizer: { name: 'sgd' },
  learningRate: 1e30,
  gradientClipNorm: null,
  schedule: { name: 'constant' },
};

async function trainWith(page: Page, training: { [name: string]: unknown }): Promise<void> {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...tiny, training: { ...tiny.training, ...exploding, ...training } });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
}

test('a run that skips one step after another fails and says why', async ({ page }) => {
  await trainWith(page, { epochs: 100, nonFinite: 'skip' });
  await expectStatus(page, 'failed', 60_000);
  await expect(
    page.getByText(/20 steps in a row were skipped as not finite, up to step \d+/).first(),
  ).toBeVisible();
});

test('a run that may skip without a limit says at its end how many steps of how many changed nothing', async ({
  page,
}) => {
  await trainWith(page, { maxSteps: 40, nonFinite: 'skip', maxSkippedInARow: null, earlyStopping: false });
  await expectStatus(page, 'finished', 60_000);
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByText(/^\d+ of 40 steps \(\d+ %\) changed nothing/)).toBeVisible();
  await page.reload();
  await expect(result.getByText(/^\d+ of 40 steps \(\d+ %\) changed nothing/)).toBeVisible();
});

test('a run that goes back says each time to which rate', async ({ page }) => {
  await trainWith(page, { nonFinite: 'rollback' });
  await expectStatus(page, 'failed', 60_000);
  const log = page.getByRole('log');
  for (const [count, rate, before] of [
    [1, '5e\\+29', '1e\\+30'],
    [2, '2.5e\\+29', '5e\\+29'],
    [5, '3.13e\\+28', '6.25e\\+28'],
  ]) {
    await expect(
      log.getByText(
        new RegExp(`learning rate ${rate} instead of ${before} \\(return ${count} of at most 5\\)`),
      ),
    ).toHaveCount(1);
  }
});
