/** Batch size of evaluation: nothing is kept for a backward pass, so it can be larger than the training's. */
export const EVALUATION_BATCH = 1024;
