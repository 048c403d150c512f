import { expect, test } from 'vitest';
import {
  type Camera,
  cross,
  dot,
  fading,
  firstCamera,
  pannedBy,
  projected,
  turnedBy,
  viewOf,
  zoomedBy,
} from './camera';
import { frame, principalAxes } from './framing';
import { atomBalls } from './model';
import { type Vector, vectorAt } from './structure';

const framing = {
  pivot: [1, 2, 3],
  turn: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  halfWidth: 2,
  halfHeight: 2,
  radius: 4,
  atomRadius: 3,
} as const;

test('the pivot is in the middle, right is right, up is up, and an ångström is as long as the scale says', () => {
  const view = viewOf(framing, firstCamera(framing), 400, 300);
  expect(projected(view, [1, 2, 3])).toEqual([200, 150, 0]);
  expect(view.scale).toBeCloseTo((0.94 * 300) / 4);
  const [x, y, z] = projected(view, [2, 3, 4]);
  expect([x - 200, 150 - y, z]).toEqual([view.scale, view.scale, 1]);
});

test('a turn to the right brings what is before the pivot to the right, one down to the bottom', () => {
  const at = (camera: Camera) => projected(viewOf(framing, camera, 400, 300), [1, 2, 4]);
  expect(at(turnedBy(firstCamera(framing), 0.1, 0))[0]).toBeGreaterThan(200);
  expect(at(turnedBy(firstCamera(framing), 0, 0.1))[1]).toBeGreaterThan(150);
});

test('ten thousand turns leave a rotation', () => {
  let camera = firstCamera(framing);
  for (let step = 0; step < 10_000; step++) camera = turnedBy(camera, 0.013, -0.007);
  const [x, y, z] = camera.turn;
  for (const row of [x, y, z]) expect(dot(row, row)).toBeCloseTo(1, 12);
  expect(dot(x, y)).toBeCloseTo(0, 12);
  cross(x, y).forEach((part, axis) => {
    expect(part).toBeCloseTo(z[axis]!, 12);
  });
});

test('a zoom leaves the place under the pointer where it is', () => {
  const camera = pannedBy(firstCamera(framing), viewOf(framing, firstCamera(framing), 400, 300), 30, -20);
  const view = viewOf(framing, camera, 400, 300);
  const place: Vector = [1.4, 2.3, 2.1];
  const [x, y] = projected(view, place);
  const nearer = zoomedBy(camera, 1.7, view, [x - 200, y - 150]);
  const [x2, y2] = projected(viewOf(framing, nearer, 400, 300), place);
  expect(x2).toBeCloseTo(x, 9);
  expect(y2).toBeCloseTo(y, 9);
  expect(nearer.zoom).toBeCloseTo(1.7);
});

test('only what is behind the pivot fades', () => {
  const view = { fadeDepth: 3 };
  expect([fading(view, 2), fading(view, 0)]).toEqual([0, 0]);
  expect(fading(view, -1.5)).toBeCloseTo(0.3);
  expect(fading(view, -30)).toBeCloseTo(0.6);
});

/** A flat ring in a plane that no axis lies in. */
const tilted = (() => {
  const [u, v] = [
    [0.6, 0.64, 0.48],
    [-0.8, 0.48, 0.36],
  ];
  const places = Array.from({ length: 8 }, (_, i) => {
    const [a, b] = [3 * Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)];
    return [0, 1, 2].map((axis) => 5 + a * u![axis]! + b * v![axis]!);
  });
  return {
    u: u as unknown as Vector,
    v: v as unknown as Vector,
    positions: Float32Array.from(places.flat()),
  };
})();

test('the principal axes of an ellipse are its long one, its short one, and the one across', () => {
  const [first, second, third] = principalAxes(tilted.positions);
  expect(Math.abs(dot(first, tilted.u))).toBeCloseTo(1, 6);
  expect(Math.abs(dot(second, tilted.v))).toBeCloseTo(1, 6);
  expect(dot(cross(first, second), third)).toBeCloseTo(1, 6);
});

test('a structure is framed around its middle, and all of it is in the picture', () => {
  const atoms = atomBalls({ atomicNumbers: new Int32Array(8).fill(6), positions: tilted.positions }, 1);
  const found = frame([atoms]);
  found.pivot.forEach((part) => {
    expect(part).toBeCloseTo(5, 5);
  });
  const view = viewOf(found, firstCamera(found), 300, 200);
  for (let atom = 0; atom < 8; atom++) {
    const [x, y, z] = projected(view, vectorAt(tilted.positions, atom));
    const radius = atoms.radii[atom]! * view.scale;
    expect(x - radius).toBeGreaterThanOrEqual(0);
    expect(x + radius).toBeLessThanOrEqual(300);
    expect(y - radius).toBeGreaterThanOrEqual(0);
    expect(y + radius).toBeLessThanOrEqual(200);
    expect(Math.abs(z)).toBeLessThan(found.radius);
  }
});

test('one atom, and none, have a frame', () => {
  const one = atomBalls({ atomicNumbers: Int32Array.of(1), positions: Float32Array.of(1, 1, 1) }, 1);
  expect(frame([one]).pivot.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([1, 1, 1]);
  const none = atomBalls({ atomicNumbers: new Int32Array(), positions: new Float32Array() }, 1);
  expect(frame([none]).radius).toBeGreaterThan(0);
});
