/** A run of many epochs: the last few of its periodic checkpoints stay, and long lists begin with their first rows. */
import { expect, type Page, test } from '@playwright/test';
import { chooseBackend, configure, expectStatus, importData, startTraining, tiny } from './studio';
import { regressionTable } from './tables';

async function train(page: Page, checkpoint: { [name: string]: unknown }): Promise<void> {
  await page.goto('/');
  await importData(page, regressionTable());
  const training = { ...tiny.training, epochs: 40, earlyStopping: false, learningRate: 0.05 };
  await configure(page, { ...tiny, training, checkpoint: { everyNEpochs: 1, ...checkpoint } });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
}

const actions = (page: Page) => page.getByRole('button', { name: /^Actions for the checkpoint/ });
/** Epochs of the checkpoints in the list that are kept for being each n-th one. */
const periodic = (page: Page) =>
  page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'periodic', exact: true }) });

test('of the checkpoints of each n-th epoch the last ten stay', async ({ page }) => {
  await train(page, {});
  await expect(periodic(page)).toHaveCount(10);
  await expect(periodic(page).first()).toContainText('epoch 40');
  await expect(periodic(page).last()).toContainText('epoch 31');
  // The page has followed along; the stored list says the same.
  const shown = await actions(page).evaluateAll((buttons) => buttons.map((button) => button.ariaLabel));
  await page.reload();
  await expect(actions(page)).toHaveCount(shown.length);
  expect(await actions(page).evaluateAll((buttons) => buttons.map((button) => button.ariaLabel))).toEqual(
    shown,
  );
});

test('where all of them are kept the panel begins with twenty and shows more on request', async ({
  page,
}) => {
  await train(page, { keepPeriodic: null });
  const more = page.getByRole('button', { name: /^Show \d+ more$/ });
  await expect(more).toBeVisible();
  expect(await actions(page).count()).toBeLessThan(22);
  await expect(page.getByRole('listitem').filter({ hasText: 'best' }).first()).toBeVisible();
  await more.click();
  await expect(periodic(page)).toHaveCount(40);
  await expect(more).toHaveCount(0);
  await page.getByRole('navigation').getByRole('link', { name: 'Data' }).click();
  await page.locator('a[href="/storage"]').click();
  await expect(page.getByRole('button', { name: /^Delete the checkpoint of epoch/ })).toHaveCount(20);
});
