/** A storage that is full: said before a run starts, freed by what could be undone, and nothing that was saved is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium, expect, type Page } from '@playwright/test';
import { configure, expectStatus, importData, runHeader, startTraining, waitForStep } from './studio';
import { regressionTable } from './tables';

/** A browser with a profile on disk: one without counts nothing of the files in its private file system. */
const test = base.extend({
  page: async ({ baseURL, launchOptions }, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'anneal-profile-'));
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      ...(baseURL && { baseURL }),
    });
    await use(context.pages()[0] ?? (await context.newPage()));
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  },
});

test.setTimeout(240_000);

/** A checkpoint takes 3.2 MB. */
const large = {
  model: { hiddenSize: 256, numLayers: 2 },
  training: { epochs: 6, batchSize: 64, earlyStopping: false },
};

/** From now on so many bytes are left to the page. */
async function leave(page: Page, bytes: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin });
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: Math.floor(usage) + bytes });
}

const openPlace = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name }).click();

test('a run is refused before it trains where its checkpoints find no room, and what was deleted makes way', async ({
  page,
}) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, large);
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);
  await leave(page, 12_000_000);
  await page.getByRole('button', { name: 'Train again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Train/ }).click();
  await expectStatus(page, 'failed', 60_000);
  await expect(page.getByText(/There is no room for the checkpoints of the run/).first()).toBeVisible();

  // The first run goes, can be brought back, and yet makes way for the second.
  await openPlace(page, 'Runs');
  const first = page.getByRole('row', { name: 'finished' });
  await first.getByRole('button', { name: /^Actions/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('row', { name: 'failed' }).getByRole('link').first().click();
  await runHeader(page)
    .getByRole('button', { name: /Resume|Start/ })
    .click();
  await expectStatus(page, 'finished', 60_000);
});

test('a storage that fills up while a run trains loses nothing of it, and it goes on once room is made', async ({
  page,
}) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...large, training: { ...large.training, epochs: 400 } });
  await startTraining(page);
  await waitForStep(page, 30);
  await leave(page, 0);
  await expectStatus(page, 'failed', 60_000);
  await expect(page.getByText(/storage for this page is full/).first()).toBeVisible();
  await page.reload();
  // Whatever could still be written about its end, it is not shown as training, and can go on.
  await expectStatus(page, /failed|interrupted/);
  await leave(page, 50_000_000);
  await runHeader(page).getByRole('button', { name: 'Resume' }).click();
  await expectStatus(page, 'training', 60_000);
  await runHeader(page).getByRole('button', { name: 'Stop' }).click();
  await expectStatus(page, 'stopped');

  // It can be deleted where nothing can be written any more, and its room is free at once.
  await leave(page, 0);
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  const row = page.getByRole('row', { name: 'stopped' });
  await row.getByRole('button', { name: /^Actions/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('No runs yet')).toBeVisible();
  await page.goto('/storage');
  await expect(page.getByText(/are used here/)).toBeVisible();
  // Where not even the mark found room the run is gone already.
  const free = page.getByRole('button', { name: 'Free them now' });
  if (await free.isVisible()) await free.click();
  await expect(free).toHaveCount(0);
});
