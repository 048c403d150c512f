/** Configure: what stands first, what opens by itself, the search, and the help; by mouse, keyboard and touch. */
import { expect, type Page, test } from '@playwright/test';

async function openConfigure(page: Page): Promise<void> {
  await page.goto('/?sample=regression');
  await page.getByRole('button', { name: 'Train on this' }).click();
  await expect(page.getByRole('heading', { name: 'Essentials' })).toBeVisible();
}

/** The button of a section; its name goes on with how much is inside. */
const section = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name} `) });
const search = (page: Page) => page.getByRole('searchbox', { name: 'Find a setting' });
const found = (page: Page) => page.getByRole('status').filter({ hasText: /settings$/ });

test('the essentials stand first, and a preset opens the sections that it changes', async ({ page }) => {
  await openConfigure(page);
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Class weights' })).toHaveCount(0);
  // The loss of a regression has nothing to set.
  await expect(section(page, 'Loss')).toHaveCount(0);
  for (const name of ['Dataset', 'Model', 'Training']) {
    await expect(section(page, name)).toHaveAttribute('aria-expanded', 'false');
  }
  await page.getByRole('combobox', { name: 'Preset' }).selectOption('Classify');
  for (const name of ['Dataset', 'Loss', 'Training']) {
    await expect(section(page, name)).toHaveAttribute('aria-expanded', 'true');
  }
  await expect(section(page, 'Model')).toHaveAttribute('aria-expanded', 'false');
  await expect(section(page, 'Loss')).toContainText('1 changed');
  await expect(page.getByRole('combobox', { name: 'Class weights' })).toHaveValue('balanced');

  // What is closed stays closed through changes and other places.
  await section(page, 'Loss').click();
  await page.getByRole('textbox', { name: 'Batch size' }).fill('32');
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: 'Configure' }).click();
  await expect(section(page, 'Loss')).toHaveAttribute('aria-expanded', 'false');
  await expect(section(page, 'Training')).toHaveAttribute('aria-expanded', 'true');
});

test('the search finds beta1, shows β₁ alone, and says who has it where another optimizer is chosen', async ({
  page,
}) => {
  await openConfigure(page);
  await search(page).fill('beta1');
  await expect(found(page)).toHaveText(/^1 of \d+ settings$/);
  await expect(page.getByRole('textbox', { name: 'β₁' })).toHaveValue('0.9');
  await expect(page.getByRole('textbox', { name: 'Epochs' })).toHaveCount(0);
  await search(page).fill('');
  await page.getByRole('combobox', { name: 'Optimizer' }).selectOption('SGD');
  await search(page).fill('beta1');
  await expect(page.getByText('β₁ comes with Adam, AdamW.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Optimizer' }).selectOption('Adam');
  await expect(page.getByRole('textbox', { name: 'β₁' })).toBeVisible();
});

test('a mistake in the JSON opens its section, which stays open when it is mended', async ({ page }) => {
  await openConfigure(page);
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  const json = await editor.inputValue();
  await editor.fill(json.replace('"labelSmoothing": 0', '"labelSmoothing": 2'));
  const field = page.getByRole('textbox', { name: 'Label smoothing' });
  await expect(field).toBeVisible();
  await expect(field).toHaveAccessibleDescription(/Must be a number of at least 0 and below 1/);
  await expect(section(page, 'Loss')).toBeDisabled();
  await field.fill('0.1');
  await expect(field).toBeFocused();
  await expect(section(page, 'Loss')).toBeEnabled();
});

test('a setting is found, explained and changed by keyboard alone', async ({ page }) => {
  await openConfigure(page);
  await page.locator('body').press('/');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('clip_norm');
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Gradient clipping (norm)' });
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription(/whole gradient/);
  await page.keyboard.type('2');
  await expect(page.getByRole('button', { name: 'Reset Gradient clipping (norm) to 1' })).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  const about = page.getByRole('button', { name: 'About Gradient clipping (norm)' });
  await expect(about).toBeFocused();
  expect(await about.evaluate((mark) => getComputedStyle(mark).outlineStyle)).toBe('solid');
  await expect(page.getByRole('tooltip')).toContainText('training.gradientClipNorm');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await expect(search(page)).toHaveValue('clip_norm');
  await page.keyboard.press('Escape');
  await expect(search(page)).toHaveValue('');
  await expect(search(page)).toBeFocused();
  await section(page, 'Training').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'min_delta' })).toBeVisible();
});

test('a hover over a label tells its key', async ({ page }) => {
  await openConfigure(page);
  await page.getByText('Learning rate', { exact: true }).first().hover();
  await expect(page.getByRole('tooltip')).toContainText('training.learningRate a number above 0');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a touch on the question mark explains, and nothing moves', async ({ page }) => {
    await openConfigure(page);
    await page.getByRole('button', { name: 'Open all' }).tap();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    const places = () =>
      page.locator('section:has(h2) input[type=text]').evaluateAll((all) => {
        return all.map((field) => Math.round(field.getBoundingClientRect().top + scrollY));
      });
    const before = await places();
    await page.getByRole('button', { name: 'About EMA decay' }).tap();
    await expect(page.getByRole('tooltip')).toContainText('exponential moving average');
    await expect(page.getByRole('tooltip')).toContainText('training.emaDecay');
    expect(await places()).toEqual(before);
    expect(await width()).toBeLessThanOrEqual(360);
    await page.getByRole('heading', { name: 'Essentials' }).tap();
    await expect(page.getByRole('tooltip')).toHaveCount(0);
  });
});
