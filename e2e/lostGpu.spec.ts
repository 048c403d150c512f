/** A GPU that is lost again and again: words that help, and after the third time a way on without it. */
import { expect, type Page, test } from '@playwright/test';
import {
  chooseBackend,
  configure,
  expectStatus,
  importData,
  look,
  runHeader,
  startTraining,
  tiny,
  waitForStep,
} from './studio';
import { regressionTable } from './tables';

/** The training worker's device can be told from the page to go, as when a driver is reset. */
const losable = `
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await requestDevice.apply(this, given);
    new BroadcastChannel('lose-gpu').onmessage = () => device.destroy();
    return device;
  };`;

const loseGpu = (page: Page) =>
  page.evaluate(() => {
    const channel = new BroadcastChannel('lose-gpu');
    channel.postMessage(null);
    channel.close();
  });

test('a run that has lost its GPU three times goes on with WASM from its last checkpoint', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await page.route(/trainWorker-.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${losable}\n${await response.text()}` });
  });
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...tiny, training: { ...tiny.training, epochs: 100_000, earlyStopping: false } });
  await chooseBackend(page, 'WebGPU');
  await startTraining(page);
  const offer = page.getByRole('button', { name: 'Go on with WASM' });
  for (const time of [1, 2, 3]) {
    await expectStatus(page, 'training', 60_000);
    await expect(page.getByRole('button', { name: /^Actions for the checkpoint/ }).first()).toBeVisible({
      timeout: 60_000,
    });
    await loseGpu(page);
    await expectStatus(page, 'failed', 60_000);
    const main = page.getByRole('main');
    await expect(
      main.getByText('The GPU was lost: its driver or the browser took it away.').first(),
    ).toBeVisible();
    await expect(
      main.getByText(/If it is lost again, reload the page, restart the browser, or train on WASM/),
    ).toBeVisible();
    await expect(offer).toHaveCount(time === 3 ? 1 : 0);
    if (time < 3) await runHeader(page).getByRole('button', { name: 'Resume' }).click();
  }
  await expect(
    page.getByText(
      /lost 3 times in a row\. WASM can go on from the last checkpoint .*same numbers to rounding, but not the same bits/,
    ),
  ).toBeVisible();
  await look(page, 'lost-gpu');
  // Also after a visit that was long ago.
  await page.reload();
  const kept = await runHeader(page)
    .getByText(/^step [\d,]+ \//)
    .textContent();
  const step = Number(/step ([\d,]+)/.exec(kept ?? '')![1]!.replaceAll(',', ''));
  await offer.click();
  await expectStatus(page, 'training', 60_000);
  await expect(page.getByText(/Training on wasm/)).toBeVisible();
  await waitForStep(page, step + 1);
  await expect(page.getByText(`Resumed in epoch`).first()).toBeVisible();
  // What is chosen for other runs stays.
  await runHeader(page).getByRole('button', { name: 'Stop' }).click();
  await expectStatus(page, 'stopped', 60_000);
  await expect(offer).toHaveCount(0);
});
