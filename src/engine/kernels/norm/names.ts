/** The kernels of normalisation by name, and what they are told; `normalization.ts` says what they compute. */

/**
 * Which values of a tensor share their mean and variance: x as [outer, middle, groups, width] has one mean and variance
 * for each pair of outer and group. Kernel attributes.
 */
export type Statistics = { outer: number; middle: number; groups: number; width: number };

/** Of the last axis. */
export const channelsOf = ({ groups, width }: Statistics) => groups * width;

/** Applied to the normalised values, in the same pass. */
export type NormActivation = 'none' | 'relu';

export type NormAttributes = Statistics & { epsilon: number; activation: NormActivation };

export const NORMALIZE = 'AnnealNormalize';
/** → [outer, parts, channels, 2]: Σ dz·x̂ and Σ dz. */
export const GRADIENT_PARTS = 'AnnealNormalizeGradientParts';
/** → [outer·groups, 2]: Σ g·x̂ and Σ g. */
export const GROUP_SUMS = 'AnnealNormalizeGroupSums';
/** → [channels]: Σ dz·x̂ (row 0) or Σ dz (row 1). */
export const PARAMETER_GRADIENT = 'AnnealNormalizeParameterGradient';
export const INPUT_GRADIENT = 'AnnealNormalizeInputGradient';
