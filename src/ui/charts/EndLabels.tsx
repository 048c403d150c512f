/** Each line's name beside its end, pushed apart where ends meet: no legend to look up. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { type Curve, visibleEnd } from './curve';
import styles from './LineChart.module.css';

/** Pixels between the baselines of two labels. */
const lineHeight = 15;

export interface EndLabelsProps {
  curves: readonly Curve[];
  /** Where the drawn part ends. */
  toX: number;
  /** Pixels that a name may take. */
  width: number;
  /** Leaves out names for which there is no room, rather than pushing others away from their lines. */
  sparse?: boolean;
  onPick?: (id: string) => void;
}

export function EndLabels({ curves, toX, width, sparse = false, onPick }: EndLabelsProps) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  const bottom = area.y + area.height - 5;
  const all = curves
    .filter(({ faint, endLabel }) => !faint && endLabel !== null)
    .flatMap(({ id, label: name, endLabel, colour, points }) => {
      const label = endLabel ?? name;
      const end = visibleEnd(points, toX);
      const x = end ? scaleX(end.x) : undefined;
      const y = end ? scaleY(end.y) : undefined;
      // A line that ends before what is shown is not there.
      if (x === undefined || y === undefined || !Number.isFinite(y) || x < area.x) return [];
      return [{ id, label, colour, x, y: Math.min(bottom, Math.max(area.y, y)) }];
    })
    .sort((a, b) => a.y - b.y);
  const labels = sparse && all.length * lineHeight > area.height ? apart(all) : all;
  let above = Number.NEGATIVE_INFINITY;
  for (const label of labels) {
    label.y = Math.max(label.y, above + lineHeight);
    above = label.y;
  }
  let below = bottom + lineHeight;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, below - lineHeight);
    below = label.y;
  }
  return (
    <g className={styles.endLabels}>
      {labels.map(({ id, label, colour, x, y }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer alone; the list of lines does it by keyboard.
        <text
          key={id}
          x={Math.min(x, area.x + area.width) + 6}
          y={y + 4}
          fill={readable(colour)}
          onClick={onPick && (() => onPick(id))}
          cursor={onPick && 'pointer'}
        >
          {cut(label, width)}
        </text>
      ))}
    </g>
  );
}

/** From the top, those that do not lie over the one before. */
function apart<L extends { y: number }>(labels: readonly L[]): L[] {
  const kept: L[] = [];
  for (const label of labels) {
    if (kept.length === 0 || label.y - kept.at(-1)!.y >= lineHeight) kept.push(label);
  }
  return kept;
}

/** About seven pixels a letter at this size. */
function cut(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / 7));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Series colours reach 3:1, which is enough for a line; towards the ink they reach the 4.5:1 of text. */
function readable(colour: string): string {
  return `color-mix(in oklab, ${colour} 65%, var(--ink-1))`;
}
