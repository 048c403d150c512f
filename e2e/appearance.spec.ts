/** Light and dark, wide and narrow, by keyboard alone. */
import { expect, type Page, test } from '@playwright/test';
import { expectStatus, importData } from './studio';
import { regressionTable } from './tables';

/** Lightness of what lies behind everything, 0 to 255. */
const lightness = (page: Page) =>
  page.evaluate(() => {
    const colours = [document.body, document.documentElement].map(
      (part) => getComputedStyle(part).backgroundColor,
    );
    const opaque = colours.find((colour) => colour.startsWith('rgb('));
    return Number(/\d+/.exec(opaque ?? '')?.[0] ?? Number.NaN);
  });

test('follows the system and lets the reader choose light or dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  await expect.poll(() => lightness(page)).toBeLessThan(80);
  await page.getByRole('button', { name: 'Choose the theme' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Light' }).click();
  await expect.poll(() => lightness(page)).toBeGreaterThan(200);
  await page.reload();
  await expect.poll(() => lightness(page)).toBeGreaterThan(200);
});

test('fits a window of 380 pixels in every place', async ({ page }) => {
  await page.setViewportSize({ width: 380, height: 780 });
  await page.goto('/');
  await importData(page, regressionTable());
  for (const place of ['/data', '/configure', '/train', '/runs', '/analyse']) {
    await page.goto(place);
    await expect(page.getByRole('main')).not.toBeEmpty();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, place).toBeLessThanOrEqual(0);
  }
});

test('a sample is trained, paused and stopped by keyboard alone', async ({ page }) => {
  await page.goto('/');
  const button = page.getByRole('button', { name: 'Train Regression' });
  await expect(button).toBeVisible();
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    if (await button.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expectStatus(page, 'training');
  const logAxis = page.getByRole('switch', { name: 'log y' }).first();
  const before = await logAxis.isChecked();
  await page.keyboard.press('l');
  await expect(logAxis).toBeChecked({ checked: !before });
  await page.keyboard.press(' ');
  await expectStatus(page, 'paused');
});
