/** Where the files lie that come with Anneal: the built page and the samples, in the repository as in the installed package. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`; how deep below it this code lies is the bundler's affair. */
function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** What `npm run build` makes; in the package it is always there. */
export const pageFolder = () => join(ownFolder(), 'dist');

/** The package has the samples once, as a part of its page. */
export function samplesFolder(): string {
  const sources = join(ownFolder(), 'public', 'samples');
  return existsSync(sources) ? sources : join(pageFolder(), 'samples');
}
