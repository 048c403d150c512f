/** axe finds nothing wrong in any place, empty and filled, light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { configure, expectStatus, importData, startTraining, tiny } from './studio';
import { regressionTable } from './tables';

/** Looks at what is shown, in both themes; each violation is a line. */
async function look(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

test('no place has a violation before there is anything in it', async ({ page }) => {
  for (const place of ['/data', '/configure', '/train', '/runs', '/analyse', '/storage']) {
    await page.goto(place);
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    await look(page, place);
  }
  for (const [key, name] of [
    ['?', 'Help'],
    ['Control+k', 'Commands'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await look(page, name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'Alerts' }).click();
  await expect(page.getByRole('dialog', { name: 'Alerts' })).toBeVisible();
  await look(page, 'Alerts');
});

test('no place has a violation with data and a run', async ({ page }) => {
  test.slow();
  await page.goto('/');
  await importData(page, regressionTable());
  await look(page, 'a dataset');
  await configure(page, tiny);
  await look(page, 'Configure');
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);
  await expect(page.getByRole('heading', { name: 'Checkpoints' })).toBeVisible();
  await look(page, 'a run');
  const { pathname } = new URL(page.url());
  await page.getByRole('link', { name: 'Runs' }).first().click();
  await page.getByRole('checkbox', { name: 'Choose all runs' }).check();
  await expect(page.getByRole('region', { name: 'Comparison of the chosen runs' })).toBeVisible();
  await look(page, 'Runs');
  await page.goto(pathname.replace('train', 'analyse'));
  await expect(page.getByRole('heading', { name: 'Importance of the inputs' })).toBeVisible({
    timeout: 60_000,
  });
  await look(page, 'Analyse');
  await page.goto('/storage');
  await expect(page.getByRole('heading', { name: /^Runs, / })).toBeVisible();
  await look(page, 'Storage');
});
