/** A short form of `npm run soak -- kills`: a browser that is killed while it saves loses nothing that it told of. */
import { expect, test } from '@playwright/test';
import { findChromium } from '../scripts/browser.ts';
import { killCampaign } from '../scripts/soak/killCampaign.ts';

test('a browser that is killed while it saves loses and tears no checkpoint', async ({ baseURL }) => {
  test.setTimeout(300_000);
  const report = await killCampaign({
    executablePath: findChromium()!,
    address: `${baseURL}/`,
    rounds: 3,
    seed: Date.now() % 2 ** 31,
    tell: console.log,
  });
  expect(report).toMatchObject({ rounds: 3, lost: 0, torn: 0 });
  expect(report.acknowledged).toBeGreaterThanOrEqual(3);
});
