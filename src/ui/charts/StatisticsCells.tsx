/** The numbers of a column as cells of a table: mean, deviation, extremes, missing values and the distribution. */
import type { ColumnStatistics } from '../../protocol/datasets';
import { count, evenDigits } from '../format/quantities';
import { Histogram } from './Histogram';

/** Titles of the cells; the last, the distribution, is no number. */
export const statisticsTitles = ['Mean', 'Std', 'Min', 'Median', 'Max', 'Missing'];

export function StatisticsCells({ statistics }: { statistics: ColumnStatistics }) {
  const { mean, std, min, median, max, missing } = statistics;
  return (
    <>
      {[mean, std, min, median, max].map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column of the table is its place.
        <td key={index} className="number">
          {evenDigits(value)}
        </td>
      ))}
      <td className="number" data-missing={missing > 0 || undefined}>
        {count(missing)}
      </td>
      <td>
        <Histogram statistics={statistics} />
      </td>
    </>
  );
}
