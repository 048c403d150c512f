/** Chromium, by Playwright, which the tests of the page have already. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags } from '../browser.ts';
import { temporaryFolder } from './childProcess.ts';
import { asJson, type BrowserDriver } from './driver.ts';

/** A fresh Chromium without a window; WebGPU is SwiftShader's. */
export async function launchChromium(executablePath: string): Promise<BrowserDriver> {
  const folder = temporaryFolder('chromium');
  const downloads = join(folder.path, 'downloads');
  mkdirSync(downloads);
  const context = await chromium.launchPersistentContext(join(folder.path, 'profile'), {
    executablePath,
    args: chromiumFlags(),
    viewport: { width: 1440, height: 900 },
  });
  context.on('page', (page) => {
    page.on('download', (download) => void download.saveAs(join(downloads, download.suggestedFilename())));
  });
  let page = await context.newPage();
  return {
    version: `chromium ${context.browser()?.version() ?? ''}`.trim(),
    downloads,
    async open(address) {
      await page.goto(address);
    },
    async reload() {
      await page.reload();
    },
    async reopen(address) {
      const closed = page;
      page = await context.newPage();
      await closed.close();
      await page.goto(address);
    },
    async evaluate(expression) {
      return JSON.parse(await page.evaluate<string>(asJson(expression)));
    },
    async chooseFiles(selector, paths) {
      await page.setInputFiles(selector, [...paths]);
    },
    async clickAt(x, y) {
      await page.mouse.click(x, y);
    },
    async screenshot(path) {
      await page.screenshot({ path });
    },
    async close() {
      await context.close();
      folder.remove();
    },
  };
}
