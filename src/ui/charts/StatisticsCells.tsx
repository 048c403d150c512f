/** The numbers of a column as cells of a table, and their headings: mean, deviation, extremes, missing values and the distribution. */
import type { ColumnStatistics } from '../../protocol/datasets';
import { count, evenDigits, significant } from '../format/quantities';
import { Histogram } from './Histogram';
import styles from './StatisticsTable.module.css';

/** The headings of the cells. */
export function StatisticsHeadings() {
  return (
    <>
      {['Mean', 'Std', 'Min', 'Median', 'Max', 'Missing'].map((title) => (
        <th key={title} scope="col" className={styles.numeric}>
          {title}
        </th>
      ))}
      <th scope="col">Distribution</th>
    </>
  );
}

export function StatisticsCells({ statistics }: { statistics: ColumnStatistics }) {
  const { name, mean, std, min, median, max, missing, sampled, histogram } = statistics;
  const range = min === null ? '' : ` from ${significant(min)} to ${significant(max)}`;
  return (
    <>
      {[mean, std, min].map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column of the table is its place.
        <td key={index} className="number">
          {evenDigits(value)}
        </td>
      ))}
      <td className="number" title={sampled === null ? undefined : sampledText(sampled)}>
        {sampled !== null && '≈ '}
        {evenDigits(median)}
      </td>
      <td className="number">{evenDigits(max)}</td>
      <td className="number" data-missing={missing > 0 || undefined}>
        {count(missing)}
      </td>
      <td>
        <Histogram
          bins={histogram}
          label={`${sampled === null ? 'Distribution' : 'Approximate distribution'} of ${name}${range}`}
        />
      </td>
    </>
  );
}

/** Why a number is marked as about right. */
export function sampledText(sampled: number): string {
  return `Median, outliers and distribution come from ${count(sampled)} values, evenly spread; all else from every value`;
}
