/** Rows of tensors with their numbers and a histogram; the headings order them. */
import type { TensorSummary } from '../../protocol/tensors';
import { scientific as scientificText } from '../../runs/statisticsTable';
import { tensorLine } from '../../runs/tensorLine';
import { useChartPreferences } from '../../store/react/useStudio';
import { Histogram } from '../../ui/charts/Histogram';
import type { Order } from '../../ui/controls/columns';
import { SortableHeading } from '../../ui/controls/SortableHeading';
import { WideTable } from '../../ui/controls/WideTable';
import { count, evenDigits, shape } from '../../ui/format/quantities';
import styles from './TensorTable.module.css';
import { oddText, tensorColumns } from './tensorTable';

export interface TensorTableProps {
  tensors: readonly TensorSummary[];
  /** null for the order of the model. */
  order: Order | null;
  onOrder: (order: Order) => void;
}

export function TensorTable({ tensors, order, onOrder }: TensorTableProps) {
  const scientific = useChartPreferences((preferences) => preferences.scientific);
  const number = (value: number | null) =>
    value !== null && scientific ? scientificText(value, 2) : evenDigits(value, 3);
  return (
    <WideTable label="Tensors" className={styles.scroller}>
      <table className={styles.table}>
        <thead>
          <tr>
            {tensorColumns.map(({ key, title, numeric, first }) => (
              <SortableHeading
                key={key}
                title={title}
                numeric={numeric}
                first={first}
                order={order?.column === key ? (order.descending ? 'descending' : 'ascending') : null}
                onOrder={(next) => onOrder({ column: key, descending: next === 'descending' })}
              />
            ))}
            <th scope="col">Histogram</th>
          </tr>
        </thead>
        <tbody>
          {tensors.map((tensor) => (
            <tr key={tensor.name} title={tensorLine(tensor)}>
              <th scope="row">{tensor.name}</th>
              <td className="number">{shape(tensor.shape)}</td>
              <td className="number">{number(tensor.mean)}</td>
              <td className="number">{number(tensor.std)}</td>
              <td className="number">{number(tensor.min)}</td>
              <td className="number">{number(tensor.max)}</td>
              <td className="number">{count(tensor.zeros)}</td>
              <td className="number" data-odd={tensor.nans + tensor.infinities > 0 || undefined}>
                {oddText(tensor)}
              </td>
              <td className={styles.histogram}>
                <Distribution tensor={tensor} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function Distribution({ tensor: { name, histogram } }: { tensor: TensorSummary }) {
  if (histogram.length === 0) return '–';
  if (histogram.length === 1) return 'all equal';
  return <Histogram bins={histogram} label={`Distribution of ${name}`} />;
}
