/** A student with six runs: starts them, pauses one, reloads, resumes, continues one for longer, and trains one again. */
import { expect, type Page, test } from '@playwright/test';
import { chooseBackend, configure, expectStatus, importData, look, runHeader, waitForStep } from './studio';
import { regressionTable } from './tables';

const epochs = 12;
const names = ['one', 'two', 'three', 'four', 'five', 'six'];

/** By links of the page: an address of its own would load the page anew, which ends what trains. */
const openPlace = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name }).click();

async function start(page: Page, name: string, count = epochs): Promise<void> {
  await openPlace(page, 'Data');
  await configure(page, {
    experiment: { name, notes: `note of ${name}`, tags: [name] },
    model: { hiddenSize: 8, numLayers: 1 },
    training: { epochs: count, batchSize: 16, earlyStopping: false, seed: names.indexOf(name) },
  });
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(runHeader(page).getByRole('heading', { name })).toBeVisible();
}

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

async function act(page: Page, name: string, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('six runs are started, queued, paused, reloaded, resumed, continued and trained again', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, {});
  await chooseBackend(page, 'WASM');
  await page.getByLabel('Runs at once on WASM').selectOption('1');
  // The first is so long that the others queue behind it.
  await start(page, 'one', 100_000);
  await expectStatus(page, 'training');
  for (const name of names.slice(1)) await start(page, name);
  await expectStatus(page, 'waits for a free worker');
  await expect(runHeader(page)).toContainText('5 of 5 in the queue');
  await look(page, 'queued');

  await openPlace(page, 'Runs');
  const queue = page.getByRole('region', { name: 'Waiting for their turn' });
  await expect(queue.getByRole('listitem')).toHaveText(names.slice(1).map((name) => new RegExp(`^${name}`)));
  await expect(page.getByRole('banner')).toContainText('5 in the queue');
  await look(page, 'queue');
  await queue.getByRole('button', { name: 'Remove six from the queue' }).click();
  await expect(queue.getByRole('listitem')).toHaveCount(4);
  await expect(row(page, 'six')).toContainText('not begun');
  await expect(row(page, 'two').getByText('note of two')).toBeVisible();

  // Pause it, and a reload leaves it paused; what waited says that it had not begun.
  await openPlace(page, 'Train');
  await expect(runHeader(page).getByRole('heading', { name: 'one' })).toBeVisible();
  await waitForStep(page, 20);
  await runHeader(page).getByRole('button', { name: 'Pause' }).click();
  await expectStatus(page, 'paused');
  await openPlace(page, 'Runs');
  await expect(queue).toContainText('“one” is paused and keeps its place');
  await openPlace(page, 'Train');
  await page.reload();
  await expectStatus(page, 'paused');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(/two|three|four|five/);
  await expect(page.getByRole('button', { name: /Resume|Continue/ })).toHaveCount(1);
  await look(page, 'reloaded');
  await openPlace(page, 'Runs');
  await expect(page.getByRole('row').filter({ hasText: 'interrupted' })).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: 'not begun' })).toHaveCount(5);
  await expect(page.getByRole('row').filter({ hasText: /training|starting|waits/ })).toHaveCount(0);
  await row(page, 'two').getByRole('link', { name: 'two' }).click();
  await expect(page.getByText('Not begun: its page was closed before it had its turn')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Resume' })).toHaveCount(0);
  await runHeader(page).getByRole('button', { name: 'Start' }).click();
  await expectStatus(page, 'finished', 60_000);

  // Resume the first and reload at once, while another waits behind it.
  await openPlace(page, 'Runs');
  await act(page, 'one', 'Resume');
  await act(page, 'three', 'Start');
  await expect(queue.getByRole('listitem')).toHaveCount(1);
  await page.reload();
  await expect(row(page, 'one')).toContainText('interrupted', { timeout: 10_000 });
  await expect(row(page, 'three')).toContainText('not begun');
  const left = page.getByRole('region', { name: 'Interrupted runs' });
  await expect(left).toContainText('4 runs were left when their page was closed.');
  await left.getByRole('button', { name: 'Resume all 4' }).click();
  await expect(row(page, 'one')).toContainText('training', { timeout: 30_000 });
  await expect(left).toHaveCount(0);
  await expect(queue.getByRole('listitem')).toHaveText([/^three/, /^four/, /^five/]);
  await queue.getByRole('button', { name: 'Remove five from the queue' }).click();
  await queue.getByRole('button', { name: 'Remove four from the queue' }).click();
  await page.getByRole('banner').getByRole('button', { name: /^Stop/ }).click();
  await expect(row(page, 'one')).toContainText('stopped', { timeout: 30_000 });
  await expect(row(page, 'three')).toContainText('finished', { timeout: 60_000 });

  // In the same run, for more epochs.
  await row(page, 'two').getByRole('link', { name: 'two' }).click();
  const result = page.getByRole('region', { name: 'Result' });
  await look(page, 'finished');
  await result.getByLabel('More epochs').fill('8');
  await expect(result).toContainText(`from epoch ${epochs} to epoch ${epochs + 8}`);
  await expect(result).toContainText('The learning rate');
  await result.getByRole('button', { name: 'Continue for 8 more epochs' }).click();
  await expect(page.getByText(`epoch ${epochs + 8} / ${epochs + 8}`)).toBeVisible({ timeout: 60_000 });
  await expectStatus(page, 'finished', 60_000);

  // Back to an earlier checkpoint: it says what goes.
  const best = page.getByRole('listitem').filter({ hasText: 'step' }).last();
  await best.getByRole('button', { name: /^Actions for the checkpoint/ }).click();
  await page.getByRole('menuitem', { name: 'Resume from here' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('“two” is finished, at epoch 20');
  await look(page, 'back');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // A new run of the same, with a name of its own.
  await result.getByRole('button', { name: 'Train again' }).click();
  await expect(dialog).toContainText('“two” stays as it is');
  await look(page, 'again');
  await dialog.getByRole('button', { name: 'Train again' }).click();
  await expect(runHeader(page).getByRole('heading', { name: 'two 2' })).toBeVisible();
  await expectStatus(page, 'finished', 60_000);
  await openPlace(page, 'Runs');
  await expect(row(page, 'two 2')).toContainText('20 / 20');
  await expect(row(page, 'two 2').getByText('note of')).toHaveCount(0);
  await look(page, 'runs');
});
