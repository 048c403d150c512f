/** The contract of the schedules that know the future: a rate for every index, whether it counts epochs or steps. */

/** @param index 0 for the first epoch or step after the warm-up. */
export type RateCurve = (index: number) => number;
