/**
 * Finds a Chromium for the tests, or installs one, and says which.
 * Order: ANNEAL_CHROMIUM, the system's, Playwright's own; then Playwright's download; then Debian's package as root.
 */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { canInstallPackages, installPackages, onPath, starts, succeeds } from './programs.ts';

const systemNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** WebGPU through SwiftShader, so that the GPU path is tested on machines without a GPU; no calls home. */
export function chromiumFlags(): string[] {
  const flags = [
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
  ];
  return process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags;
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
  if (!installed && canInstallPackages()) {
    console.log("Playwright's download gave no browser that starts; trying Debian's package.");
    installPackages('chromium');
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
