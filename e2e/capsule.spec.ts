/** A run goes home as a capsule and as a report, comes back in another browser, and is verified there. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { unzipSync, zipSync } from 'fflate';
import {
  chooseBackend,
  configure,
  downloadFrom,
  dropFiles,
  expectNoOverflow,
  expectStatus,
  importData,
  look,
  startTraining,
  tiny,
} from './studio';
import { regressionTable } from './tables';

test('a capsule is opened elsewhere, verified to the bit, and red once a metric was changed', async ({
  page,
  browser,
}) => {
  const data = regressionTable();
  await page.goto('/');
  await importData(page, data);
  await configure(page, tiny);
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'finished');
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText('with the worst samples').click();
  const zip = await downloadFrom(page, result.getByRole('button', { name: 'Download everything' }));
  const files = unzipSync(zip);
  for (const name of [
    'README.txt',
    'capsule.json',
    'metrics.json',
    'environment.json',
    'report.html',
    'worst.csv',
  ])
    expect(Object.keys(files)).toContain(name);
  const text = (name: string) => new TextDecoder().decode(files[name]);
  expect(text('worst.csv').split('\n')[1]).toMatch(/^row \d+,MAE \(in units of /);
  expect(JSON.parse(text('environment.json')).trainedOn.environment.runtime).toMatch(/Chrome \d+/);

  const other = await browser.newContext();
  const there = await other.newPage();
  await there.goto('/');
  await importData(there, data);
  await dropFiles(there, { name: 'capsule.zip', mimeType: 'application/zip', buffer: zip });
  await expect(there).toHaveURL(/\/train\//);
  // Offered as it comes.
  const notice = there.getByText(/is imported/);
  await expect(notice).toBeVisible();
  await there.getByRole('button', { name: 'Verify' }).first().click();
  const answer = there.getByText(/^Reproduced to the bit: all \d+ metrics of validation and test\.$/);
  await expect(answer).toBeVisible({ timeout: 60_000 });
  await there.getByText(/^The \d+ metrics, then and now$/).click();
  await expectNoOverflow(there);
  await look(there, 'verified');
  await there.setViewportSize({ width: 390, height: 800 });
  const wide = there.getByRole('region', { name: 'Metrics then and now' });
  expect((await wide.boundingBox())!.width).toBeLessThan(390);
  await there.setViewportSize({ width: 1280, height: 720 });

  // Somebody makes a better number of it, in every file that has it. The manifest is made anew by leaving it out.
  const record = JSON.parse(text('record.json'));
  record.run.test.loss /= 2;
  const { 'capsule.json': _manifest, 'metrics.json': _metrics, ...rest } = files;
  const forged = Buffer.from(
    zipSync({ ...rest, 'record.json': new TextEncoder().encode(JSON.stringify(record)) }, { level: 0 }),
  );
  await dropFiles(there, { name: 'forged.zip', mimeType: 'application/zip', buffer: forged });
  await expect(there.getByText(/^Reproduced to the bit/)).toBeHidden();
  await there.getByRole('region', { name: 'Result' }).getByRole('button', { name: 'Verify' }).click();
  await expect(there.getByText(/^Not reproduced, 1 of \d+ metrics: test loss/)).toBeVisible({
    timeout: 60_000,
  });
  await look(there, 'forged');

  // A byte of a checkpoint is another one: the file is named, and nothing is imported.
  const damaged = { ...files };
  damaged['checkpoints/best.safetensors'] = damaged['checkpoints/best.safetensors']!.map((byte, i) =>
    i === 2000 ? byte ^ 1 : byte,
  );
  const broken = Buffer.from(zipSync(damaged, { level: 0 }));
  await dropFiles(there, { name: 'broken.zip', mimeType: 'application/zip', buffer: broken });
  await expect(there.getByText(/checkpoints\/best\.safetensors does not match its SHA-256/)).toBeVisible();
  await other.close();
});

test('a report holds no script and asks for nothing, whatever the names are', async ({ page, browser }) => {
  await page.goto('/');
  const name = '<img src=x onerror=alert(1)>';
  await importData(page, regressionTable());
  await configure(page, { ...tiny, experiment: { name, notes: '<script>alert(1)</script>' } });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'finished');
  const result = page.getByRole('region', { name: 'Result' });
  const report = await downloadFrom(page, result.getByRole('button', { name: 'Download report' }));

  const reader = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const paper = await reader.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  paper.on('request', (request) => asked.push(request.url()));
  paper.on('console', (message) => said.push(message.text()));
  paper.on('dialog', (dialog) => said.push(dialog.message()));
  const path = test.info().outputPath('report.html');
  await import('node:fs/promises').then(({ writeFile }) => writeFile(path, report));
  await paper.goto(`file://${path}`);
  await expect(paper.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(paper.getByRole('img', { name: /^loss/ })).toBeVisible();
  expect(await paper.locator('script, img, iframe, a, link').count()).toBe(0);
  await expectNoOverflow(paper);
  expect(asked).toEqual([`file://${path}`]);
  expect(said).toEqual([]);
  // Strict enough for a parser of XML.
  const problem = await paper.evaluate(
    (markup) => {
      const parsed = new DOMParser().parseFromString(markup, 'application/xhtml+xml');
      return parsed.querySelector('parsererror')?.textContent ?? null;
    },
    readFileSync(path, 'utf8').replace(
      '<html lang="en">',
      '<html xmlns="http://www.w3.org/1999/xhtml" lang="en">',
    ),
  );
  expect(problem).toBeNull();
  await look(paper, 'report');
  await reader.close();
});
