/** Somebody with a narrow window and a keyboard: from the first visit to the weights, without a pointer. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectNoOverflow, expectStatus, runHeader } from './studio';

test.use({ viewport: { width: 390, height: 844 } });

/** Goes from control to control until this one has the focus. */
async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  const page = target.page();
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

/** Whether all of it is within the window, no place being scrolled sideways. */
async function expectInSight(target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  expect(box!.x).toBeGreaterThanOrEqual(0);
  expect(box!.x + box!.width).toBeLessThanOrEqual(390);
}

/** Controls that are less than 24 pixels high or wide. Links inside of a sentence are as high as its lines. */
const small = (page: Page) =>
  page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary'),
    ];
    return controls.flatMap((control) => {
      // What is only read aloud is operated by its label.
      const target = control.closest('label') ?? control;
      const { width, height } = target.getBoundingClientRect();
      const isSeen = control.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
      const isInText = control.matches('a') && control.closest('p, dd') !== null;
      const isOff = target.getBoundingClientRect().bottom < 0;
      if (!isSeen || isInText || isOff || (width >= 24 && height >= 24)) return [];
      return [
        `${control.tagName} "${control.ariaLabel ?? control.textContent}" ${width}×${height} in ${location.pathname}`,
      ];
    });
  });

test('a sample is opened, trained and judged, and its weights are taken home', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText(/^Anneal trains neural networks on your own data/)).toBeVisible();
  expect.soft(await small(page)).toEqual([]);

  // What this is, and which keys there are.
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(help.getByText('Getting data in')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);

  await tabTo(page.getByRole('button', { name: 'Look at Regression' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toBeVisible();
  expect.soft(await small(page)).toEqual([]);
  await tabTo(page.getByRole('button', { name: 'Train on this' }));
  await page.keyboard.press('Enter');
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled();
  // Three quantities are predicted, so that nothing of classes is asked.
  await expect(page.getByText(/\d+ settings$/).first()).toBeVisible();
  await tabTo(page.getByRole('button', { name: 'Open all' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Class weights' })).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Metrics in' })).toBeVisible();
  expect.soft(await small(page)).toEqual([]);
  await tabTo(start, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expectStatus(page, 'training');

  // The best value stands in the header as soon as there is one.
  await expect(runHeader(page).getByText(/^best loss \(scaled\) 0\.\d+/)).toBeVisible({ timeout: 60_000 });
  expect.soft(await small(page)).toEqual([]);
  const stop = page.getByRole('main').getByRole('button', { name: 'Stop' });
  await tabTo(stop);
  await page.keyboard.press('Enter');
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result).toContainText(/Best loss \(scaled\) 0\.\d+ at epoch \d+/);

  // So it does in the table of runs, without scrolling sideways.
  await tabTo(page.getByRole('link', { name: 'Runs' }));
  await page.keyboard.press('Enter');
  const best = page.getByRole('rowheader').getByText(/^Best loss \(scaled\)/);
  await expect(best).toBeVisible();
  await expectInSight(best);
  await expect(page.getByText('more columns →')).toBeVisible();
  expect.soft(await small(page)).toEqual([]);

  await tabTo(page.getByRole('link', { name: 'Train' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: /^Actions for the checkpoint/ }).first());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Download' })).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Download the checkpoint of epoch/ });
  await expect(dialog.getByRole('radio', { name: /^Weights(?! and)/ })).toBeChecked();
  const download = dialog.getByRole('button', { name: 'Download' });
  await tabTo(download);
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/\.safetensors$/);

  // What is stored, and how much room is left.
  await page.goto('/storage');
  await expect(page.getByText(/are used here, and the browser promises/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete the dataset Regression' })).toBeVisible();
  expect.soft(await small(page)).toEqual([]);
  await page.goto('/analyse');
  await expect(page.getByRole('heading', { name: /^Errors on/ })).toBeVisible({ timeout: 60_000 });
  expect.soft(await small(page)).toEqual([]);
  await expectNoOverflow(page);

  // What comes of predicting has the focus, and is in sight.
  await tabTo(page.getByRole('button', { name: 'Predict', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Download predictions' })).toBeFocused({ timeout: 60_000 });
  await expect(page.getByText(/^20,000 lines, \.csv/)).toBeInViewport();
});
