/** One light for every way of drawing: from the upper left, before the picture. */
import { unit } from './camera';
import { fromHex } from './elementColours';
import type { Palette, Rgb, Vector } from './structure';

export const light: Vector = unit([-0.45, 0.6, 0.85]);
/** Between the light and the reader's eye. */
export const halfway: Vector = unit([light[0], light[1], light[2] + 1]);

/** `relief` 0 is flat, 1 as glossy as plastic. */
export const material = { ambient: 0.66, diffuse: 0.42, gloss: 0.34, sharpness: 36 };

export const relief = { atom: 1, charge: 0.5, point: 0.35, rod: 0.8 };

/** CSS pixels. */
export const outlineWidth = { atom: 1.1, charge: 1, point: 0, rod: 1 };

/** CSS pixels; smaller balls are drawn as large as this. */
export const leastRadius = 1.3;

/** @param normal of the surface, towards the reader. */
export function shaded(colour: Rgb, normal: Vector, strength: number): Rgb {
  const facing = (to: Vector) => Math.max(0, normal[0] * to[0] + normal[1] * to[1] + normal[2] * to[2]);
  const lit = 1 + strength * (material.ambient + material.diffuse * facing(light) - 1);
  const shine = strength * material.gloss * facing(halfway) ** material.sharpness;
  const part = (value: number) => Math.min(1, value * lit + shine);
  return [part(colour[0]), part(colour[1]), part(colour[2])];
}

/** How far the outline of a ball goes from its own colour to the dark of outlines. */
export const outlineStrength = 0.72;

export function outlineColour({ dark }: Palette): Rgb {
  return fromHex(dark ? '#07090b' : '#3a4148');
}
