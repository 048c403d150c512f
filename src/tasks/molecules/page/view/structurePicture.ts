/** A view as a picture file: at twice the size, with its scale bar and colour bar drawn into it. */
import { barColours } from './ColourBar';
import type { View } from './camera';
import { type ColourScale, cssColour, mixed, signColour } from './colours';
import { drawSign } from './flatPainter';
import type { Model } from './model';
import type { Painter } from './painter';
import { scaleBar } from './scaleBar';
import type { Palette } from './structure';
import { barNumbers, rangeWords } from './words';

const ratio = 2;
const margin = 12;
/** Pixels below the picture for the colour bar and its words, and for the line about charges. */
const barRoom = 72;
const chargeRoom = 24;

export interface PictureOptions {
  painter: Painter;
  model: Model;
  view: View;
  palette: Palette;
  points: { title: string; unit: string; scale: ColourScale } | null;
  /** What is said about charges, and null without. */
  charges: string | null;
  /** Of text and of numbers, as CSS writes them. */
  fonts: { text: string; number: string };
}

/** Rejects when the browser refuses to make a file of it. */
export async function structurePicture(options: PictureOptions): Promise<Blob> {
  const { painter, model, view, palette, points, charges } = options;
  const canvas = document.createElement('canvas');
  const below = (points ? barRoom : 0) + (charges ? chargeRoom : 0);
  canvas.width = Math.round(view.width * ratio);
  canvas.height = Math.round((view.height + below) * ratio);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser made no canvas');
  painter.paint(context, model, view, palette, ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = cssColour(palette.surface);
  context.fillRect(0, view.height, view.width, below);
  drawScaleBar(context, options);
  if (points) drawColourBar(context, options, points);
  if (charges) drawCharges(context, options, charges, view.height + (points ? barRoom : 0) + 12);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser made no PNG'))),
      'image/png',
    );
  });
}

function drawScaleBar(context: CanvasRenderingContext2D, { view, palette, fonts }: PictureOptions) {
  const { pixels, label } = scaleBar(view.scale);
  const bottom = view.height - margin;
  context.fillStyle = cssColour(palette.ink);
  context.fillRect(margin, bottom - 2, pixels, 2);
  context.fillRect(margin, bottom - 7, 1, 7);
  context.fillRect(margin + pixels - 1, bottom - 7, 1, 7);
  context.font = `12px ${fonts.number}`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(label, margin + Math.max(pixels / 2, 14), bottom - 10);
}

function drawColourBar(
  context: CanvasRenderingContext2D,
  { view, palette, fonts }: PictureOptions,
  { title, unit, scale }: NonNullable<PictureOptions['points']>,
) {
  const [left, width, top] = [margin, Math.min(360, view.width - 2 * margin), view.height + 6];
  const soft = cssColour(mixed(palette.ink, palette.surface, 0.25));
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.font = `12px ${fonts.text}`;
  context.fillStyle = soft;
  context.fillText(`${title}, ${unit}`, left, top);
  const gradient = context.createLinearGradient(left, 0, left + width, 0);
  barColours(scale, palette.dark).forEach((colour, index, all) => {
    gradient.addColorStop(index / (all.length - 1), colour);
  });
  context.fillStyle = gradient;
  context.fillRect(left, top + 18, width, 10);
  context.fillStyle = cssColour(palette.ink);
  context.font = `12px ${fonts.number}`;
  barNumbers(scale).forEach((text, index) => {
    context.textAlign = (['left', 'center', 'right'] as const)[index] ?? 'left';
    context.fillText(text, left + (width * index) / 2, top + 31);
  });
  context.textAlign = 'left';
  context.font = `12px ${fonts.text}`;
  context.fillStyle = soft;
  context.fillText(rangeWords(scale, unit), left, top + 47, view.width - 2 * margin);
}

function drawCharges(
  context: CanvasRenderingContext2D,
  { view, palette, fonts }: PictureOptions,
  words: string,
  middle: number,
) {
  context.font = `12px ${fonts.text}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  let left = margin;
  for (const [sign, name] of [
    [1, 'positive'],
    [-1, 'negative'],
  ] as const) {
    context.fillStyle = cssColour(signColour(sign, palette.dark));
    context.beginPath();
    context.arc(left + 6, middle, 6, 0, 2 * Math.PI);
    context.fill();
    drawSign(context, left + 6, middle, 6, sign, palette);
    context.fillStyle = cssColour(palette.ink);
    context.fillText(name, left + 18, middle);
    left += 30 + context.measureText(name).width;
  }
  context.fillText(words, left, middle, view.width - left - margin);
}
