/**
 * The `augmentation` section in the whole numbers of the crop kernels. The page never needs it, so it may import them.
 */

import { ONE, TURN } from '../../../engine/kernels/images/cropArithmetic';
import type { CropPlan, Draw } from '../../../engine/kernels/images/cropDraws';
import { FACTOR_ONE, PIXEL } from '../../../engine/kernels/images/cropGeometry';
import type { AugmentationConfig } from './augmentationConfig';

const CERTAIN = 1 << 24;

/** One of the whole numbers from `lowest` to `highest` with a probability, else `otherwise`. */
function draw(probability: number, lowest: number, highest: number, otherwise: number): Draw {
  return { chance: Math.round(probability * CERTAIN), lowest, highest, otherwise };
}

const event = (probability: number) => draw(probability, 1, 1, 0);

function factor(range: { probability: number; from: number; to: number }, one: number): Draw {
  const [lowest, highest] = [Math.min(range.from, range.to), Math.max(range.from, range.to)];
  return draw(range.probability, Math.round(lowest * one), Math.round(highest * one), one);
}

export function cropPlan(config: AugmentationConfig): CropPlan {
  const { rotation, scale, elastic, intensity, gamma, noise } = config;
  const angle = Math.round((rotation.degrees / 360) * TURN);
  const bends = elastic.probability > 0 && elastic.amplitude > 0;
  return {
    randomOrigin: config.randomCrop,
    draws: {
      flipHorizontal: event(config.flipHorizontal),
      flipVertical: event(config.flipVertical),
      quarterTurns: draw(config.rotate90, 1, 3, 0),
      angle: draw(rotation.probability, -angle, angle, 0),
      zoom: factor(scale, ONE),
      intensity: factor(intensity, FACTOR_ONE),
      gamma: factor(gamma, FACTOR_ONE),
      noise: event(noise.probability),
      elastic: event(bends ? elastic.probability : 0),
    },
    amplitude: bends ? Math.round(elastic.amplitude * PIXEL) : 0,
    spacing: bends ? elastic.spacing : 0,
  };
}
