/** The palette of commands, the keys for runs, and alerts on metrics. */
import { expect, test } from '@playwright/test';
import { configure, expectStatus, importData, runHeader, startTraining, tiny } from './studio';
import { regressionTable } from './tables';

test('the palette finds places, runs and commands, and j and k go from run to run', async ({ page }) => {
  await page.goto('/');
  await importData(page, regressionTable());
  for (const [seed, name] of ['first of two', 'second of two'].entries()) {
    await page.goto('/data');
    await expect(page.getByRole('article')).toBeVisible();
    await configure(page, { ...tiny, training: { ...tiny.training, seed }, experiment: { name } });
    await startTraining(page);
    await expectStatus(page, 'finished', 60_000);
  }
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await page.keyboard.type('first of');
  await expect(palette.getByRole('option').first()).toHaveText(/^first of two/);
  await expect(palette.getByText('second of two')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(runHeader(page).getByRole('heading', { name: 'first of two' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(runHeader(page).getByRole('heading', { name: 'second of two' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(runHeader(page).getByRole('heading', { name: 'first of two' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('stor');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/storage$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such thing');
  await expect(palette.getByText('Nothing is called like that.')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(palette).toBeHidden();
});

test('an alert is kept over a reload and says when its rule comes true', async ({ page }) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await page.getByRole('button', { name: 'Alerts' }).click();
  const sheet = page.getByRole('dialog', { name: 'Alerts' });
  await sheet.getByRole('combobox', { name: 'How it compares' }).selectOption('is above');
  await sheet.getByRole('textbox', { name: 'Limit' }).fill('0');
  await sheet.getByRole('button', { name: 'Add' }).click();
  await expect(sheet.getByText('validation loss is above 0')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Alerts' }).click();
  await expect(sheet.getByText('validation loss is above 0')).toBeVisible();
  await page.keyboard.press('Escape');
  await configure(page, tiny);
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices.getByText(/: validation loss \(scaled\) is .*, above 0 after epoch 1$/)).toHaveCount(
    1,
  );
  await page.getByRole('button', { name: 'Alerts' }).click();
  await sheet.getByRole('button', { name: 'Remove the alert validation loss is above 0' }).click();
  await expect(sheet.getByRole('listitem')).toHaveCount(0);
});
