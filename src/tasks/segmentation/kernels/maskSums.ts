/**
 * The sums that segmentation losses are made of: one pass over the pixels of every sample, and one back. What they are
 * is said here; `maskSumsGpu.ts` and `maskSumsHost.ts` compute them.
 */

/** The label of a pixel that counts nowhere: not in sums, not in their mean, and no gradient is its. */
export const IGNORED = 255;

/** A loss that is a mean over pixels: focal loss, which is cross-entropy where γ is 0. */
export type PixelLoss = {
  /** γ: how much less the pixels count that are right already; at least 0. */
  gamma: number;
  /** w of every class, the background first. */
  classWeights: number[];
};

export type SumAttributes = {
  /** Whether the sums of overlaps are made. */
  overlaps: boolean;
  pixelLosses: PixelLoss[];
};

/** Sums of a foreground class. */
export const overlapColumns = ['pt', 'p', 'pp', 't'] as const;

/**
 * Logits z [batch, height, width, K] are of the foreground alone (K = 1, p = σ(z)) or of every class (p = softmax(z));
 * labels y are class indices, 0 the background. Sums, in order: for each foreground class c with t = [y = c] the four
 * Σp·t, Σp, Σp², Σt (only where a loss needs them), then for each pixel loss Σ w_y·(1 − p_y)^γ·(−ln p_y), and where
 * there is one, last, how many pixels count.
 * Inputs `logits`, `labels`; output [batch, parts, sums], where the parts are to be added.
 */
export const SUMS = 'AnnealMaskSums';
/**
 * −ln p_y comes from the logits, so large ones neither overflow nor lose their gradient. With G the gradient of the
 * sums, g_c = G_pt·t + G_p + 2·G_pp·p_c and A = −G·w_y·(1 − p_y)^(γ−1)·(γ·p_y·(−ln p_y) + 1 − p_y):
 * ∂z_c = p_c·(g_c − Σ_k p_k·g_k) + A·([c = y] − p_c).
 * Inputs `logits`, `labels`, `slopes` [batch, sums]; output in the shape of the logits.
 */
export const SUMS_GRADIENT = 'AnnealMaskSumsGradient';

/** Below this 1 − p counts as this much, so that its powers stay finite. */
export const SMALLEST_MISS = 1e-30;

export interface Layout {
  batch: number;
  /** Pixels of a sample. */
  pixels: number;
  /** Logits of a pixel. */
  logits: number;
  /** Foreground classes with overlap sums. */
  classes: number;
  /** Sums of a sample. */
  columns: number;
}

export function sumLayout(shape: readonly number[], { overlaps, pixelLosses }: SumAttributes): Layout {
  const [batch = 0, height = 0, width = 0, logits = 0] = shape;
  const classes = overlaps ? Math.max(1, logits - 1) : 0;
  const columns = classes * overlapColumns.length + pixelLosses.length + (pixelLosses.length > 0 ? 1 : 0);
  return { batch, pixels: height * width, logits, classes, columns };
}
