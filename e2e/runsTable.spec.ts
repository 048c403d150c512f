/** Somebody with many runs: finds, orders, groups and compares them, tidies up, and comes back to the same view. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { RunRecord } from '../src/protocol/records';
import { manyRuns, storeRuns } from './manyRuns';
import { downloadFrom, expectNoOverflow, look } from './studio';

async function openRuns(page: Page, runs: readonly RunRecord[], search = ''): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  await storeRuns(page, runs);
  await page.goto(`/runs${search}`);
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
}

const filter = (page: Page) => page.getByRole('combobox', { name: 'Filter runs' });
const words = (page: Page) => page.getByText(/^[\d,]+ of [\d,]+ runs?/);
const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
/** The names of the runs that are drawn, from above to below. */
const names = (page: Page) => page.getByRole('rowheader').getByRole('link').allTextContents();
const heading = (page: Page, name: string) =>
  page.getByRole('columnheader').getByRole('button', { name, exact: true });

async function act(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

async function dropDown(select: Locator, label: string): Promise<void> {
  await select.selectOption({ label });
}

test('a thousand runs are filtered, ordered, and found again after a reload', async ({ page }) => {
  await openRuns(page, manyRuns(1000));
  await expect(words(page)).toHaveText('1,000 of 1,000 runs');
  const table = page.getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', '1001');
  await look(page, 'runs');
  // Only rows near the window are drawn, and the last one is reached all the same.
  expect(await page.getByRole('rowheader').count()).toBeLessThan(60);
  await table.evaluate((element) => element.parentElement?.scrollTo(0, 1e6));
  await expect(rowOf(page, 'run 1000')).toBeVisible();
  await expect(rowOf(page, 'run 1000')).toHaveAttribute('aria-rowindex', '1001');
  await expect(page.getByRole('columnheader', { name: 'Run' }).first()).toBeInViewport();

  await filter(page).fill('best.dice > 0.9 and training.batchSize = 32');
  await expect(words(page)).toHaveText(/^25 of 1,000 runs: best\.dice > 0\.9 and training\.batchSize = 32$/);
  await heading(page, 'Best Dice').click();
  await expect(page.getByRole('columnheader', { name: 'Best Dice' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  const best = await names(page);
  await heading(page, 'State').click();
  await heading(page, 'Best Dice').click({ modifiers: ['Shift'] });
  const expected = [...best].sort((a, b) => Number(isFailed(b)) - Number(isFailed(a)));
  await expect.poll(() => names(page)).toEqual(expected);

  // What cannot be read leaves the rows as they are, and says where.
  await filter(page).fill('best.dice > 0.9 and training.batchSize = 32 and best.dise > 1');
  await expect(
    page.getByText(/^Column 49: No run has .* “best\.dise”\. Did you mean best\.dice\?/),
  ).toBeVisible();
  await expect(
    words(page)
      .or(page.getByText(/25 of 1,000 runs/))
      .first(),
  ).toBeVisible();
  expect(await names(page)).toEqual(expected);
  await filter(page).fill('best.dice > 0.9 and training.batchSize = 32');

  await page.getByRole('checkbox', { name: `Choose ${expected[0]}`, exact: true }).check();
  await page
    .getByRole('checkbox', { name: `Choose ${expected[3]}`, exact: true })
    .click({ modifiers: ['Shift'] });
  await expect(page.getByText('4 chosen')).toBeVisible();
  await look(page, 'runs-chosen');
  await expect.poll(() => new URL(page.url()).searchParams.get('chosen')?.split(',').length).toBe(4);
  await page.reload();
  await expect(words(page)).toHaveText(/^25 of 1,000 runs/);
  await expect(page.getByText('4 chosen')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Comparison of the chosen runs' })).toBeVisible();
  expect(await names(page)).toEqual(expected);
  await expectNoOverflow(page);

  // Back through another place, and back by the browser's own button.
  await page.getByRole('navigation').getByRole('link', { name: 'Data' }).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  await expect(words(page)).toHaveText(/^25 of 1,000 runs/);
  await dropDown(page.getByLabel('Group runs by'), 'By training.seed');
  await expect(page).toHaveURL(/group=training\.seed/);
  await page.goBack();
  await expect(page).not.toHaveURL(/group=/);
  await expect(words(page)).toHaveText(/^25 of 1,000 runs/);

  await filter(page).fill('failed cells');
  await expect(words(page)).toHaveText(
    '20 of 1,000 runs: with “failed” and “cells” in name, dataset, state, tags or notes',
  );

  // More than an address can name.
  await filter(page).fill('dataset = cells');
  await expect(words(page)).toHaveText('500 of 1,000 runs: dataset = cells');
  await page.getByRole('checkbox', { name: 'Choose all runs' }).check();
  await expect(page).toHaveURL(/filter=dataset/);
  await expect(page).not.toHaveURL(/chosen=/);
  await page.reload();
  await expect(page.getByText('500 chosen')).toBeVisible();
});

/** As `manyRuns` makes them: every 25th. */
const isFailed = (name: string) => Number(name.replace('run ', '')) % 25 === 0;

test('names are completed by keyboard', async ({ page }) => {
  await openRuns(page, manyRuns(12));
  await filter(page).pressSequentially('batchS');
  await expect(page.getByRole('option', { name: 'training.batchSize', exact: true })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(filter(page)).toHaveValue('training.batchSize ');
  await page.keyboard.type('= 16');
  await expect(words(page)).toHaveText('4 of 12 runs: training.batchSize = 16');
  await filter(page).fill('');
  await expect(words(page)).toHaveText('12 of 12 runs');
  // From row to row.
  await page.getByRole('checkbox', { name: 'Choose run 1', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('checkbox', { name: 'Choose run 2', exact: true })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByText('1 chosen')).toBeVisible();
});

test('columns are chosen, moved and resized, and stay so', async ({ page }) => {
  await openRuns(page, manyRuns(12));
  const titles = () => page.getByRole('columnheader').getByRole('button').allTextContents();
  expect(await titles()).toEqual([
    'Run',
    'State',
    'Dataset',
    'Best Dice',
    'Best loss',
    'Epochs',
    'Duration',
    'Created',
  ]);
  await page.getByRole('button', { name: 'Columns' }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('searchbox', { name: 'Search columns' }).fill('no such thing');
  await expect(dialog.getByText('No other column fits.')).toBeVisible();
  await dialog.getByRole('searchbox', { name: 'Search columns' }).fill('learning rate');
  await look(page, 'runs-columns');
  await dialog.getByRole('checkbox', { name: 'Show training.learningRate', exact: true }).click();
  await dialog.getByRole('checkbox', { name: 'Show Epochs' }).click();
  await dialog.getByRole('button', { name: 'Move training.learningRate up' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const chosen = [
    'Run',
    'State',
    'Dataset',
    'Best Dice',
    'Best loss',
    'Duration',
    'training.learningRate',
    'Created',
  ];
  expect(await titles()).toEqual(chosen);
  await expect(rowOf(page, 'run 1')).toContainText('0.0001');

  // By keyboard, and by the pointer.
  await heading(page, 'training.learningRate').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(titles).toEqual([...chosen.slice(0, 5), 'training.learningRate', 'Duration', 'Created']);
  await page
    .getByRole('columnheader', { name: 'Duration' })
    .dragTo(page.getByRole('columnheader', { name: 'State' }));
  const moved = [
    'Run',
    'Duration',
    'State',
    'Dataset',
    'Best Dice',
    'Best loss',
    'training.learningRate',
    'Created',
  ];
  await expect.poll(titles).toEqual(moved);
  const width = async () => (await page.getByRole('columnheader', { name: 'Dataset' }).boundingBox())!.width;
  const before = await width();
  await page.getByRole('separator', { name: 'Width of Dataset' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBeCloseTo(before + 16, 0);
  const line = (await page.getByRole('separator', { name: 'Width of Dataset' }).boundingBox())!;
  await page.mouse.move(line.x + 5, line.y + 5);
  await page.mouse.down();
  await page.mouse.move(line.x + 65, line.y + 5, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBeCloseTo(before + 76, 0);

  // A visit without the address finds them too.
  await page.goto('/runs');
  await expect.poll(titles).toEqual(moved);
  expect(await width()).toBeCloseTo(before + 76, 0);
  await page.getByRole('button', { name: 'Columns' }).click();
  await dialog.getByRole('button', { name: 'As they were at first' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect.poll(titles).toContain('Epochs');
});

test('groups show their spread, a baseline the differences to it', async ({ page }) => {
  const runs = manyRuns(12).filter((_, i) => i % 2 === 0);
  const dice = [0.81, 0.79, 0.86, 0.9, 0.5, 0.7];
  await openRuns(
    page,
    runs.map((run, i) => ({
      ...run,
      best: { ...run.best!, value: dice[i]! },
      config: { ...run.config, training: { ...run.config.training, seed: i < 4 ? 1 : 2 } },
    })),
  );
  await dropDown(page.getByLabel('Group runs by'), 'By training.seed');
  const first = page.getByRole('row').filter({ has: page.getByRole('button', { name: /^1 4 runs/ }) });
  await expect(first).toContainText('0.84000 ± 0.05');
  await dropDown(page.getByLabel('Metrics of a group'), 'mean ± SE');
  await expect(first).toContainText('0.84000 ± 0.025');
  await dropDown(page.getByLabel('Metrics of a group'), 'min to max');
  await expect(first).toContainText('0.79000 to 0.90000');
  await expect(
    first.getByTitle(/^4 values: mean 0\.84, SD 0\.0497, SE 0\.0248, min 0\.79, max 0\.9$/),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: 'run 1', exact: true })).toHaveCount(0);
  await first.getByRole('button', { name: /^1 4 runs/ }).click();
  await expect(rowOf(page, 'run 1')).toBeVisible();
  await look(page, 'runs-groups');

  await act(page, 'run 1', 'Use as baseline');
  await expect(rowOf(page, 'run 1')).toContainText('baseline');
  await expect(rowOf(page, 'run 3')).toContainText('−0.02 ▽ worse than the baseline');
  await expect(rowOf(page, 'run 5')).toContainText('+0.05 ▲ better than the baseline');
  await dropDown(page.getByLabel('Group runs by'), 'Not grouped');
  await page.reload();
  await expect(rowOf(page, 'run 9')).toContainText('−0.31 ▽ worse than the baseline');
  await look(page, 'runs-baseline');
});

test('many runs are tagged, archived and deleted at once, and one undo brings them back', async ({
  page,
}) => {
  await openRuns(page, manyRuns(120), '?filter=name+~+11');
  await expect(words(page)).toHaveText('11 of 120 runs: name ~ 11');
  await page.getByRole('checkbox', { name: 'Choose all runs' }).check();
  const bar = page.getByRole('region', { name: 'Chosen runs' });
  await bar.getByRole('button', { name: 'Tags' }).click();
  const tags = page.getByRole('dialog', { name: 'Tags of 11 runs' });
  await tags.getByLabel('Add tags').fill('eleven, odd');
  await tags.getByRole('checkbox', { name: /^baseline/ }).check();
  await tags.getByRole('checkbox', { name: /^baseline/ }).uncheck();
  await tags.getByRole('button', { name: 'Save' }).click();
  await filter(page).fill('tag = eleven and not tag = baseline');
  await expect(words(page)).toHaveText(/^11 of 120 runs/);

  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(words(page)).toHaveText(/^0 of 120 runs.* · 11 archived not shown$/);
  await page.getByRole('checkbox', { name: 'Show 11 archived' }).check();
  await expect(words(page)).toHaveText(/^11 of 120 runs/);
  await expect(page).toHaveURL(/archived=/);
  await bar.getByRole('button', { name: 'Take out of the archive' }).click();
  await expect(page.getByRole('checkbox', { name: /archived/ })).toHaveAccessibleName('Show 0 archived');

  await bar.getByRole('button', { name: 'Delete 11' }).click();
  await filter(page).fill('');
  await expect(words(page)).toHaveText('109 of 109 runs');
  await page
    .getByRole('status')
    .or(page.locator('body'))
    .getByRole('button', { name: 'Undo' })
    .last()
    .click();
  await expect(words(page)).toHaveText('120 of 120 runs');
  await expect(page.getByText('11 chosen')).toBeVisible();

  // Pinned above all others, in a colour that stays.
  await filter(page).fill('run 118');
  await act(page, 'run 118', 'Pin on top');
  await act(page, 'run 118', 'Colour');
  const colours = page.getByRole('dialog', { name: 'Colour of run 118' });
  await colours.getByRole('radio', { name: 'green' }).check();
  await colours.getByRole('button', { name: 'Done' }).click();
  await filter(page).fill('');
  await page.reload();
  await expect.poll(async () => (await names(page))[0]).toBe('run 118');
  await expect(rowOf(page, 'run 118').getByText('pinned')).toBeAttached();
  await expect(rowOf(page, 'run 118').locator('[style*="--series-6"]')).toBeVisible();
});

test('names that would be code are names', async ({ page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const odd = ['<img src=x onerror=alert(1)>', '=cmd()|calc', '__proto__', 'constructor', 'a,b "c"'];
  const runs = manyRuns(5).map(
    (run, i): RunRecord => ({
      ...run,
      name: odd[i]!,
      tags: [odd[(i + 1) % 5]!],
      notes: odd[(i + 2) % 5]!,
      dataset: { ...run.dataset, name: odd[(i + 3) % 5]! },
      test: { loss: -0.25 },
    }),
  );
  await openRuns(page, runs);
  expect((await names(page)).toSorted()).toEqual(odd.toSorted());
  for (const by of ['By Dataset', 'By Tags']) {
    await dropDown(page.getByLabel('Group runs by'), by);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await expect(page.getByRole('link', { name: '__proto__', exact: true })).toHaveCount(1);
    await page.getByRole('button', { name: 'Fold all' }).click();
  }
  await dropDown(page.getByLabel('Group runs by'), 'Not grouped');
  await filter(page).fill('tag = "__proto__" or dataset = "=cmd()|calc"');
  await expect(words(page)).toHaveText(/^2 of 5 runs/);
  await filter(page).fill('');
  await page.getByRole('button', { name: 'Columns' }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('checkbox', { name: 'Show Test loss' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const csv = (await downloadFrom(page, page.getByRole('button', { name: 'CSV' }))).toString();
  expect(csv).toContain("\n'=cmd()|calc,");
  expect(csv).toContain(',-0.25\n');
  await page.getByRole('checkbox', { name: 'Choose all runs' }).check();
  await expect(page.getByText('5 chosen')).toBeVisible();
  await page.reload();
  await expect(page.getByText('5 chosen')).toBeVisible();
  expect(dialogs).toEqual([]);
});
