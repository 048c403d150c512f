/** The numbers of a comparison of two checkpoints; the better one of each metric is marked where the difference is sure. */
import { verdictOf } from '../../runs/comparison/words';
import table from '../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../ui/controls/WideTable';
import { capitalised, count, tableNumber } from '../../ui/format/quantities';
import styles from './PairPanel.module.css';
import type { ComparedMeasure } from './pairQuestion';

export function PairTable({ measures }: { measures: readonly ComparedMeasure[] }) {
  return (
    <WideTable label="Differences of the two checkpoints">
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">B − A</th>
            <th scope="col">95 % interval</th>
            <th scope="col">Pairs</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {measures.map(({ name, title, unit, better, found, undefined: left }) => {
            const verdict = found.interval && verdictOf(found.interval, better);
            return (
              <tr key={`${name} ${unit}`}>
                <th scope="row">
                  {capitalised(title)}
                  {unit && ` (${unit})`}
                </th>
                <td className="number" data-best={verdict === 'worse' || undefined}>
                  {tableNumber(found.a)}
                </td>
                <td className="number" data-best={verdict === 'better' || undefined}>
                  {tableNumber(found.b)}
                </td>
                <td className="number">{signed(found.difference)}</td>
                <td className="number">
                  {found.interval ? `${signed(found.interval.low)} to ${signed(found.interval.high)}` : '–'}
                </td>
                <td className="number">
                  {count(found.pairs)}
                  {left > 0 && <span className={styles.left}> ({count(left)} undefined)</span>}
                </td>
                <td className={styles.mark} aria-hidden="true">
                  {found.interval && <Interval {...found.interval} at={found.difference} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </WideTable>
  );
}

/** The interval about zero, which stands in the middle. */
function Interval({ low, high, at }: { low: number; high: number; at: number }) {
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const x = (value: number) => 60 + (54 * value) / reach;
  return (
    <svg width="120" height="16" aria-hidden="true">
      <line className={styles.zero} x1={60} x2={60} y1={0} y2={16} />
      <line className={styles.interval} x1={x(low)} x2={x(high)} y1={8} y2={8} />
      <circle className={styles.at} cx={x(at)} cy={8} r={3.5} />
    </svg>
  );
}

function signed(value: number): string {
  const text = tableNumber(Math.abs(value));
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}
