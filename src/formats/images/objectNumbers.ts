/**
 * Masks whose numbers count objects, and name no classes: in each mask they run from 1 on, each of them is one connected
 * area, and there are more in one mask than in another, or more bits than classes need. Some masks are looked at.
 */
import type { ReadingQuestion } from '../../protocol/reading';
import type { DecodedImage } from './decodedImage';
import { decodePicture, type ImageEntry, pictureOf, readPictures } from './entries';

/** Masks that are looked at; the first that counts nothing ends it. */
const LOOKED_AT = 8;
/** More objects than a person tells classes apart by number: nothing is to be asked. */
const SURELY_OBJECTS = 64;
/** Fewer numbers are classes as well as anything. */
const FEW = 3;

export interface NumberedObjects {
  /** So many in the fullest mask that was looked at. */
  most: number;
  /** Numbers of some masks, for a preview. */
  found: { path: string; count: number }[];
  isSure: boolean;
}

/** @param masks in their order. @returns null where numbers are classes, or cannot be read. */
export async function findObjects(masks: readonly ImageEntry[]): Promise<NumberedObjects | null> {
  const step = Math.max(1, Math.floor(masks.length / LOOKED_AT));
  const found: NumberedObjects['found'] = [];
  let isDeep = false;
  for (let index = 0; index < masks.length && found.length < LOOKED_AT; index += step) {
    const entry = masks[index]!;
    try {
      const [picture] = await readPictures([pictureOf(entry)]);
      for (const image of await decodePicture(picture!)) {
        const count = countObjects(image);
        if (count === null) return null;
        isDeep ||= image.bits === 16 || image.bits === 32;
        found.push({ path: entry.path, count });
      }
    } catch {
      // What is damaged is told when it is read.
    }
  }
  const counts = found.map(({ count }) => count).filter((count) => count > 0);
  const most = Math.max(0, ...counts);
  const varies = new Set(counts).size > 1;
  if (most < FEW || !(isDeep || (varies && most > FEW))) return null;
  return { most, found, isSure: most > SURELY_OBJECTS };
}

/** How many areas are numbered from 1 on without a gap, each connected; null where numbers are none of that. */
function countObjects({ data, width, height, channels, palette }: DecodedImage): number | null {
  if (channels !== 1 || (palette && data.includes(255))) return null;
  let most = 0;
  for (const value of data) {
    if (!Number.isInteger(value) || value < 0 || value > 65535) return null;
    if (value > most) most = value;
  }
  // Black and white, and the like.
  if (most >= data.length || most === 255) return null;
  const seen = new Uint8Array(most + 1);
  const visited = new Uint8Array(width * height);
  const stack: number[] = [];
  for (let start = 0; start < data.length; start++) {
    const label = data[start]!;
    if (label === 0 || visited[start] === 1) continue;
    if (seen[label] === 1) return null;
    seen[label] = 1;
    visited[start] = 1;
    stack.push(start);
    while (stack.length > 0) {
      const pixel = stack.pop()!;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (visited[next] === 1 || data[next] !== label) continue;
          visited[next] = 1;
          stack.push(next);
        }
      }
    }
  }
  for (let label = 1; label <= most; label++) if (seen[label] === 0) return null;
  return most;
}

/** What is asked of a set whose masks may number objects. */
export function objectsQuestion(name: string, { found }: NumberedObjects): ReadingQuestion {
  const rows = (last: (count: number) => string) =>
    found.slice(0, 6).map(({ path, count }) => [path, count > 0 ? `1 … ${count}` : 'none', last(count)]);
  return {
    setting: 'labels',
    question: `Do the numbers in the masks of ${name} count objects, or name classes?`,
    choices: [
      {
        value: 'objects',
        label: 'They count objects: foreground against background',
        preview: {
          columns: ['mask', 'numbers', 'becomes'],
          rows: rows((count) => `foreground of ${count} objects`),
        },
      },
      {
        value: 'classes',
        label: 'They name classes',
        preview: {
          columns: ['mask', 'numbers', 'becomes'],
          rows: rows((count) => `${count} classes beside the background`),
        },
      },
    ],
  };
}
