/** What lies under a pointer. */
import { projected, type View } from './camera';
import type { BallKind, Model } from './model';
import { leastRadius } from './shading';
import { vectorAt } from './structure';

export interface Hit {
  kind: BallKind;
  /** Number among the atoms, charges or points that the view was given. */
  source: number;
}

/** Where a hit is in the picture, pixels. */
export interface Spot {
  x: number;
  y: number;
  radius: number;
}

/**
 * The foremost ball under a place in the picture; a charge before the glass of an atom around it. Where there is
 * none, the nearest within `slack` pixels, for small balls and large fingers.
 */
export function hitAt(model: Model, view: View, x: number, y: number, slack: number): Hit | null {
  let front: { hit: Hit; z: number } | null = null;
  let near: { hit: Hit; away: number } | null = null;
  for (const balls of [model.atoms, model.charges, model.points]) {
    if (!balls) continue;
    const { kind } = balls;
    for (let index = 0; index < balls.radii.length; index++) {
      const [atX, atY, atZ] = projected(view, vectorAt(balls.centres, index));
      const away = Math.hypot(x - atX, y - atY);
      const radius = Math.max(leastRadius, balls.radii[index]! * view.scale);
      const hit = { kind, source: balls.sources[index]! };
      if (away <= radius) {
        const bulge = Math.sqrt(radius ** 2 - away ** 2) / view.scale;
        const z = balls.opacity < 1 ? atZ - bulge : atZ + bulge;
        if (!front || z > front.z) front = { hit, z };
      } else if (away - radius <= slack && (!near || away - radius < near.away)) {
        near = { hit, away: away - radius };
      }
    }
  }
  return front?.hit ?? near?.hit ?? null;
}

/** Null where what was hit is not shown any more. */
export function spotOf(model: Model, view: View, { kind, source }: Hit): Spot | null {
  const balls = [model.atoms, model.charges, model.points].find((group) => group?.kind === kind);
  const index = balls?.sources.indexOf(source) ?? -1;
  if (!balls || index < 0) return null;
  const [x, y] = projected(view, vectorAt(balls.centres, index));
  return { x, y, radius: Math.max(leastRadius, balls.radii[index]! * view.scale) };
}
