/** Pictures of one channel each as one of several, and back. */
import type { DecodedImage } from './decodedImage';

/** Planes of one channel each, as pictures of so many channels. */
export function mergePlanes(planes: readonly DecodedImage[], channels: number): DecodedImage[] {
  if (channels === 1) return [...planes];
  return Array.from({ length: planes.length / channels }, (_, picture) => {
    const own = planes.slice(picture * channels, (picture + 1) * channels);
    const [first] = own;
    const inPlane = first!.channels;
    const pixels = first!.width * first!.height;
    const data = new (first!.data.constructor as Uint8ArrayConstructor)(pixels * channels * inPlane);
    for (const [index, plane] of own.entries()) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const to = (pixel * channels + index) * inPlane;
        for (let c = 0; c < inPlane; c++) data[to + c] = plane.data[pixel * inPlane + c]!;
      }
    }
    return { ...first!, channels: channels * inPlane, data };
  });
}

/** Every channel as a picture of its own. */
export function splitPlanes(image: DecodedImage): DecodedImage[] {
  const { channels, data } = image;
  return Array.from({ length: channels }, (_, channel) => ({
    ...image,
    channels: 1,
    alpha: false,
    data: data.filter((_value, index) => index % channels === channel),
  }));
}
