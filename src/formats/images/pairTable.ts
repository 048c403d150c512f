/** Pairs of images and masks as somebody has written them down: a table of two columns, one line a pair. */

import type { ImagePair } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';

/**
 * @param table lines of image and mask, separated by a comma, semicolon or tab; a first line that names them is none.
 * An image on several lines has several masks, one without a mask is left without.
 * @param paths of the set; a file's name is enough where it occurs once.
 * @throws AnnealError `data-not-found` for a name that is no picture of the set, or several.
 */
export function pairsOfTable(table: string, paths: readonly string[], name: string): ImagePair[] {
  const find = finder(paths, name);
  const pairs = new Map<string, string[]>();
  for (const [index, line] of table
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const [image = '', mask = ''] = cells(line);
    if (image === '' || (index === 0 && /^(images?|pictures?|files?|x)$/i.test(image))) continue;
    const path = find(image);
    pairs.set(path, [...(pairs.get(path) ?? []), ...(mask === '' ? [] : [find(mask)])]);
  }
  return [...pairs].map(([image, [mask = null, ...more]]) => ({
    image,
    mask,
    ...(more.length > 0 && { more }),
  }));
}

function cells(line: string): string[] {
  const separator = /[\t;,]/.exec(line.replace(/"[^"]*"/g, ''))?.[0] ?? ',';
  const parts = line.match(new RegExp(`("[^"]*"|[^${separator}"]*)(${separator}|$)`, 'g')) ?? [];
  return parts.map((part) =>
    part
      .replace(new RegExp(`${separator}$`), '')
      .trim()
      .replace(/^"(.*)"$/, '$1'),
  );
}

function finder(paths: readonly string[], name: string): (said: string) => string {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const short = path.split('/').at(-1)!;
    byName.set(short, [...(byName.get(short) ?? []), path]);
  }
  const known = new Set(paths);
  return (said) => {
    const path = said.replaceAll('\\', '/').replace(/^\.\//, '');
    if (known.has(path)) return path;
    const fitting = paths.filter((one) => one.endsWith(`/${path}`) || path.endsWith(`/${one}`));
    const found = fitting.length > 0 ? fitting : (byName.get(path) ?? []);
    if (found.length === 1) return found[0]!;
    const what = found.length === 0 ? 'no picture' : `${found.length} pictures`;
    throw new AnnealError('data-not-found', `${name} has ${what} called "${said}".`, {
      place: name,
      received: said,
      remedy: `Write the path of a picture, such as ${paths[0]}.`,
    });
  };
}
