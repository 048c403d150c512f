import { describe, expect, it, test } from 'vitest';
import { firstCamera, projected, viewOf } from './camera';
import { colourScale } from './colours';
import { elementColour } from './elementColours';
import { frame } from './framing';
import { hitAt, spotOf } from './hits';
import { chargeRadius, createModel, thinned } from './model';
import { vectorAt } from './structure';

/** Hydrogen fluoride along x, with two charges for each atom. */
const structure = { atomicNumbers: Int32Array.of(1, 9), positions: Float32Array.of(0, 0, 0, 0.92, 0, 0) };
const charges = {
  positions: Float32Array.of(0, 0.2, 0, 0, 0, 0.3, 0.92, -0.2, 0, 1.2, 0, 0),
  values: Float32Array.of(0.5, -0.1, 0.2, -0.6),
};
const cloud = {
  positions: Float32Array.of(0, 2, 0, 0, -2, 0, 3, 0, 0),
  values: Float32Array.of(1, 2, -3),
  mask: Uint8Array.of(1, 0, 1),
  title: 'Potential',
  unit: 'mV',
  diverging: true,
};
const scale = colourScale(cloud)!;

describe('the model of a structure', () => {
  it('has atoms of 0.3 of their van der Waals radii, in their colours', () => {
    const { atoms } = createModel({ structure, charges: null, points: null, dark: false });
    expect(atoms.radii[0]).toBeCloseTo(0.3 * 1.2);
    expect(atoms.radii[1]).toBeCloseTo(0.3 * 1.47);
    expect(vectorAt(atoms.colours, 1)).toEqual([...Float32Array.from(elementColour(9))]);
  });

  it('has a bond of two colours, which meet between the two surfaces', () => {
    const { rods } = createModel({ structure, charges: null, points: null, dark: false });
    expect(rods.radii).toHaveLength(2);
    const meeting = 0.36 + (0.92 - 0.36 - 0.441) / 2;
    expect(rods.ends[3]).toBeCloseTo(meeting);
    expect(rods.ends[6]).toBeCloseTo(meeting);
    expect(vectorAt(rods.colours, 0)).toEqual([...Float32Array.from(elementColour(1))]);
  });

  it('sees charges through glass, and ties each to its atom', () => {
    const model = createModel({ structure, charges, points: null, dark: false });
    expect(model.atoms.opacity).toBeLessThan(1);
    expect([...model.charges!.signs]).toEqual([1, -1, 1, -1]);
    // Two halves of a bond and four leaders; the last goes from fluorine to its second charge.
    expect(model.rods.radii).toHaveLength(6);
    expect([...model.rods.ends.slice(-6)]).toEqual([...Float32Array.of(0.92, 0, 0, 1.2, 0, 0)]);
  });

  it('leaves masked points out and remembers which ones are left', () => {
    const { points } = createModel({
      structure,
      charges: null,
      points: { cloud, scale, all: false },
      dark: false,
    });
    expect([...points!.sources]).toEqual([0, 2]);
    expect([...points!.centres]).toEqual([0, 2, 0, 3, 0, 0]);
  });
});

test('the area of a charge grows with its magnitude', () => {
  expect((chargeRadius(0.8) / chargeRadius(-0.4)) ** 2).toBeCloseTo(2);
});

test('thinning keeps so many points, each once, from all over', () => {
  const points = Uint32Array.from({ length: 50_000 }, (_, index) => 2 * index);
  const kept = thinned(points, 1000);
  expect(new Set(kept).size).toBe(1000);
  expect(kept.every((point) => point % 2 === 0)).toBe(true);
  for (let tenth = 0; tenth < 10; tenth++) {
    const within = kept.filter((point) => Math.floor(point / 10_000) === tenth);
    expect(within.length).toBeGreaterThan(90);
    expect(within.length).toBeLessThan(110);
  }
  expect(thinned(points, 50_000)).toBe(points);
});

describe('a pointer', () => {
  const model = createModel({ structure, charges, points: { cloud, scale, all: false }, dark: false });
  const framing = frame([model.atoms, model.charges!, model.points!]);
  const view = viewOf(framing, firstCamera(framing), 400, 300);

  it.each([
    ['charge', 3, charges.positions],
    ['point', 2, cloud.positions],
  ] as const)('finds the %s it is on', (kind, source, positions) => {
    const [x, y] = projected(view, vectorAt(positions, source));
    expect(hitAt(model, view, x, y, 0)).toEqual({ kind, source });
    expect(spotOf(model, view, { kind, source })).toMatchObject({ x, y });
  });

  it('finds the foremost of two atoms', () => {
    const behind = { atomicNumbers: Int32Array.of(6, 6), positions: Float32Array.of(0, 0, 0, 0, 0, 3) };
    const pair = createModel({ structure: behind, charges: null, points: null, dark: false });
    const facing = {
      ...view,
      pivot: [0, 0, 1.5] as const,
      turn: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ] as const,
    };
    expect(hitAt(pair, facing, 200, 150, 0)).toEqual({ kind: 'atom', source: 1 });
  });

  it('finds a small one that it misses by little, and nothing far off', () => {
    const [x, y] = projected(view, vectorAt(cloud.positions, 0));
    const { radius } = spotOf(model, view, { kind: 'point', source: 0 })!;
    expect(hitAt(model, view, x, y - radius - 2, 0)).toBeNull();
    expect(hitAt(model, view, x, y - radius - 2, 3)).toEqual({ kind: 'point', source: 0 });
  });

  it('is told nothing of a point that is not shown', () => {
    expect(spotOf(model, view, { kind: 'point', source: 1 })).toBeNull();
  });
});
