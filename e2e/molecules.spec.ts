/** A first visit with molecules: look at the sample, turn one by keyboard, train it, watch it learn, see what it gets wrong. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { chooseBackend, configure, expectStatus, startTraining } from './studio';

/** What is drawn in a view of a structure, as a text that differs when the picture does. */
async function pictureOf(view: Locator): Promise<string> {
  return view.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
}

async function lookAtSample(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Look at Molecules' }).click();
  await expect(page.getByText(/^1–12 of 350$/)).toBeVisible();
}

test('molecules of the sample are found, listed and turned by keyboard', async ({ page }) => {
  await lookAtSample(page);
  const list = page.getByRole('table').filter({ hasText: 'Formula' });
  const first = list.getByRole('row').nth(1);
  await expect(first.getByRole('button')).toHaveAttribute('aria-pressed', 'true');

  // The arrow goes on to the next molecule, and the view with it.
  await first.getByRole('button').focus();
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('row').nth(2).getByRole('button')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByText('349–350 of 350')).toBeVisible();

  await page.getByRole('searchbox', { name: 'Find a molecule' }).fill('C6H6');
  await expect(list.getByRole('row').nth(1)).toContainText('C6H6');
  const view = page.getByRole('application', { name: /512 points/ });
  await expect(view).toHaveAccessibleName(/C6H6/);
  await expect.poll(async () => (await pictureOf(view)).length).toBeGreaterThan(5000);

  await view.focus();
  const before = await pictureOf(view);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => pictureOf(view)).not.toBe(before);
  await page.keyboard.press('0');
  await expect.poll(() => pictureOf(view)).toBe(before);

  // Units are in the scale, and the charges of the atoms are a click away.
  await expect(page.getByText('Reference potential, (kcal/mol)/e', { exact: true })).toBeVisible();
  await page
    .locator('label')
    .filter({ hasText: /^Hartree\/e$/ })
    .click();
  await expect(page.getByText('Reference potential, Hartree/e', { exact: true })).toBeVisible();
  await page.getByText(/^Reference charges of the \d+ atoms$/).click();
  await expect(page.getByRole('row', { name: /^O 1 −0\.5\d{3}$/ })).toBeVisible();

  await expect(page.getByRole('row', { name: /^Potential \(kcal\/mol\)\/e/ })).toBeVisible();
});

test('one click trains the sample, and its first statistics and molecules come within a minute', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Train Molecules' }).click();
  await expect(page).toHaveURL(/\/train\//);
  await expect(page.getByText('The worst, the best and two that stay the same')).toBeVisible();
  const rmse = page.getByRole('table').getByRole('row', { name: /^ESP RMSE/ });
  await expect(rmse.first().getByRole('cell').nth(1)).toHaveText(/^\d\.\d+e[-+]\d\d$/, { timeout: 60_000 });
  await expect(page.getByRole('heading', { name: /^Validation molecules, epoch \d/ })).toBeVisible();
});

test('a run shows the molecules of its validation, and its analysis every one of them', async ({ page }) => {
  await lookAtSample(page);
  await configure(page, {
    model: { features: 4, numIterations: 1 },
    training: { epochs: 3 },
    dataset: { numTrain: 64, numValid: 20 },
  });
  await chooseBackend(page, 'WASM');
  await page.getByRole('button', { name: 'Open all' }).click();
  await expect(page.getByText(/% of the points count: [\d,]+ of 12,288/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Split by' })).toContainText('smiles');
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);

  await expect(page.getByRole('heading', { name: 'Validation molecules, epoch 3' })).toBeVisible();
  const view = page.getByRole('application', { name: /with its predicted charges/ });
  await expect(view).toHaveAccessibleName(/error of the potential/);
  await page
    .locator('label')
    .filter({ hasText: /^Predicted$/ })
    .click();
  await expect(view).toHaveAccessibleName(/predicted potential/);
  const error = async (role: string) => {
    const number = page.getByRole('button', { name: new RegExp(`^${role}`) }).locator('.number');
    return Number(await number.textContent());
  };
  expect(await error('Worst')).toBeGreaterThan(await error('Best'));
  const worst = await view.getAttribute('aria-label');
  await page.getByRole('button', { name: /^Best/ }).click();
  await expect(view).not.toHaveAccessibleName(worst!);

  // They are kept with the run.
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Validation molecules, epoch 3' })).toBeVisible();
  await page.getByRole('link', { name: 'Analyse' }).click();
  await expect(page.getByRole('heading', { name: /^ESP RMSE .* on 20 molecules/ })).toBeVisible({
    timeout: 60_000,
  });
});
