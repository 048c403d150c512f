/**
 * WebKitGTK's MiniBrowser, the nearest to Safari that Linux has, by WebDriver over HTTP. It has no mode without a window,
 * so a virtual display is started for it. Debian: apt-get install webkit2gtk-driver xvfb.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { onPath } from '../programs.ts';
import { startChild, temporaryFolder } from './childProcess.ts';
import { asJson, type BrowserDriver } from './driver.ts';

export interface WebKit {
  driver: string;
  browser: string;
  /** Starts a display that nobody sees. */
  display: string;
}

/** @returns null where a part is missing. */
export function findWebKit(): WebKit | null {
  const driver = onPath('WebKitWebDriver');
  const browser = findMiniBrowser();
  const display = onPath('Xvfb');
  return driver && browser && display ? { driver, browser, display } : null;
}

/** It lies among the libraries, in a folder that names the machine: `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/`. */
function findMiniBrowser(): string | null {
  for (const root of ['/usr/lib', '/usr/libexec', '/usr/lib64'].filter(existsSync)) {
    const machines = readdirSync(root).filter((name) => name.endsWith('-linux-gnu'));
    for (const folder of [root, ...machines.map((name) => join(root, name))]) {
      for (const version of ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0']) {
        const path = join(folder, version, 'MiniBrowser');
        if (existsSync(path)) return path;
      }
    }
  }
  return null;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('No port is free.')),
      );
    });
  });
}

const replySchema = z.object({ value: z.unknown() });
const errorSchema = z.object({ error: z.string(), message: z.string() });
const sessionSchema = z.object({
  sessionId: z.string(),
  capabilities: z.object({ browserName: z.string(), browserVersion: z.string() }),
});
const windowSchema = z.object({ handle: z.string() });

/** Long, because a page that computes lets the driver wait. */
const scriptLimit = 120_000;

/** Short, because it sometimes never answers when it is asked for a picture. */
const pictureLimit = 20_000;

/** A fresh MiniBrowser on a display of its own; its home is a temporary folder. */
export async function launchWebKit({ driver, browser, display }: WebKit): Promise<BrowserDriver> {
  const folder = temporaryFolder('webkit');
  const [home, downloads] = [folder.path, join(folder.path, 'Downloads')];
  mkdirSync(downloads);
  mkdirSync(join(home, '.config'));
  writeFileSync(join(home, '.config', 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
  const started: { end(): Promise<void> }[] = [];
  const end = async () => {
    for (const child of started.reverse()) await child.end();
    folder.remove();
  };
  try {
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, WEBKIT_DISABLE_COMPOSITING_MODE: '1' };
    for (const name of ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME']) delete env[name];
    // Its sandbox does not start for root, as in most containers.
    if (process.getuid?.() === 0) env.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = '1';
    const screen = ['-screen', '0', '1440x1000x24', '-nolisten', 'tcp', '-displayfd', '1'];
    const server = startChild(display, screen);
    started.push(server);
    env.DISPLAY = `:${await server.says(/^(\d+)$/)}`;
    const port = await freePort();
    started.push(startChild(driver, [`--port=${port}`], env));
    const call = async (method: string, path: string, body?: object, limit?: number): Promise<unknown> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        ...(limit && { signal: AbortSignal.timeout(limit) }),
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const { value } = replySchema.parse(await response.json());
      const failed = errorSchema.safeParse(value);
      if (failed.success) throw new Error(`${failed.data.error}: ${failed.data.message}`);
      return value;
    };
    await untilAnswered(() => call('GET', '/status'));
    const wanted = {
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation', '--geometry=1440x1000'] },
    };
    const { sessionId, capabilities } = sessionSchema.parse(
      await call('POST', '/session', { capabilities: { alwaysMatch: wanted } }),
    );
    const session = `/session/${sessionId}`;
    started.push({
      end: async () => {
        await call('DELETE', session).catch(() => {});
      },
    });
    await call('POST', `${session}/timeouts`, { script: scriptLimit, pageLoad: scriptLimit });
    await call('POST', `${session}/window/maximize`, {}).catch(() => {});
    const open = async (url: string) => {
      await call('POST', `${session}/url`, { url });
    };
    const evaluate: BrowserDriver['evaluate'] = async (expression) => {
      const script = `const done = arguments[0]; ${asJson(expression)}.then(done, (error) => done({ error: String(error) }));`;
      const value = await call('POST', `${session}/execute/async`, { script, args: [] });
      if (typeof value === 'string') return JSON.parse(value);
      throw new Error(z.object({ error: z.string() }).parse(value).error);
    };
    return {
      version: `${capabilities.browserName} ${capabilities.browserVersion}`,
      downloads,
      open,
      async reload() {
        await call('POST', `${session}/refresh`, {});
      },
      async reopen(address) {
        const { handle } = windowSchema.parse(await call('POST', `${session}/window/new`, { type: 'tab' }));
        await call('DELETE', `${session}/window`);
        await call('POST', `${session}/window`, { handle });
        await open(address);
      },
      evaluate,
      async chooseFiles(selector, files) {
        // The protocol's own way opens GTK's dialog where the field is hidden, and nobody is there to close it.
        const sent = files.map((path) => [basename(path), readFileSync(path, 'base64')]);
        await evaluate(`(() => {
          const data = new DataTransfer();
          for (const [name, base64] of ${JSON.stringify(sent)}) {
            data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name));
          }
          const field = document.querySelector(${JSON.stringify(selector)});
          field.files = data.files;
          field.dispatchEvent(new Event('change', { bubbles: true }));
        })()`);
      },
      async clickAt(x, y) {
        const actions = [
          { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ];
        await call('POST', `${session}/actions`, { actions: [{ type: 'pointer', id: 'mouse', actions }] });
      },
      async screenshot(path) {
        const data = z.string().parse(await call('GET', `${session}/screenshot`, undefined, pictureLimit));
        writeFileSync(path, Buffer.from(data, 'base64'));
      },
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function untilAnswered(ask: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + 30_000;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
