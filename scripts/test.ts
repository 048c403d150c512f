/**
 * `npm test`: types, lint and format, unit tests (architecture, golden numbers and command line among them), then the
 * package as it is installed, the built page in a real Chromium, and a first visit in Firefox where there is one. Runs
 * every stage even when one fails, and ends with what passed, how many tests that were, and how long it took.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { ensureChromium } from './browser.ts';
import { findFirefox } from './engines/firefox.ts';
import { countPlaywright, countVitest, formatCounts, type TestCounts } from './testCounts.ts';

interface Stage {
  name: string;
  command: string[];
  /** Reads the number of tests from the report that the command leaves. */
  counts?: () => TestCounts | null;
  /** Why it cannot run on this machine; null when it can. */
  skip?: () => string | null;
}

const reports = '.cache/test-reports';
const vitestReport = `${reports}/vitest.json`;
const packageReport = `${reports}/package.json`;
const playwrightReport = `${reports}/playwright.json`;

const stages: Stage[] = [
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'lint and format', command: ['biome', 'check', '.'] },
  {
    name: 'unit tests',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    counts: () => countVitest(vitestReport),
  },
  { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'] },
  {
    name: 'package',
    command: [
      ...['vitest', 'run', '--mode', 'package'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${packageReport}`],
    ],
    counts: () => countVitest(packageReport),
  },
  {
    name: 'browser tests',
    command: ['playwright', 'test', '--reporter=list,json'],
    counts: () => countPlaywright(playwrightReport),
  },
  {
    name: 'first visit in Firefox',
    // Node 20 has WebSockets behind this flag.
    command: ['tsx', '--experimental-websocket', 'scripts/firefox.ts', '--short'],
    skip: () => (findFirefox() ? null : 'no Firefox was found; Debian: apt-get install firefox-esr'),
  },
];

function secondsSince(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(0)} s`;
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const started = performance.now();
const environment = {
  ...process.env,
  ANNEAL_CHROMIUM: ensureChromium(),
  // The Chromium brings a driver; without one half of the engine would go untested, and this command would not say so.
  ANNEAL_REQUIRE_WEBGPU: '1',
  PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
};

const results: string[] = [];
let failed = 0;
let skipped = 0;
for (const { name, command, counts, skip } of stages) {
  const reason = skip?.() ?? null;
  if (reason !== null) {
    skipped++;
    results.push(`  skipped ${name}: ${reason}`);
    continue;
  }
  console.log(`\n== ${name}: ${command.join(' ')}`);
  const begun = performance.now();
  const { status } = spawnSync('npx', ['--no-install', ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  });
  if (status !== 0) failed++;
  const counted = counts?.();
  const tests = counts ? `: ${counted ? formatCounts(counted) : 'no report'}` : '';
  results.push(`  ${status === 0 ? 'passed' : 'FAILED'}  ${name}${tests} (${secondsSince(begun)})`);
}

const ran = stages.length - skipped;
console.log(`\n== ${ran - failed} of ${ran} stages passed in ${secondsSince(started)}`);
console.log(results.join('\n'));
process.exitCode = failed === 0 ? 0 : 1;
