/** Sessions side by side, each as the mean over its units. */
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count, tableNumber } from '../../../../ui/format/quantities';
import type { NeuronsAnalysis } from '../../analysis/neuronsAnalysis';

type Figure = 'loss' | 'bps' | 'correlation' | 'meanCorrelation' | 'normalisedCorrelation';

const figures: readonly { figure: Figure; title: string }[] = [
  { figure: 'bps', title: 'Bits per spike' },
  { figure: 'correlation', title: 'Correlation' },
  { figure: 'meanCorrelation', title: 'To the mean of repeats' },
  { figure: 'normalisedCorrelation', title: 'Normalised' },
  { figure: 'loss', title: 'Loss' },
];

export function SessionTable({ analysis }: { analysis: NeuronsAnalysis }) {
  const { sessions } = analysis;
  const shown = figures.filter(({ figure }) => sessions.some((session) => !Number.isNaN(session[figure])));
  const text = (value: number) => tableNumber(Number.isNaN(value) ? null : value);
  return (
    <WideTable>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col">Units</th>
            <th scope="col">Samples</th>
            {shown.map(({ figure, title }) => (
              <th key={figure} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.name}>
              <th scope="row">{session.name}</th>
              <td className="number">{count(session.units)}</td>
              <td className="number">{count(session.samples)}</td>
              {shown.map(({ figure }) => (
                <td key={figure} className="number">
                  {text(session[figure])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {sessions.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">Mean</th>
              <td className="number">{count(analysis.units.length)}</td>
              <td />
              {shown.map(({ figure }) => (
                <td key={figure} className="number">
                  {text(analysis[figure])}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </WideTable>
  );
}
