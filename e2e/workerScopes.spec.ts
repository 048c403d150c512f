/** How many workers come up, each with memory of its own: none before they are needed, none for threads that nobody uses. */
import { expect, type Page, test } from '@playwright/test';
import { expectStatus } from './studio';

/** The workers of the page and those within them, by the first word of their file; threads of WASM have none. */
function scopes(page: Page): string[] {
  return page
    .workers()
    .map((worker) => /\/(\w+)-[^/]*\.js$/.exec(worker.url())?.[1] ?? 'thread')
    .sort();
}

async function withCores(page: Page, cores: number): Promise<void> {
  const prelude = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${cores} });`;
  await page.route(/trainWorker-.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${prelude}\n${await response.text()}` });
  });
}

for (const [cores, threads] of [
  [2, 0],
  [8, 3],
] as const) {
  test(`on ${cores} cores a first visit opens no worker, a probe no thread, and a run ${threads} beside its own`, async ({
    page,
  }) => {
    await withCores(page, cores);
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
    expect(scopes(page)).toEqual([]);
    await page.goto('/?sample=regression');
    await page.getByRole('button', { name: 'Train on this' }).click();
    // Enabled once the probe has said what there is.
    await expect(page.getByRole('radio', { name: 'WASM' })).toBeEnabled();
    // The browser tells of a worker a moment after the page has heard from it.
    await expect.poll(() => scopes(page)).toEqual(['dataWorker', 'trainWorker']);
    await page.getByRole('button', { name: 'Start training' }).click();
    await expectStatus(page, /training|finished/);
    await expect(page.getByText(/Training on wasm/)).toBeVisible();
    await expect
      .poll(() => scopes(page))
      .toEqual(['dataWorker', ...Array<string>(threads).fill('thread'), 'trainWorker', 'trainWorker'].sort());
  });
}
