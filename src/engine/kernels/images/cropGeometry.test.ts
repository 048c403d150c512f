/** The map from a crop to its image against numbers of SciPy and arithmetic by hand; WGSL's twin is held to it elsewhere. */
import { expect, it } from 'vitest';
import { ONE } from './cropArithmetic';
import { CropField, cropMap, nodeGrid, PIXEL, plainCrop } from './cropGeometry';

const geometry = { height: 17, width: 17, spacing: 8 };

function placeOf(draws: number[], y: number, x: number): [number, number] {
  const place = new Int32Array(2);
  cropMap(draws, 0, geometry)(place, y, x);
  return [place[0]! / PIXEL, place[1]! / PIXEL];
}

it('a plain crop is a shift', () => {
  expect(placeOf(plainCrop(-3, 40, 17, 17), 2, 5)).toEqual([-1, 45]);
});

it('a matrix acts about the centre', () => {
  const draws = plainCrop(0, 0, 17, 17);
  draws.splice(CropField.yFromY, 4, ONE / 2, ONE / 4, -ONE, 2 * ONE);
  expect(placeOf(draws, 8, 8)).toEqual([8, 8]);
  expect(placeOf(draws, 10, 5)).toEqual([8 + 1 - 0.75, 8 - 2 - 6]);
});

it('an elastic grid is a cubic B-spline', () => {
  const { columns, count } = nodeGrid(17, 17, 8);
  expect([columns, count]).toEqual([6, 36]);
  const nodes = Array.from({ length: count }, (_, node) => {
    const [i, j] = [Math.floor(node / 6), node % 6];
    return [((7 * i + 13 * j) % 11) - 5, ((5 * i + 3 * j) % 7) - 3].map((pixels) => pixels * PIXEL);
  });
  const draws = [...plainCrop(0, 0, 17, 17), ...nodes.flat()];
  draws[CropField.elastic] = 1;
  // scipy.interpolate.BSpline.basis_element(numpy.arange(-3, 7)[n:n + 5]) at y / 8 and x / 8, times the nodes.
  const expected = [
    { y: 0, x: 0, moved: [0.9444, -0.25] },
    { y: 8, x: 8, moved: [0.4722, -0.2222] },
    { y: 3, x: 13, moved: [-0.8989, -0.4257] },
    { y: 15, x: 11, moved: [-0.0478, -0.924] },
    { y: 10, x: 1, moved: [-0.5171, 0.906] },
  ];
  for (const { y, x, moved } of expected) {
    const place = placeOf(draws, y, x);
    expect(Math.abs(place[0] - y - moved[0]!)).toBeLessThan(0.01);
    expect(Math.abs(place[1] - x - moved[1]!)).toBeLessThan(0.01);
  }
});
