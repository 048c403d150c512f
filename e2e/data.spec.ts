/** Files become datasets: their sheet, what is wrong with them, and what stays when one fails. */
import { expect, test } from '@playwright/test';
import { dropFiles, importData } from './studio';
import { notHdf5, raggedTable, regressionTable, textInNumbers, truncatedHdf5 } from './tables';

test('a dropped table shows its columns, and is still there after a reload', async ({ page }) => {
  await page.goto('/');
  const sheet = await importData(page, regressionTable());
  await expect(sheet.getByRole('heading', { name: 'table' })).toBeVisible();
  const column = sheet.getByRole('row', { name: /^a / });
  await expect(column.getByRole('checkbox', { name: 'Use a as input' })).toBeChecked();
  await expect(sheet.getByRole('checkbox', { name: 'Use y as target' })).toBeChecked();
  await page.reload();
  await expect(sheet.getByRole('heading', { name: 'table' })).toBeVisible();
});

const wrongFiles = [
  { file: notHdf5(), says: [/letter\.h5/, /HDF5/] },
  { file: truncatedHdf5(), says: [/half\.h5/] },
  { file: raggedTable(), says: [/ragged\.csv/, /line 3/] },
];

test('a word in a column of numbers is missing, and said with its line', async ({ page }) => {
  await page.goto('/');
  const sheet = await importData(page, textInNumbers());
  await expect(sheet).toContainText('"abc" on line 42 is not a number and counts as missing');
});

for (const { file, says } of wrongFiles) {
  test(`${file.name} is refused with its place and a remedy, and earlier data stay`, async ({ page }) => {
    await page.goto('/');
    await importData(page, regressionTable());
    await dropFiles(page, file);
    const notices = page.getByRole('region', { name: 'Notices' });
    for (const text of says) await expect(notices).toContainText(text);
    await page.goto('/data');
    await expect(page.getByRole('article').getByRole('heading', { name: 'table' })).toBeVisible();
  });
}
