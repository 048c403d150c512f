/**
 * Finds a Chromium for the tests, or installs one, and says which.
 * Order: ANNEAL_CHROMIUM, the system's, Playwright's own; then Playwright's download; then Debian's package as root.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const systemNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser that lacks shared libraries is on the disk and yet of no use: ask it for its version. */
function starts(path: string): boolean {
  return isExecutable(path) && spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/**
 * @returns the path of a Chromium that starts, or null.
 * @throws when ANNEAL_CHROMIUM names something that does not start: a choice that was made is not passed over.
 */
export function findChromium(): string | null {
  const chosen = process.env.ANNEAL_CHROMIUM;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new Error(`ANNEAL_CHROMIUM is "${chosen}", which does not start. Correct it or unset it.`);
  }
  const system = [...systemNames.map(onPath), ...macPlaces].find((path) => path !== null && starts(path));
  if (system) return system;
  const own = chromium.executablePath();
  return existsSync(own) && starts(own) ? own : null;
}

function succeeds(command: string, args: string[]): boolean {
  console.log(`  running: ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

function isDebian(): boolean {
  if (!existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * Finds a Chromium or installs one.
 * @throws with what to do when neither works.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) {
    console.log(`Chromium: ${found}`);
    return found;
  }
  console.log("No Chromium found; trying Playwright's download.");
  succeeds('npx', ['playwright', 'install', '--no-shell', 'chromium']);
  let installed = findChromium();
  if (!installed && isDebian() && process.getuid?.() === 0) {
    console.log("Playwright's download gave no browser that starts; trying Debian's package.");
    if (succeeds('apt-get', ['update'])) {
      succeeds('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    }
    installed = findChromium();
  }
  if (!installed) {
    throw new Error(
      'No Chromium could be found or installed. Install Chromium or Chrome, or name one in ANNEAL_CHROMIUM.',
    );
  }
  console.log(`Chromium: ${installed} (just installed)`);
  return installed;
}
