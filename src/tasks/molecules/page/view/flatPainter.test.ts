import { expect, test } from 'vitest';
import { viewOf } from './camera';
import { flatPainter } from './flatPainter';
import { frame } from './framing';
import { createModel } from './model';

/** A canvas that writes down where discs and lines are drawn, in order. */
function recordingCanvas() {
  const discs: { x: number; y: number; radius: number; opacity: number }[] = [];
  const gradient = { addColorStop() {} };
  let lines = 0;
  const context = {
    globalAlpha: 1,
    fillStyle: '',
    setTransform() {},
    fillRect() {},
    beginPath() {},
    moveTo() {},
    lineTo() {},
    arc(x: number, y: number, radius: number) {
      discs.push({ x, y, radius, opacity: this.globalAlpha });
    },
    fill() {},
    stroke() {
      lines++;
    },
    createRadialGradient: () => gradient,
    createLinearGradient: () => gradient,
  };
  return { context: context as unknown as CanvasRenderingContext2D, discs, lines: () => lines };
}

const level = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;
const palette = { dark: false, surface: [1, 1, 1], ink: [0, 0, 0] } as const;

function paint(structure: { atomicNumbers: Int32Array; positions: Float32Array }, charge?: number[]) {
  const charges = charge
    ? { positions: Float32Array.from(charge), values: Float32Array.of(0.4, -0.4) }
    : null;
  const model = createModel({ structure, charges, points: null, dark: false });
  const framing = { ...frame([model.atoms]), pivot: [0, 0, 0] as const, turn: level };
  const view = viewOf(framing, { turn: level, zoom: 1, pan: [0, 0] }, 400, 300);
  const canvas = recordingCanvas();
  flatPainter.paint(canvas.context, model, view, palette, 1);
  return { ...canvas, view };
}

test('the farthest atom is drawn first, whatever their order in the file', () => {
  const { discs } = paint({
    atomicNumbers: Int32Array.of(6, 8, 1),
    positions: Float32Array.of(0, 0, 2, 4, 0, -2, 8, 0, 0),
  });
  // Oxygen at the back on the right, then hydrogen twice as far to the right, carbon before the pivot.
  const [first, second, third] = discs.map(({ x }) => x - 200);
  expect(first).toBeGreaterThan(0);
  expect(second! / first!).toBeCloseTo(2);
  expect(third).toBe(0);
});

test('an ångström has the length that the view says', () => {
  const { discs, view } = paint({ atomicNumbers: Int32Array.of(6), positions: Float32Array.of(1, 1, 0) });
  expect(discs[0]).toMatchObject({ x: 200 + view.scale, y: 150 - view.scale });
  expect(discs[0]!.radius).toBeCloseTo(0.3 * 1.7 * view.scale, 4);
});

test('charges are drawn after the glass of their atom, and are not of glass', () => {
  const { discs } = paint(
    { atomicNumbers: Int32Array.of(6, 8), positions: Float32Array.of(0, 0, 0, 5, 0, 0) },
    [0, 0, -0.2, 5, 0, -0.2],
  );
  expect(discs.map(({ opacity }) => opacity < 1)).toEqual([true, true, false, false]);
});
