/** Firefox, by WebDriver BiDi, which it speaks itself: nothing to install but Firefox. ANNEAL_FIREFOX names one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { onPath, starts } from '../programs.ts';
import { connectBidi } from './bidi.ts';
import { startChild, temporaryFolder } from './childProcess.ts';
import { asJson, type BrowserDriver, type LaunchOptions } from './driver.ts';

/**
 * @returns the path of a Firefox that starts, or null.
 * @throws when ANNEAL_FIREFOX names something that does not start: a choice that was made is not passed over.
 */
export function findFirefox(): string | null {
  const chosen = process.env.ANNEAL_FIREFOX;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new Error(`ANNEAL_FIREFOX is "${chosen}", which does not start. Correct it or unset it.`);
  }
  const places = [
    ...['firefox', 'firefox-esr', 'firefox.exe'].map(onPath),
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ];
  return places.find((path) => path !== null && starts(path)) ?? null;
}

const quiet = {
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'remote.enabled': true,
};
const webGpu = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'gfx.webrender.software': true,
};

const contextSchema = z.object({ context: z.string() });
const evaluatedSchema = z.union([
  z.object({ type: z.literal('success'), result: z.object({ value: z.string() }) }),
  z.object({ type: z.literal('exception'), exceptionDetails: z.object({ text: z.string() }) }),
]);
const nodesSchema = z.object({ nodes: z.array(z.object({ sharedId: z.string() })).min(1) });
const pictureSchema = z.object({ data: z.string() });
const sessionSchema = z.object({
  capabilities: z.object({ browserName: z.string(), browserVersion: z.string() }),
});

/** A fresh Firefox without a window, with a profile of its own. */
export async function launchFirefox(executable: string, { gpu }: LaunchOptions): Promise<BrowserDriver> {
  const folder = temporaryFolder('firefox');
  const [profile, downloads] = [join(folder.path, 'profile'), join(folder.path, 'downloads')];
  for (const path of [profile, downloads]) mkdirSync(path);
  const preferences = {
    ...quiet,
    ...(gpu && webGpu),
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
  };
  const lines = Object.entries(preferences).map(
    (pair) => `user_pref(${pair.map((part) => JSON.stringify(part)).join(', ')});\n`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join(''));
  const flags = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'];
  const child = startChild(executable, flags, {
    ...process.env,
    MOZ_HEADLESS_WIDTH: '1440',
    MOZ_HEADLESS_HEIGHT: '1000',
  });
  const end = async () => {
    await child.end();
    folder.remove();
  };
  try {
    const session = await connectBidi(await child.says(/WebDriver BiDi listening on (ws:\S+)/));
    const { capabilities } = sessionSchema.parse(await session.send('session.new', { capabilities: {} }));
    const newTab = async () =>
      contextSchema.parse(await session.send('browsingContext.create', { type: 'tab' })).context;
    let context = await newTab();
    const open = async (url: string) => {
      await session.send('browsingContext.navigate', { context, url, wait: 'complete' });
    };
    return {
      version: `${capabilities.browserName} ${capabilities.browserVersion}`,
      downloads,
      open,
      async reload() {
        await session.send('browsingContext.reload', { context, wait: 'complete' });
      },
      async reopen(address) {
        const closed = context;
        context = await newTab();
        await session.send('browsingContext.close', { context: closed });
        await open(address);
      },
      async evaluate(expression) {
        const asked = { expression: asJson(expression), target: { context }, awaitPromise: true };
        const answer = evaluatedSchema.parse(await session.send('script.evaluate', asked));
        if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
        return JSON.parse(answer.result.value);
      },
      async chooseFiles(selector, files) {
        const locator = { type: 'css', value: selector };
        const { nodes } = nodesSchema.parse(
          await session.send('browsingContext.locateNodes', { context, locator }),
        );
        await session.send('input.setFiles', {
          context,
          element: { sharedId: nodes[0]!.sharedId },
          files,
        });
      },
      async clickAt(x, y) {
        const actions = [
          { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ];
        await session.send('input.performActions', {
          context,
          actions: [{ type: 'pointer', id: 'mouse', actions }],
        });
      },
      async screenshot(path) {
        const { data } = pictureSchema.parse(
          await session.send('browsingContext.captureScreenshot', { context }),
        );
        writeFileSync(path, Buffer.from(data, 'base64'));
      },
      async close() {
        session.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
