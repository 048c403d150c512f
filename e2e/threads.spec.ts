/**
 * WASM's threads on a machine of eight cores, which the training worker is told it is on: as many workers as threads, and
 * a training on one thread, with a word about it, where they do not start.
 */
import { expect, type Page, test } from '@playwright/test';
import { expectStatus } from './studio';

const eightCores = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 8 });";

/** What a worker of the pool meets; the training worker is the only one that makes workers. */
const obstacles = {
  // A browser with its developer tools open may never return from making a worker within a worker.
  'block the worker that makes them':
    'Worker = class { constructor() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); } };',
  'never answer': "Worker = class extends Worker { constructor() { super('data:text/javascript,'); } };",
  'cannot be loaded': "Worker = class extends Worker { constructor() { super('/missing/thread.js'); } };",
};

async function openWith(page: Page, prelude: string): Promise<void> {
  await page.route(/trainWorker-.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${eightCores}\n${prelude}\n${await response.text()}` });
  });
  await page.goto('/?sample=regression&start');
}

test('as many threads as are used are started', async ({ page }) => {
  const made: string[] = [];
  page.on('console', (message) => made.push(message.text()));
  await openWith(
    page,
    "Worker = class extends Worker { constructor(...all) { super(...all); console.log('a thread'); } };",
  );
  await expectStatus(page, /training|finished/);
  await expect(page.getByText(/Training on wasm .*4 threads\)/)).toBeVisible();
  // The calling thread is the fourth.
  expect(made.filter((text) => text === 'a thread')).toHaveLength(3);
});

for (const [what, prelude] of Object.entries(obstacles)) {
  test(`a run trains on one thread where threads ${what}`, async ({ page }) => {
    await openWith(page, prelude);
    await expectStatus(page, /training|finished/);
    await expect(
      page.getByText(/Training on wasm .*one thread\).*The threads of WASM did not start/),
    ).toBeVisible();
  });
}
