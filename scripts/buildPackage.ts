/**
 * `npm run build:package`, which `npm pack` calls as well: the page (`dist/`), and for Node the command line, the library
 * and its types (`lib/`). Dependencies stay outside, as `package.json` lists them: docs/decisions/package.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const library = join(root, 'lib');
const emitted = join(root, '.cache/declarations');

/** Doors of the package by the file that each becomes; a task has one where it exports something of its own. */
const doors: Record<string, string> = { anneal: 'src/anneal.ts' };
for (const file of readdirSync(join(root, 'src/tasks'), { recursive: true, encoding: 'utf8' })) {
  const [, task] = /^([^/\\]+)[/\\]exports\.ts$/.exec(file) ?? [];
  if (task) doors[`tasks/${task}`] = `src/tasks/${task}/exports.ts`;
}

async function buildLibrary(): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: library,
      copyPublicDir: false,
      minify: false,
      rolldownOptions: {
        // Threads load their files by name.
        input: {
          ...doors,
          cli: 'src/cli/anneal.ts',
          decodeWorker: 'src/cli/decodeWorker.ts',
          readWorker: 'src/cli/readWorker.ts',
        },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          banner: ({ name }) => (name === 'cli' ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  });
}

/** Relative specifiers of a declaration file. */
const specifier = /(\bfrom |\bimport |\bimport\()['"](\.{1,2}\/[^'"]+)['"]/g;

/** The declarations that a door leads to, with the endings that Node's resolution asks of specifiers. */
function buildTypes(): void {
  rmSync(emitted, { recursive: true, force: true });
  const { status } = spawnSync('npx', ['--no-install', 'tsc', '-p', 'tsconfig.package.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The declarations could not be made.');
  const written = new Set<string>();
  const queue = Object.values(doors).map((door) => join(emitted, relative('src', door)).replace(/\.ts$/, ''));
  for (let module = queue.pop(); module; module = queue.pop()) {
    if (written.has(module)) continue;
    written.add(module);
    const text = readFileSync(`${module}.d.ts`, 'utf8').replace(specifier, (_, before, target) => {
      queue.push(join(dirname(module!), target));
      return `${before}'${target}.js'`;
    });
    const place = join(library, 'types', `${relative(emitted, module)}.d.ts`);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

// Whatever the shell says: React's development build is slow, and names the files of this machine.
process.env.NODE_ENV = 'production';
await build({ root, logLevel: 'warn' });
await buildLibrary();
buildTypes();
