/** A line across a chart at one x, with a word beside it above the axis. */
import { usePlotArea, useXAxisScale } from 'recharts';
import styles from './LineChart.module.css';

export interface VerticalMarkProps {
  x: number;
  label: string;
  /** Lines of text above the axis, so that two marks do not meet. */
  line?: number;
  colour?: string;
}

export function VerticalMark({ x, label, line = 0, colour = 'var(--ink-3)' }: VerticalMarkProps) {
  const scaleX = useXAxisScale();
  const area = usePlotArea();
  const at = scaleX?.(x);
  if (at === undefined || !area) return null;
  const right = at < area.x + area.width / 2;
  return (
    <g>
      <line x1={at} x2={at} y1={area.y} y2={area.y + area.height} stroke={colour} strokeDasharray="4 4" />
      <text
        className={styles.mark}
        x={right ? at + 6 : at - 6}
        y={area.y + area.height - 8 - 18 * line}
        textAnchor={right ? 'start' : 'end'}
      >
        {label}
      </text>
    </g>
  );
}
