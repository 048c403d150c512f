/**
 * The lines of a chart, or its points where they are in no order, drawn in recharts' own scales: raw range and raw line
 * faint, the curve above them.
 */
import { useId } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { bandPath, type Curve, dashOf, linePath } from './curve';
import styles from './LineChart.module.css';
import { PointLayer } from './PointLayer';

/** Of lines that stand back. */
export const faintOpacity = 0.15;

export function CurveLayer({ curves }: { curves: readonly Curve[] }) {
  const clip = useId();
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  return (
    <g>
      <clipPath id={clip}>
        <rect x={area.x} y={area.y - 2} width={area.width} height={area.height + 4} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {curves.map(({ id, colour, raw, faint }) =>
          raw && !faint ? (
            <g key={id}>
              <path className={styles.band} d={bandPath(raw, scaleX, scaleY)} fill={colour} />
              <path className={styles.raw} d={linePath(raw, scaleX, scaleY)} stroke={colour} />
            </g>
          ) : null,
        )}
        {curves.map((curve) => {
          const { id, colour, unordered, points, faint } = curve;
          if (unordered && !faint) return <PointLayer key={id} points={points} colour={colour} />;
          return (
            <path
              data-single={points.length === 1 || undefined}
              key={id}
              className={styles.line}
              d={linePath(points, scaleX, scaleY)}
              stroke={colour}
              strokeOpacity={faint ? faintOpacity : undefined}
              strokeDasharray={dashOf(curve)}
            />
          );
        })}
      </g>
    </g>
  );
}
