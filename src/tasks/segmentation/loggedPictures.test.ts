import { expect, it } from 'vitest';
import { loggedPictures } from './loggedPictures';
import type { Picture } from './pictures';

const picture: Picture = {
  ...{ row: 3, name: 'a.png', height: 1, width: 2, dice: 0.5 },
  input: Uint8Array.of(0, 3, 6, 255, 255, 255),
  truth: Uint8Array.of(0, 1),
  probability: Uint8Array.of(10, 200),
};

it('an image is logged with its truth and what the model made of it, in grey', () => {
  expect(loggedPictures([picture])).toEqual([
    { name: 'a.png/image', height: 1, width: 2, samples: Uint8Array.of(3, 255) },
    { name: 'a.png/truth', height: 1, width: 2, samples: Uint8Array.of(0, 255) },
    { name: 'a.png/prediction', height: 1, width: 2, samples: Uint8Array.of(10, 200) },
  ]);
});

it('of several classes each has its own grey, and without masks there is no truth', () => {
  const probability = Uint8Array.of(250, 3, 2, 0, 100, 155);
  expect(loggedPictures([{ ...picture, truth: Uint8Array.of(0, 2), probability }]).slice(1)).toMatchObject([
    { samples: Uint8Array.of(0, 255) },
    { samples: Uint8Array.of(0, 255) },
  ]);
  expect(loggedPictures([{ ...picture, truth: null }]).map(({ name }) => name)).toEqual([
    'a.png/image',
    'a.png/prediction',
  ]);
});

it('what are no pictures of this task is left out, and of many the first few are logged', () => {
  expect(loggedPictures([{ any: 'thing' }])).toEqual([]);
  expect(loggedPictures(Array.from({ length: 9 }, () => picture))).toHaveLength(12);
});
