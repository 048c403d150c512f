/** A first visit: nothing but the drop area and the samples, and one click trains. */
import { expect, test } from '@playwright/test';
import { expectStatus } from './studio';

test('shows where to drop files and the samples, and asks nothing', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
  const samples = page.getByRole('region', { name: 'Samples' });
  await expect(samples.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('one click on a sample trains it, and the numbers come within a minute', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Train Regression' }).click();
  await expect(page).toHaveURL(/\/train\//);
  await expectStatus(page, 'training');
  const loss = page.getByRole('table').getByRole('row', { name: /^loss/ });
  await expect(loss.getByRole('cell').first()).toHaveText(/^\d\.\d+e[-+]\d\d$/, { timeout: 60_000 });
  await expect(page.getByRole('listitem').filter({ hasText: 'latest' })).toBeVisible();
});

test('the address starts a sample too', async ({ page }) => {
  await page.goto('/?sample=regression&start');
  await expect(page).toHaveURL(/\/train\//);
  await expectStatus(page, 'training');
});
