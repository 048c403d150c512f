/** Which values of a tensor share their mean and variance. */

/** x as [outer, middle, groups, width]: one mean and variance for each pair of outer and group. Kernel attributes. */
export type Statistics = { outer: number; middle: number; groups: number; width: number };

/** Of the last axis. */
export const channelsOf = ({ groups, width }: Statistics) => groups * width;
