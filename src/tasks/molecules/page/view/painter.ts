/** What every way of drawing a structure does. */
import type { View } from './camera';
import type { Model } from './model';
import type { Palette } from './structure';

export interface Painter {
  /**
   * Fills a canvas of `view.width · ratio` by `view.height · ratio` pixels.
   * @param ratio device pixels per CSS pixel.
   */
  paint(target: CanvasRenderingContext2D, model: Model, view: View, palette: Palette, ratio: number): void;
  /** Releases what it keeps of a model that will not be painted again. */
  forget(model: Model): void;
}
