/** The pictures of the worst images and of the best ones, of however many there are. */
import type { Picture } from '../pictures';

/** Of the worst images, and as many of the best. */
const EACH = 6;

export interface ExtremePictures {
  add(picture: Picture): void;
  /** By Dice, the worst first. */
  readonly pictures: Picture[];
}

/** Takes pictures of images whose truth is known; of equals the earlier one is the worse. */
export function createExtremePictures(): ExtremePictures {
  const pictures: Picture[] = [];
  return {
    pictures,
    add(picture) {
      const at = pictures.findIndex(({ dice }) => dice! > picture.dice!);
      pictures.splice(at < 0 ? pictures.length : at, 0, picture);
      // The middle goes.
      if (pictures.length > 2 * EACH) pictures.splice(EACH, 1);
    },
  };
}
