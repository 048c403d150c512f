/**
 * Where a structure is looked at from. The projection is orthographic, so that one ångström has the same length
 * everywhere in the picture. View coordinates: x to the right, y up, z towards the reader.
 */
import type { Vector } from './structure';

/** A rotation by rows. */
export type Rotation = readonly [Vector, Vector, Vector];

/** What the reader moves. */
export interface Camera {
  turn: Rotation;
  /** 1 shows the whole. */
  zoom: number;
  /** Å, to the right and up. */
  pan: readonly [x: number, y: number];
}

/** How a structure is fitted into a picture, without a camera's zoom and pan. */
export interface Framing {
  /** The place that it turns about. */
  pivot: Vector;
  /** From where it is looked at first. */
  turn: Rotation;
  /** Å from the pivot to the edges of what is shown, looked at like that. */
  halfWidth: number;
  halfHeight: number;
  /** Å from the pivot to the farthest of what is shown, in any direction. */
  radius: number;
  /** The same of the atoms alone. */
  atomRadius: number;
}

/** All that a picture needs to know. Lengths are in CSS pixels. */
export interface View {
  width: number;
  height: number;
  /** Pixels per Å. */
  scale: number;
  turn: Rotation;
  pivot: Vector;
  pan: readonly [x: number, y: number];
  /** Å before and behind the pivot that the picture reaches. */
  depth: number;
  /** Å behind the pivot at which things have faded the most. */
  fadeDepth: number;
}

const zoomLimits = [0.2, 20] as const;

/** Part of the picture that the structure fills. */
const filled = 0.94;

export function firstCamera({ turn }: Framing): Camera {
  return { turn, zoom: 1, pan: [0, 0] };
}

export function viewOf(framing: Framing, camera: Camera, width: number, height: number): View {
  const fitted = filled * Math.min(width / (2 * framing.halfWidth), height / (2 * framing.halfHeight));
  return {
    width,
    height,
    scale: fitted * camera.zoom,
    turn: camera.turn,
    pivot: framing.pivot,
    pan: camera.pan,
    depth: framing.radius,
    fadeDepth: framing.atomRadius,
  };
}

/** A place in view coordinates, Å. */
export function viewed(view: Pick<View, 'turn' | 'pivot' | 'pan'>, [x, y, z]: Vector): Vector {
  const [a, b, c] = turned(view.turn, [x - view.pivot[0], y - view.pivot[1], z - view.pivot[2]]);
  return [a + view.pan[0], b + view.pan[1], c];
}

/** Pixels from the left and the top, and Å towards the reader. */
export function projected(view: View, place: Vector): Vector {
  const [x, y, z] = viewed(view, place);
  return [view.width / 2 + x * view.scale, view.height / 2 - y * view.scale, z];
}

/** How far something has faded into the surface: 0 before the pivot, most at the back. */
export function fading(view: Pick<View, 'fadeDepth'>, z: number): number {
  return strongestFade * Math.min(1, Math.max(0, -z / view.fadeDepth));
}

export const strongestFade = 0.6;

/** Turned about the upright axis of the picture, then about the level one; radians. */
export function turnedBy(camera: Camera, aboutUpright: number, aboutLevel: number): Camera {
  const [sinU, cosU, sinL, cosL] = [
    Math.sin(aboutUpright),
    Math.cos(aboutUpright),
    Math.sin(aboutLevel),
    Math.cos(aboutLevel),
  ];
  const by: Rotation = [
    [cosU, 0, sinU],
    [sinL * sinU, cosL, -sinL * cosU],
    [-cosL * sinU, sinL, cosL * cosU],
  ];
  return { ...camera, turn: orthonormal(product(by, camera.turn)) };
}

/** Nearer by a factor, with one place of the picture standing still: pixels from its middle, right and down. */
export function zoomedBy(camera: Camera, factor: number, view: View, at: readonly [number, number]): Camera {
  const zoom = Math.min(zoomLimits[1], Math.max(zoomLimits[0], camera.zoom * factor));
  const before = view.scale;
  const after = (view.scale / camera.zoom) * zoom;
  const shift = 1 / after - 1 / before;
  return { ...camera, zoom, pan: [camera.pan[0] + at[0] * shift, camera.pan[1] - at[1] * shift] };
}

/** Moved by pixels, right and down. */
export function pannedBy(camera: Camera, view: View, right: number, down: number): Camera {
  return { ...camera, pan: [camera.pan[0] + right / view.scale, camera.pan[1] - down / view.scale] };
}

export function turned(turn: Rotation, place: Vector): Vector {
  return [dot(turn[0], place), dot(turn[1], place), dot(turn[2], place)];
}

/** First `b`, then `a`. */
export function product(a: Rotation, b: Rotation): Rotation {
  const row = ([x, y, z]: Vector): Vector => [
    x * b[0][0] + y * b[1][0] + z * b[2][0],
    x * b[0][1] + y * b[1][1] + z * b[2][1],
    x * b[0][2] + y * b[1][2] + z * b[2][2],
  ];
  return [row(a[0]), row(a[1]), row(a[2])];
}

/** Gram and Schmidt: thousands of small turns would else become a shear. */
function orthonormal([first, second]: Rotation): Rotation {
  const x = unit(first);
  const along = dot(x, second);
  const y = unit([second[0] - along * x[0], second[1] - along * x[1], second[2] - along * x[2]]);
  return [x, y, cross(x, y)];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function unit(a: Vector): Vector {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
}
