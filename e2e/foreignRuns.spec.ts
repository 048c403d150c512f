/** Logs of other programs become runs in the same table, and a table that was taken for one can be read as data. */
import { expect, test } from '@playwright/test';
import { dropFiles } from './studio';

const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a log of Lightning and one of Keras stand in the table of runs, with their curves and settings', async ({
  page,
}) => {
  await page.goto('/');
  const rows = Array.from({ length: 40 }, (_, i) =>
    i % 10 === 9
      ? `${Math.floor(i / 10)},${i},,${1 / (i + 1)}`
      : `${Math.floor(i / 10)},${i},${2 / (i + 1)},`,
  );
  await dropFiles(
    page,
    file('metrics.csv', `epoch,step,train_loss,val_loss\n${rows.join('\n')}\n`),
    file('log.csv', 'epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,1,0.4,2\n1,0.6,0.5,0.5,1\n'),
  );
  await expect(page).toHaveURL(/\/runs\?chosen=/);
  await expect(page.getByRole('row', { name: /metrics/ })).toBeVisible();
  await expect(
    page.getByRole('row').filter({ has: page.getByRole('link', { name: 'log', exact: true }) }),
  ).toContainText('1.0000');
  await expect(page.getByRole('region', { name: 'Comparison of the chosen runs' })).toBeVisible();
  await page.getByRole('link', { name: 'metrics' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'metrics' })).toBeVisible();
  await expect(page.getByText('the log of Lightning')).toBeVisible();
  await expect(page.getByRole('row', { name: 'val_loss 0.025' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'metrics' })).toBeVisible();
  await page.getByRole('link', { name: 'Runs' }).first().click();
  await page.getByRole('button', { name: 'Actions for metrics' }).click();
  await expect(page.getByRole('menuitem', { name: 'Train again' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('row', { name: /metrics/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row', { name: /metrics/ })).toBeVisible();
});

test('a table that looks like a log is read as data where the reader says so', async ({ page }) => {
  await page.goto('/');
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${Math.sin(i)},${Math.cos(i)}`);
  await dropFiles(page, file('training.csv', `epoch,loss,val_loss\n${rows.join('\n')}\n`));
  await page.getByRole('button', { name: 'Read as data instead' }).click();
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect(
    page
      .getByRole('article')
      .getByRole('heading', { name: /training/ })
      .first(),
  ).toBeVisible();
});
