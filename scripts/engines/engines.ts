/**
 * `npm run test:engines`: one journey through the built studio in Chromium, Firefox and WebKitGTK, and every kernel of
 * WebGPU in Firefox. Installs on Debian, as root, what it lacks; elsewhere it says what it skips and why. Ends with a table.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { ensureChromium } from '../browser.ts';
import { canInstallPackages, installPackages } from '../programs.ts';
import { launchChromium } from './chromium.ts';
import type { BrowserDriver } from './driver.ts';
import { findFirefox, launchFirefox } from './firefox.ts';
import { journey, pictureOf } from './journey.ts';
import { checkKernels, findDriver } from './kernels.ts';
import { type Page, pageOf } from './page.ts';
import { findWebKit, launchWebKit } from './webkit.ts';

const usage = `npm run test:engines -- [--only chromium,firefox,webkit,kernels] [--step NAME,NAME] [--port 4271] [--pictures FOLDER] [--patience 1]
  --only      which engines; kernels are those of WebGPU in Firefox
  --step      the steps whose name has one of these in it; later ones need what earlier ones made
  --pictures  where a picture of every step is kept
  --patience  multiplies every limit of time, for a busy machine`;

interface Result {
  engine: string;
  step: string;
  state: 'passed' | 'FAILED' | 'skipped';
  words: string;
  seconds: number;
}

interface Engine {
  name: string;
  /** @returns how to start it. @throws with why it cannot be had. */
  find(): () => Promise<BrowserDriver>;
}

function found<T>(what: string, find: () => T | null, packages: string[]): T {
  const before = find();
  if (before !== null) return before;
  const command = `apt-get install ${packages.join(' ')}`;
  if (!canInstallPackages()) throw new Error(`${what} is not installed (Debian: ${command})`);
  installPackages(...packages);
  const after = find();
  if (after === null) throw new Error(`${what} does not start after ${command}`);
  return after;
}

const firefox = () => found('Firefox', findFirefox, ['firefox-esr']);

const engines: readonly Engine[] = [
  {
    name: 'chromium',
    find() {
      const path = ensureChromium();
      return () => launchChromium(path);
    },
  },
  {
    name: 'firefox',
    find() {
      const path = firefox();
      return () => launchFirefox(path, { gpu: false });
    },
  },
  {
    name: 'webkit',
    find() {
      const parts = found('WebKitGTK', findWebKit, ['webkit2gtk-driver', 'xvfb']);
      return () => launchWebKit(parts);
    },
  },
];

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'chromium,firefox,webkit,kernels' },
    step: { type: 'string', default: '' },
    port: { type: 'string', default: '4271' },
    pictures: { type: 'string', default: '.cache/engines' },
    patience: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(usage);
  process.exit();
}
const chosen = new Set(options.only.split(','));
const steps = journey.filter(({ name }) => options.step.split(',').some((part) => name.includes(part)));
const results: Result[] = [];

/** Runs one step and writes down how it went. @returns whether it passed. */
async function note(engine: string, step: string, act: () => Promise<string>): Promise<boolean> {
  const began = performance.now();
  const outcome = await act().then(
    (seen) => ({ state: 'passed' as const, words: seen }),
    (error: unknown) => ({ state: 'FAILED' as const, words: words(error) }),
  );
  const seconds = (performance.now() - began) / 1000;
  results.push({ engine, step, ...outcome, seconds });
  console.log(`${outcome.state} ${engine}: ${step} (${seconds.toFixed(1)} s) ${outcome.words}`);
  return outcome.state === 'passed';
}

/** Writes down what is skipped where something is missing. @returns null then. */
function lookFor<T>(engine: string, step: string, find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    results.push({ engine, step, state: 'skipped', words: words(error), seconds: 0 });
    return null;
  }
}

async function travel({ name, find }: Engine, studio: string): Promise<void> {
  const start = lookFor(name, 'everything', find);
  if (start === null) return;
  const begun: Page[] = [];
  await note(name, 'start', async () => {
    const driver = await start();
    begun.push(pageOf(driver, Number(options.patience)));
    return driver.version;
  });
  for (const page of begun) {
    for (const { name: step, run } of steps) {
      await note(name, step, () => run(page, studio));
      await page.driver
        .screenshot(pictureOf(options.pictures, name, step))
        .catch((error: unknown) => console.log(`no picture of ${name}, ${step}: ${words(error)}`));
    }
    await page.driver.close();
  }
}

mkdirSync(options.pictures, { recursive: true });
const travellers = engines.filter(({ name }) => chosen.has(name));
if (travellers.length > 0) {
  // In a process of its own, which gives its memory back.
  if (
    spawnSync('npx', ['--no-install', 'vite', 'build', '--logLevel', 'warn'], { stdio: 'inherit' }).status !==
    0
  ) {
    throw new Error('The studio could not be built.');
  }
  const server = await preview({ preview: { port: Number(options.port), strictPort: true } });
  for (const engine of travellers) await travel(engine, `http://127.0.0.1:${options.port}`);
  await server.close();
}
if (chosen.has('kernels')) {
  const step = 'kernels of WebGPU';
  const driver = lookFor('firefox', step, () => {
    firefox();
    return found('A software driver for Vulkan', findDriver, ['mesa-vulkan-drivers']);
  });
  if (driver !== null) await note('firefox', step, async () => checkKernels(driver));
}

console.log('\nengine    step                      result   seconds  what was seen');
for (const { engine, step, state, words, seconds } of results) {
  console.log(
    `${engine.padEnd(9)} ${step.padEnd(25)} ${state.padEnd(8)} ${seconds.toFixed(1).padStart(7)}  ${words}`,
  );
}
process.exitCode = results.some(({ state }) => state === 'FAILED') ? 1 : 0;
process.exit();
