/** Runs are logged for TensorBoard and W&B: while they train, to a folder that the reader picks, and afterwards as downloads. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { readEventRun } from '../src/formats/tensorboard/read';
import { readWandb } from '../src/formats/wandb/read';
import { openZip } from '../src/formats/zip/zip';
import { configure, downloadFrom, expectStatus, importData, look, startTraining, tiny } from './studio';
import { regressionTable } from './tables';

interface ReadFile {
  name: string;
  blob: Blob;
}

const FOLDER = 'my logs';

/** A folder of the browser's own in place of the picker's, which no script can answer; after a reload it asks again, as others do. */
async function answerPicker(page: Page): Promise<void> {
  await page.addInitScript((name) => {
    let state = 'prompt';
    const grant = async () => {
      state = 'granted';
      return state;
    };
    Object.assign(FileSystemHandle.prototype, {
      queryPermission: async () => state,
      requestPermission: grant,
    });
    Object.assign(window, {
      async showDirectoryPicker() {
        await grant();
        return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
      },
    });
  }, FOLDER);
}

/** What stands in the picked folder, whole. */
async function loggedFiles(page: Page): Promise<ReadFile[]> {
  const found = await page.evaluate(async (name) => {
    const files: { path: string; bytes: number[] }[] = [];
    async function walk(folder: FileSystemDirectoryHandle, prefix: string): Promise<void> {
      for await (const [inner, handle] of folder.entries()) {
        if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${prefix}${inner}/`);
        else if (handle instanceof FileSystemFileHandle) {
          const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
          files.push({ path: prefix + inner, bytes: [...bytes] });
        }
      }
    }
    const root = await navigator.storage.getDirectory();
    await walk(await root.getDirectoryHandle(name, { create: true }), '');
    return files;
  }, FOLDER);
  return found.map(({ path, bytes }) => ({ name: path, blob: new Blob([Uint8Array.from(bytes)]) }));
}

const eventFiles = (files: ReadFile[]) => files.filter(({ name }) => name.includes('tfevents'));
const wandbFiles = (files: ReadFile[]) => files.filter(({ name }) => name.endsWith('.wandb'));

test('a run is logged to the picked folder while it trains, and its downloads say the same', async ({
  page,
}) => {
  await answerPicker(page);
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...tiny, experiment: { name: 'logged' } });
  await expect(page.getByText('Not logged for other programs.')).toBeVisible();
  await page.getByRole('button', { name: 'Loggers' }).click();
  const sheet = page.getByRole('dialog', { name: 'Loggers' });
  await expect(sheet.getByRole('switch', { name: 'TensorBoard' })).toBeChecked();
  await sheet.getByRole('button', { name: 'Choose a folder' }).click();
  await sheet.getByRole('switch', { name: 'W&B' }).check();
  await expect(sheet.getByText(`Logged to ${FOLDER} for TensorBoard and W&B.`)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await look(page, 'loggers-sheet');
  await page.keyboard.press('Escape');
  await look(page, 'loggers-configure');
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);

  const files = await loggedFiles(page);
  expect([eventFiles(files).length, wandbFiles(files).length]).toEqual([1, 1]);
  const events = await readEventRun(eventFiles(files));
  const rows = await readWandb(wandbFiles(files)[0]!);
  const steps = [...events.curves.get('step/loss')!.step];
  expect(steps.length).toBeGreaterThan(8);
  expect(steps).toEqual(steps.map((_, i) => i + 1));
  expect([...events.curves.get('validation/loss')!.step]).toHaveLength(8);
  expect([events.status, rows.status, rows.name]).toEqual(['finished', 'finished', 'logged']);

  const download = async (what: string) => {
    await page.getByRole('button', { name: 'For other programs' }).click();
    await look(page, `loggers-menu-${what.replace('&', '')}`);
    const bytes = await downloadFrom(page, page.getByRole('menuitem', { name: `Download for ${what}` }));
    const zip = await openZip({ name: 'logs.zip', blob: new Blob([new Uint8Array(bytes)]) });
    return Promise.all(
      zip.entries.map(async (entry) => ({ name: entry.name, blob: new Blob([await zip.read(entry)]) })),
    );
  };
  const [asEvents, asRows] = [await download('TensorBoard'), await download('W&B')];
  const replayedEvents = await readEventRun(asEvents);
  const replayedRows = await readWandb(asRows[0]!);
  for (const [replayed, live] of [
    [replayedEvents, events],
    [replayedRows, rows],
  ] as const) {
    for (const name of ['step/loss', 'step/learning_rate', 'train/loss', 'validation/loss']) {
      expect([...replayed.curves.get(name)!.step]).toEqual([...live.curves.get(name)!.step]);
      expect([...replayed.curves.get(name)!.value]).toEqual([...live.curves.get(name)!.value]);
    }
    expect(replayed.settings).toEqual(live.settings);
  }
  // W&B's row of an epoch's last step has the time of the epoch, which is not stored.
  expect(replayedEvents.curves.get('step/loss')!.wallTime).toEqual(events.curves.get('step/loss')!.wallTime);
  expect(replayedRows.summary.get('test/loss')).toEqual(rows.summary.get('test/loss'));
});

test('after a reload the browser is asked again; until then a run says that nothing is logged', async ({
  page,
}) => {
  await answerPicker(page);
  await page.goto('/');
  await importData(page, regressionTable());
  await page.keyboard.press('Control+k');
  await page.keyboard.type('tensorboard');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Loggers' });
  await sheet.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(sheet.getByText(`Logged to ${FOLDER} for TensorBoard.`)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('article')).toBeVisible();
  await configure(page, tiny);
  await expect(page.getByText(`Not logged to ${FOLDER} until you allow it again.`)).toBeVisible();
  await startTraining(page);
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices.getByText(`Nothing is logged to ${FOLDER}`)).toBeVisible();
  await look(page, 'loggers-notice');
  await expectStatus(page, 'finished', 60_000);
  expect(await loggedFiles(page)).toEqual([]);
  await notices.getByRole('button', { name: 'Allow' }).click();
  await expect(notices.getByText(`Nothing is logged to ${FOLDER}`)).toHaveCount(0);
  await page.getByRole('button', { name: 'Train again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Train again' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(async () => (await loggedFiles(page)).length, { timeout: 60_000 }).toBe(1);
});

test('a folder that is gone costs the logging, and the run says so', async ({ page }) => {
  await answerPicker(page);
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, tiny);
  await page.getByRole('button', { name: 'Loggers' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Choose a folder' }).click();
  await expect(page.getByRole('dialog').getByText(`Logged to ${FOLDER} for TensorBoard.`)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.evaluate(
    async (name) => (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true }),
    FOLDER,
  );
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);
  await expect(
    page.getByText(new RegExp(`TensorBoard failed .*${FOLDER} could not be read`)).first(),
  ).toBeVisible();
  await look(page, 'loggers-gone');
});

test('a browser without folders says so and names the download', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'showDirectoryPicker');
  });
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('W&B');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Loggers' });
  await expect(sheet.getByText('This browser cannot write to a folder')).toBeVisible();
  await expect(sheet.getByRole('switch')).toHaveCount(0);
});
