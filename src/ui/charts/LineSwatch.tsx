/** A short piece of a line, as the chart draws it. */
import { type Curve, dashOf } from './curve';

export function LineSwatch({ colour, dashed, dash }: Pick<Curve, 'colour' | 'dashed' | 'dash'>) {
  return (
    <svg width="18" height="8" aria-hidden="true">
      <line
        x1="1"
        x2="17"
        y1="4"
        y2="4"
        stroke={colour}
        strokeWidth="2"
        strokeDasharray={dashOf({ dashed, dash })}
      />
    </svg>
  );
}
