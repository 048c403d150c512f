/** Pixels of an image with its mask over it: what is marked is tinted, and where one label ends a line is drawn. Pure. */

/** Lies on photographs, not on the page: the same in both themes, and light enough for dark images. */
const tint = [240, 127, 46] as const;
const strength = 0.4;
/** Of masks without an image. */
const ground = 26;

/**
 * @param out RGBA, [height · width · 4], filled.
 * @param rgb [height · width · 3]; null shows the mask by itself.
 * @param labels [height · width], 0 for the background; null without a mask.
 */
export function paintPair(
  out: Uint8ClampedArray,
  rgb: Uint8Array | null,
  labels: Uint8Array | null,
  width: number,
): void {
  for (let pixel = 0; pixel * 4 < out.length; pixel++) {
    const label = labels?.[pixel] ?? 0;
    const share = label === 0 ? 0 : labels && isEdge(labels, pixel, width) ? 1 : strength;
    for (let c = 0; c < 3; c++) {
      const below = rgb ? rgb[pixel * 3 + c]! : ground;
      out[pixel * 4 + c] = below + share * (tint[c]! - below);
    }
    out[pixel * 4 + 3] = 255;
  }
}

/** Whether a neighbour has another label; the picture's own border is no edge. */
function isEdge(labels: Uint8Array, pixel: number, width: number): boolean {
  const own = labels[pixel];
  const column = pixel % width;
  const differs = (other: number) => labels[other] !== undefined && labels[other] !== own;
  return (
    (column > 0 && differs(pixel - 1)) ||
    (column < width - 1 && differs(pixel + 1)) ||
    differs(pixel - width) ||
    differs(pixel + width)
  );
}
