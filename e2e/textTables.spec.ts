/** Tables that can be read in several ways: the page asks, shows each reading, and imports what is chosen. */
import { expect, test } from '@playwright/test';
import { dropFiles } from './studio';
import type { TestFile } from './tables';

const table = (name: string, lines: string[]): TestFile => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`${lines.join('\n')}\n`),
});

const thousands = () =>
  table('people.tsv', ['plot\tpeople', ...Array.from({ length: 40 }, (_, i) => `${i}\t${i + 1},${200 + i}`)]);

const marked = () =>
  table('marked.csv', [
    'a,b,y',
    ...Array.from({ length: 40 }, (_, i) => `${i / 2 + 0.25},${i % 4 ? i + 0.5 : '.'},${i * 3 + 0.5}`),
  ]);

test('a comma that may be decimal is asked about, and read as it is answered', async ({ page }) => {
  await page.goto('/');
  await dropFiles(page, thousands());
  const dialog = page.getByRole('dialog', { name: 'How is people.tsv read?' });
  await expect(dialog).toContainText('What is 1,200 in people.tsv?');
  await expect(dialog.getByRole('cell', { name: '1200', exact: true })).toBeVisible();
  await dialog.getByRole('radio', { name: /Decimal comma/ }).check();
  await dialog.getByRole('button', { name: 'Read it so' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet.getByRole('heading', { name: 'people' })).toBeVisible();
  await expect(sheet.getByRole('cell', { name: '1.2', exact: true }).first()).toBeVisible();
});

test('marks of missing numbers are asked about, and are missing where that is confirmed', async ({
  page,
}) => {
  await page.goto('/');
  await dropFiles(page, marked());
  const dialog = page.getByRole('dialog', { name: 'How is marked.csv read?' });
  await expect(dialog).toContainText('. in `b` (10)');
  await dialog.getByRole('button', { name: 'Read it so' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet.getByRole('heading', { name: 'marked' })).toBeVisible();
  await expect(sheet).toContainText('Taken for missing: . in b (10)');
});
