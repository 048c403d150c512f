/** The images of a validation as grey pictures for logs: each with its truth and what the model made of it. */
import type { GreyPicture } from '../description';
import { readPictures } from './pictureSchema';

/** The worst images stand first; more than these nobody looks through epoch by epoch. */
const MOST = 4;

/** @param value of an `examples` event; nothing where it is none of this task. */
export function loggedPictures(value: unknown): GreyPicture[] {
  return (readPictures(value) ?? [])
    .slice(0, MOST)
    .flatMap(({ name, height, width, input, truth, probability }) => {
      const pixels = height * width;
      const classes = probability.length / pixels;
      const grey = Uint8Array.from({ length: pixels }, (_, i) =>
        Math.round((input[3 * i]! + input[3 * i + 1]! + input[3 * i + 2]!) / 3),
      );
      // Of several classes the darkest is the first; of one, how sure the model is.
      const level = (index: number, of: number) => Math.round((255 * index) / Math.max(1, of - 1));
      const predicted =
        classes === 1
          ? probability
          : Uint8Array.from({ length: pixels }, (_, i) => {
              const scores = probability.subarray(i * classes, (i + 1) * classes);
              return level(scores.indexOf(Math.max(...scores)), classes);
            });
      const shown = truth?.map((index) => level(index, classes === 1 ? 2 : classes));
      return [
        { name: `${name}/image`, height, width, samples: grey },
        ...(shown ? [{ name: `${name}/truth`, height, width, samples: shown }] : []),
        { name: `${name}/prediction`, height, width, samples: predicted },
      ];
    });
}
