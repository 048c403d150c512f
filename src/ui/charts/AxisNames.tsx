/** What the axes of a chart are, with their units. */
import { usePlotArea } from 'recharts';
import styles from './LineChart.module.css';

/** Letters that fit into the corner below the vertical axis. */
const shortName = 7;

/** Pixels below a plot for its ticks and the name of x. */
export const roomBelow = (xName: string): number => (xName.length > shortName ? 40 : 24);

/** In the drawing itself, so that a saved picture has them: y above its axis, x where no tick can be. */
export function AxisNames({ x, y }: { x: string; y: string }) {
  const area = usePlotArea();
  if (!area) return null;
  const bottom = area.y + area.height;
  return (
    <g className={styles.axisName}>
      <text x={0} y={area.y - 10}>
        {y}
      </text>
      {x.length > shortName ? (
        <text x={area.x + area.width / 2} y={bottom + 34} textAnchor="middle">
          {x}
        </text>
      ) : (
        <text x={0} y={bottom + 17}>
          {x}
        </text>
      )}
    </g>
  );
}
