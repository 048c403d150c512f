/**
 * `npm test`: types, lint and format, unit tests (architecture, golden numbers and command line among them),
 * then the built page in a real Chromium. Runs every stage even when one fails, and ends with what passed and how long it took.
 */
import { spawnSync } from 'node:child_process';
import { ensureChromium } from './browser.ts';

interface Stage {
  name: string;
  command: string[];
}

const stages: Stage[] = [
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'lint and format', command: ['biome', 'check', '.'] },
  { name: 'unit', command: ['vitest', 'run'] },
  { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'] },
  { name: 'end to end', command: ['playwright', 'test'] },
];

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(0)} s`;
}

const started = performance.now();
const browser = ensureChromium();
const environment = { ...process.env, ANNEAL_CHROMIUM: browser };

const results: string[] = [];
let failed = 0;
for (const { name, command } of stages) {
  console.log(`\n== ${name}: ${command.join(' ')}`);
  const begun = performance.now();
  const [program, ...args] = command;
  // npm puts node_modules/.bin on the path; npx --no-install also works when this file is started by hand.
  const { status } = spawnSync('npx', ['--no-install', program!, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  });
  if (status !== 0) failed++;
  results.push(`  ${status === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds(begun)})`);
}

console.log(`\n== ${stages.length - failed} of ${stages.length} stages passed in ${seconds(started)}`);
console.log(results.join('\n'));
process.exitCode = failed === 0 ? 0 : 1;
