/**
 * A Vite plugin that tells the service worker (`public/serviceWorker.js`) what the build consists of: each file with a
 * digest of its content. The worker's own text thereby changes with every build, which is how browsers notice a new one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { workerPolicy } from '../src/cli/pageHeaders.ts';

const WORKER = 'serviceWorker.js';
const place = /^const built = .*;$/m;

/** Sixteen digits are enough to tell a mixed-up file, and keep the list short. */
const digestOf = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

export function offlineFiles(): Plugin {
  return {
    name: 'anneal:offline-files',
    apply: 'build',
    // Last, when files of `public/` lie there as well.
    writeBundle: {
      order: 'post',
      handler({ dir }) {
        if (dir === undefined) return;
        const path = join(dir, WORKER);
        const text = readFileSync(path, 'utf8');
        if (!place.test(text)) this.error(`${WORKER} has no place for the list of files.`);
        const files = filesOf(dir);
        const version = digestOf(JSON.stringify(files));
        const built = JSON.stringify({ version, files, workerPolicy });
        writeFileSync(
          path,
          text.replace(place, () => `const built = ${built};`),
        );
      },
    },
  };
}

/** Digests by addresses from the page's folder, in order. */
function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const addresses = paths.map((path) => relative(folder, path).split(sep).join('/')).sort();
  return Object.fromEntries(
    addresses
      .filter((address) => address !== WORKER)
      .map((address) => [address, digestOf(readFileSync(join(folder, address)))]),
  );
}
