/** Recordings of neurons: files dropped together are sessions of one dataset, and files that come later join it. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { recording } from './recordings';
import { dropFiles, importData } from './studio';
import type { TestFile } from './tables';

const names = ['mouse1_a', 'mouse1_b', 'mouse2_a'];

/** What is drawn, as a text that differs when the picture does. */
const pictureOf = (canvas: Locator): Promise<string> =>
  canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());

/** A row of the table of sessions. */
const session = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) });

/** Drops a file onto the sheet of the dataset that is shown. */
async function dropOnSheet(page: Page, { name, buffer }: TestFile): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name));
      return data;
    },
    { name, base64: buffer.toString('base64') },
  );
  const heading = page.getByRole('article').getByRole('heading').first();
  await heading.dispatchEvent('dragover', { dataTransfer: transfer });
  await expect(page.getByText(/^Drop to add this file to mouse1_a\.npz/)).toBeVisible();
  await heading.dispatchEvent('drop', { dataTransfer: transfer });
}

test('three recordings are three sessions, with their frames, spikes and behaviour', async ({ page }) => {
  await page.goto('/');
  await importData(page, ...names.map((name, i) => recording(name, { units: 3 + i })));
  await expect(page.getByRole('heading', { name: '3 sessions' })).toBeVisible();
  await expect(session(page, 'mouse1_b')).toContainText('mouse1');
  await expect(session(page, 'mouse2_a').getByRole('cell').nth(2)).toHaveText('5');
  // Without the first twelve bins, every fiftieth, and twenty without behaviour.
  await expect(session(page, 'mouse1_a').getByRole('cell').nth(5)).toHaveText('558');

  // The arrow goes on to the next session, and everything below with it.
  await session(page, 'mouse1_a').getByRole('button').focus();
  await page.keyboard.press('ArrowDown');
  await expect(session(page, 'mouse1_b').getByRole('button')).toBeFocused();
  const raster = page.getByRole('img', { name: /^Raster of 4 units, bins 0 to 199/ });
  await expect(raster).toHaveAccessibleName(/mean .* spikes\/bin, [\d.]+ % not valid/);
  await expect.poll(async () => (await pictureOf(raster)).length).toBeGreaterThan(500);

  // The frame that is looked at is chosen by keyboard; a click on the raster chooses it as well.
  await expect(page.getByRole('img', { name: 'Frame of bin 11' })).toBeVisible();
  const frame = page.getByRole('slider', { name: 'Frame' });
  await frame.focus();
  await page.keyboard.press('ArrowRight');
  await expect(frame).toHaveAttribute('aria-valuetext', 'bin 12 of 600');
  const shown = page.getByRole('img', { name: 'Frame of bin 12' });
  const before = await pictureOf(shown);
  expect(before).not.toBe(await pictureOf(page.getByRole('img', { name: 'Frame of bin 11' })));
  const box = (await raster.boundingBox())!;
  await raster.click({ position: { x: box.width / 2, y: 10 } });
  await expect(frame).toHaveAttribute('aria-valuetext', 'bin 100 of 600');

  // The stretch moves by keyboard; behaviour follows, with its gap.
  await expect(page.getByText('20 missing')).toHaveCount(0);
  await page.getByRole('slider', { name: 'Stretch that is shown' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('img', { name: /^Raster of 4 units, bins 400 to 599/ })).toBeVisible();
  await expect(page.getByRole('figure', { name: 'behavior[0], 20 values missing' })).toBeVisible();
  await expect(page.getByRole('figure', { name: /^Rates of 4 units in spikes\/bin/ })).toBeVisible();
  await expect(
    page.getByRole('figure', { name: /^Frames by their standard deviation: median/ }),
  ).toBeVisible();
});

test('recordings that come one by one join the dataset that is shown', async ({ page }) => {
  await page.goto('/');
  await importData(page, recording('mouse1_a', { units: 3 }));
  await expect(page.getByRole('heading', { name: 'One session' })).toBeVisible();
  await dropOnSheet(page, recording('mouse1_b', { units: 4 }));
  await expect(page.getByRole('heading', { name: '2 sessions' })).toBeVisible();
  await expect(session(page, 'mouse1_a')).toBeVisible();

  // By the button as well; the earlier dataset is there until somebody deletes it.
  const { name, buffer } = recording('mouse2_a', { units: 5 });
  await page.evaluate(() => Reflect.deleteProperty(window, 'showOpenFilePicker'));
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
  await expect(page.getByRole('heading', { name: '3 sessions' })).toBeVisible();
  const datasets = page.getByRole('navigation', { name: 'Datasets' }).getByRole('link');
  await expect(datasets).toHaveCount(3);
  await page.getByRole('button', { name: 'Delete the earlier one' }).last().click();
  await expect(datasets).toHaveCount(2);

  // Beside the sheet a file is a dataset of its own.
  await dropFiles(page, recording('rat1_a', { units: 2 }));
  await expect(page.getByRole('heading', { name: 'One session' })).toBeVisible();
  await expect(datasets).toHaveCount(3);
});
