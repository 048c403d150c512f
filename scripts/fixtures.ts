/**
 * `npm run fixtures`: makes every reference that the tests compare with again, by each `make*.py` under `src`.
 * `PYTHON` names another Python than `python3`; a word (`npm run fixtures -- makeGolden`) takes the scripts it is part of.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const python = process.env.PYTHON ?? 'python3';
const words = process.argv.slice(2);

const scripts = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^make[A-Z]\w*\.py$/.test(basename(file)))
  .map((file) => join('src', file))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

const failed = scripts.filter((script) => {
  console.log(`${python} ${script}`);
  return !run(python, [script]);
});
// Python writes JSON in its own layout; `npm run check` wants ours.
const formatted = run('npx', ['--no-install', 'biome', 'format', '--write', '--log-level=warn', 'src']);

if (scripts.length === 0) console.error(`No make*.py under src has ${words.join(' or ')} in its name.`);
if (failed.length > 0) {
  console.error(`\n${failed.length} of ${scripts.length} failed: ${failed.join(', ')}`);
  console.error('CONTRIBUTING.md lists the packages that they need.');
}
process.exitCode = scripts.length > 0 && failed.length === 0 && formatted ? 0 : 1;
